"""A batch with several connections: which row leaves through which, what is moved, and which part stands still."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from batch_sender.journal import Claimed, Drained, Journal, Weighted
from batch_sender.journal.parts import dealing, spreading
from batch_sender.journal.schema.tables import messages
from batch_sender.models import BatchState, MessageState
from tests.journal.desk import (
    ACCEPTED,
    NOT_LEFT,
    REFUSED,
    TIMED_OUT,
    WHO,
    Desk,
    text,
    with_file,
)

STOPPED = "not_connected"


def through(journal: Journal, batch_id: int) -> dict[int, int | None]:
    return {each.row: each.connection_id for each in journal.messages.rows(batch_id)}


def shares(journal: Journal, batch_id: int) -> Counter[int | None]:
    return Counter(through(journal, batch_id).values())


def two(desk: Desk, *weights: int) -> list[Weighted]:
    weights = weights or (1, 1)
    names = [f"vendas{n}" for n, _weight in enumerate(weights, start=1)]
    return [
        Weighted(desk.connection_named(name), weight)
        for name, weight in zip(names, weights, strict=True)
    ]


def started(desk: Desk, batch_id: int, over: Sequence[Weighted]) -> None:
    desk.journal.parts.spread(batch_id, over)
    desk.start(batch_id, connection=over[0].connection_id)


# ── dealing ───────────────────────────────────────────────────────────────────────────────────


def test_rows_are_dealt_by_weight(desk: Desk, journal: Journal) -> None:
    one, other = two(desk, 1, 2)
    batch = desk.checked(*map(text, range(2, 302)))
    journal.parts.spread(batch, [one, other])
    assert shares(journal, batch) == {one.connection_id: 100, other.connection_id: 200}
    parts = journal.batches.one(batch).connections
    assert [(each.name, each.weight, each.counts.pending) for each in parts] == [
        ("vendas1", 1, 100),
        ("vendas2", 2, 200),
    ]


def test_a_batch_with_one_connection_is_not_dealt(desk: Desk, journal: Journal) -> None:
    batch = desk.checked(text(2), text(3))
    journal.parts.spread(batch, two(desk, 1))
    assert shares(journal, batch) == {None: 2}
    assert journal.batches.one(batch).connections == ()


def test_whoever_was_written_to_stays_with_that_connection(desk: Desk, journal: Journal) -> None:
    one, other = two(desk)
    earlier = desk.running(*map(text, range(2, 8)), connection=other.connection_id)
    while isinstance(found := desk.claim(earlier, connection_id=other.connection_id), Claimed):
        desk.record(found, ACCEPTED if found.row < 5 else REFUSED)
    batch = desk.checked(*map(text, range(2, 12)))
    journal.parts.spread(batch, [one, other])
    dealt = through(journal, batch)
    assert {dealt[row] for row in (2, 3, 4)} == {other.connection_id}
    # Those that were refused were never written to: they are dealt with the rest, half and half.
    rest = Counter(dealt[row] for row in range(5, 12))
    assert abs(rest[one.connection_id] - rest[other.connection_id]) <= 1


def test_the_newest_message_decides_with_whom_a_person_stays(desk: Desk, journal: Journal) -> None:
    one, other = two(desk)
    for connection in (one, other, one):
        desk.clock.forward(90_000)
        earlier = desk.running(text(2), connection=connection.connection_id)
        desk.record(desk.take(earlier, connection_id=connection.connection_id), ACCEPTED)
    batch = desk.checked(*map(text, range(2, 6)))
    journal.parts.spread(batch, [other, one])
    assert through(journal, batch)[2] == one.connection_id


def test_nobody_stays_with_a_connection_that_the_batch_does_not_have(
    desk: Desk, journal: Journal
) -> None:
    earlier = desk.running(text(2))
    desk.record(desk.take(earlier), ACCEPTED)
    batch = desk.checked(text(2))
    over = two(desk)
    journal.parts.spread(batch, over)
    assert through(journal, batch)[2] in {each.connection_id for each in over}


def test_a_message_of_a_batch_with_several_counts_by_its_own_connection(
    desk: Desk, journal: Journal
) -> None:
    one, other = two(desk)
    earlier = desk.checked(text(2), text(3))
    started(desk, earlier, [one, other])
    own = through(journal, earlier)
    for each in (one, other):
        taken = desk.take(earlier, connection_id=each.connection_id, own_rows=True)
        desk.record(taken, ACCEPTED)
    batch = desk.checked(text(2), text(3))
    journal.parts.spread(batch, [other, one])
    assert through(journal, batch) == own


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=st.lists(st.integers(1, 12), min_size=1, max_size=40),
    weights=st.lists(st.integers(1, 5), min_size=2, max_size=4),
    most=st.integers(1, 9),
)
def test_two_rows_of_one_person_never_have_two_connections(
    desk: Desk, journal: Journal, people: list[int], weights: list[int], most: int
) -> None:
    over = two(desk, *weights)
    rows = [text(row, to=to, idempotency_key=f"{row}") for row, to in enumerate(people, start=2)]
    batch = desk.checked(*rows)
    order = spreading.Spread(batch_id=batch, over=over, most=most)
    spreading.spread(journal._handle.write, order)
    found: dict[int, set[int | None]] = defaultdict(set)
    for row, connection in through(journal, batch).items():
        found[people[row - 2]].add(connection)
    assert all(len(each) == 1 and None not in each for each in found.values())
    # By persons, as two rows of one are one turn.
    turns = Counter(next(iter(each)) for each in found.values())
    for each in over:
        exact = len(found) * each.weight / sum(weights)
        assert abs(turns[each.connection_id] - exact) < 1


class CutShort(Exception):
    """The program died."""


@pytest.mark.parametrize("at", [1, 2, 3, 4, 5, 6])
def test_a_spread_that_was_cut_short_goes_on_as_if_it_had_not_been(
    desk: Desk, journal: Journal, at: int
) -> None:
    over = two(desk, 1, 3)
    rows = [text(row, to=row % 17, idempotency_key=f"{row}") for row in range(2, 42)]
    whole, cut = desk.checked(*rows), desk.checked(*rows)
    journal.parts.spread(whole, over)
    order = spreading.Spread(batch_id=cut, over=over, most=9)
    writes = 0

    def write(work: object) -> object:
        nonlocal writes
        writes += 1
        if writes > at:
            raise CutShort
        return journal._handle.write(work)  # type: ignore[arg-type]  # as it came

    with pytest.raises(CutShort):
        spreading.spread(write, order)  # type: ignore[arg-type]  # it dies on the way
    spreading.spread(journal._handle.write, order)
    assert through(journal, cut) == through(journal, whole)


def test_a_batch_that_nobody_has_begun_is_dealt_anew_over_others(
    desk: Desk, journal: Journal
) -> None:
    one, other = two(desk)
    batch = desk.checked(*map(text, range(2, 12)))
    journal.parts.spread(batch, [one, other])
    third = Weighted(desk.connection_named("vendas3"), 1)
    journal.parts.spread(batch, [third, other])
    assert shares(journal, batch) == {third.connection_id: 5, other.connection_id: 5}
    assert [each.name for each in journal.batches.one(batch).connections] == ["vendas3", "vendas2"]
    journal.parts.spread(batch, [one])
    assert shares(journal, batch) == {None: 10}
    assert journal.batches.one(batch).connections == ()


def test_a_begun_batch_goes_on_over_more_connections(desk: Desk, journal: Journal) -> None:
    one, other = two(desk)
    batch = desk.running(*map(text, range(2, 12)), connection=one.connection_id)
    desk.record(desk.take(batch, connection_id=one.connection_id), ACCEPTED)
    journal.batches.pause(batch, because="asked", who=WHO)
    third = Weighted(desk.connection_named("vendas3"), 2)
    journal.parts.spread(batch, [other, third])
    found = through(journal, batch)
    assert found[2] == one.connection_id  # it left there, and the results say so
    assert Counter(found[row] for row in range(3, 12)) == {
        other.connection_id: 3,
        third.connection_id: 6,
    }
    parts = {each.name: each.weight for each in journal.batches.one(batch).connections}
    assert parts == {"vendas2": 1, "vendas3": 2, "vendas1": 0}


def test_a_row_that_comes_back_keeps_its_connection(desk: Desk, journal: Journal) -> None:
    one, other = two(desk)
    batch = desk.checked(*map(text, range(2, 6)))
    started(desk, batch, [one, other])
    before = through(journal, batch)
    taken = desk.take(batch, connection_id=other.connection_id, own_rows=True)
    assert before[taken.row] == other.connection_id
    desk.record(taken, NOT_LEFT)
    journal.batches.pause(batch, because="asked", who=WHO)
    journal.parts.spread(batch, [one, other])
    assert through(journal, batch) == before


def test_each_connection_claims_its_own_rows_alone(desk: Desk, journal: Journal) -> None:
    over = two(desk)
    batch = desk.checked(*map(text, range(2, 8)))
    started(desk, batch, over)
    dealt = through(journal, batch)
    for each in over:
        taken = []
        while isinstance(
            found := desk.claim(batch, connection_id=each.connection_id, own_rows=True), Claimed
        ):
            desk.record(found, ACCEPTED)
            taken.append(found.row)
        assert isinstance(found, Drained)
        assert taken == [row for row, its in dealt.items() if its == each.connection_id]


def test_a_slower_batch_holds_the_pace_of_its_second_connection(desk: Desk) -> None:
    one, other = two(desk)
    slow = desk.checked(text(2), text(3), gap=60.0)
    started(desk, slow, [one, other])
    quick = desk.running(text(4), text(5), connection=other.connection_id)
    desk.record(desk.take(quick, connection_id=other.connection_id), ACCEPTED)
    found = desk.claim(quick, connection_id=other.connection_id)
    assert not isinstance(found, Claimed)


# ── moving ────────────────────────────────────────────────────────────────────────────────────


def test_waiting_rows_move_to_the_others_by_weight(desk: Desk, journal: Journal) -> None:
    one, other, third = two(desk, 1, 2, 3)
    batch = desk.checked(*map(text, range(2, 62)))
    started(desk, batch, [one, other, third])
    journal.batches.pause(batch, because="asked", who=WHO)
    assert journal.parts.move(batch, [third.connection_id], who=WHO) == 30
    assert shares(journal, batch) == {one.connection_id: 20, other.connection_id: 40}
    last = journal.batches.events(batch)[-1]
    assert last.kind == "rows_moved"
    assert dict(last.detail) == {"rows": 30, "connections": ["vendas3"]}


def test_what_is_half_out_stays_and_so_does_whatever_else_goes_to_that_person(
    desk: Desk, journal: Journal
) -> None:
    one, other = two(desk)
    rows = [with_file(2), with_file(3), text(4, to=2, idempotency_key="b"), text(5)]
    batch = desk.checked(*rows)
    started(desk, batch, [one, other])
    mine = through(journal, batch)[2]
    assert mine is not None
    begun = desk.take(batch, connection_id=mine, own_rows=True)
    assert begun.row == 2
    desk.record(begun, ACCEPTED)  # its text is out, its file is not
    journal.batches.pause(batch, because="asked", who=WHO)
    journal.parts.move(batch, [mine], who=WHO)
    found = through(journal, batch)
    assert found[2] == found[4] == mine
    assert mine not in {found[3], found[5]}


def test_a_move_that_was_cut_short_keeps_the_rows_of_one_person_together(
    desk: Desk, journal: Journal
) -> None:
    over = two(desk, 1, 1, 1)
    rows = [text(row, to=row % 5, idempotency_key=f"{row}") for row in range(2, 32)]
    batch = desk.checked(*rows)
    started(desk, batch, over)
    journal.batches.pause(batch, because="asked", who=WHO)
    away = [over[0].connection_id]
    people = journal._handle.write(lambda tx: dealing.together(tx, batch, away))
    mover = dealing.Mover(batch_id=batch, most=3, together=people, away=frozenset(away))
    journal._handle.write(lambda tx: mover.move_some(tx, after=0))  # and then the program dies
    journal.parts.move(batch, away, who=WHO)
    found: dict[int, set[int | None]] = defaultdict(set)
    for row, connection in through(journal, batch).items():
        found[row % 5].add(connection)
    assert all(len(each) == 1 and away[0] not in each for each in found.values())


# ── parts that stand still ────────────────────────────────────────────────────────────────────


def test_a_part_is_stopped_and_the_batch_goes_on(desk: Desk, journal: Journal) -> None:
    one, other = two(desk)
    batch = desk.checked(*map(text, range(2, 6)))
    started(desk, batch, [one, other])
    assert journal.parts.stop(batch, other.connection_id, because=STOPPED, who=WHO)
    assert not journal.parts.stop(batch, other.connection_id, because="ten_refused", who=WHO)
    assert not journal.parts.pause_if_stopped(batch, who=WHO)
    found = journal.batches.one(batch)
    assert found.state is BatchState.RUNNING
    assert [each.name for each in found.stopped] == ["vendas2"]
    told = [each for each in journal.batches.events(batch) if each.kind == "part_paused"]
    assert [dict(each.detail) for each in told] == [{"because": STOPPED, "connection": "vendas2"}]


def test_once_only_stopped_parts_have_rows_the_batch_is_paused(
    desk: Desk, journal: Journal
) -> None:
    one, other = two(desk)
    batch = desk.checked(text(2), text(3))
    started(desk, batch, [one, other])
    journal.parts.stop(batch, other.connection_id, because=STOPPED, who=WHO)
    taken = desk.take(batch, connection_id=one.connection_id, own_rows=True)
    assert not journal.parts.pause_if_stopped(batch, who=WHO)  # one is still on its way
    desk.record(taken, TIMED_OUT)
    assert journal.parts.pause_if_stopped(batch, who=WHO)
    found = journal.batches.one(batch)
    assert (found.state, found.paused_because) == (BatchState.PAUSED, STOPPED)
    last = journal.batches.events(batch)[-1]
    assert dict(last.detail) == {"because": STOPPED, "connections": ["vendas2"]}


def test_going_on_starts_all_parts_but_those_that_are_named(desk: Desk, journal: Journal) -> None:
    one, other = two(desk)
    batch = desk.checked(text(2), text(3))
    started(desk, batch, [one, other])
    for each in (one, other):
        journal.parts.stop(batch, each.connection_id, because=STOPPED, who=WHO)
    assert journal.parts.pause_if_stopped(batch, who=WHO)
    journal.batches.start(
        batch,
        connection_id=one.connection_id,
        who=WHO,
        sender={"pid": 7},
        stays_stopped=[other.connection_id],
    )
    assert [each.paused_because for each in journal.batches.one(batch).connections] == [
        None,
        STOPPED,
    ]


def test_a_withdrawn_batch_leaves_nothing_of_its_parts(desk: Desk, journal: Journal) -> None:
    batch = desk.checked(text(2), text(3))
    journal.parts.spread(batch, two(desk))
    journal.batches.withdraw(batch, who=WHO)
    assert journal.parts.of_batch(batch) == ()
    with journal._handle.engine.connect() as connection:
        assert connection.execute(select(messages)).all() == []


def test_a_purged_batch_still_says_how_many_each_connection_had(
    desk: Desk, journal: Journal
) -> None:
    batch = desk.checked(text(2), text(3))
    started(desk, batch, two(desk))
    journal.batches.cancel(batch, who=WHO)
    journal.people.purge(batch, who=WHO)
    assert [each.counts.skipped for each in journal.batches.one(batch).connections] == [1, 1]
    assert all(each is MessageState.SKIPPED for each in desk.standing(batch).values())
