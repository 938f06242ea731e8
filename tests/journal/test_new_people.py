"""New people: known ones first, so many a day, counted with the mark, and asked about once more as they leave."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from batch_sender.journal import (
    CapReached,
    Claim,
    Claimed,
    Drained,
    KnownPerson,
    NewCapReached,
    Wait,
)
from batch_sender.journal.schema.tables import messages
from batch_sender.journal.sending import new_people
from batch_sender.journal.states import Ending
from batch_sender.models import JudgedMessage, MessageState
from batch_sender.timing.limits import DailyPlan, Planned, Usage
from batch_sender.timing.windows import around_the_clock, finishing_by_plan
from tests.journal.desk import (
    ACCEPTED,
    GIVEN_BACK,
    NOT_LEFT,
    REFUSED,
    TIMED_OUT,
    WHO,
    Desk,
    number,
    text,
    with_file,
)

TODAY, TOMORROW = "2026-11-23", "2026-11-24"
ONE, TWO = DailyPlan(cap=1), DailyPlan(cap=2)


def new(row: int, *, to: int | None = None) -> JudgedMessage:
    """A row to a new person, of a batch with a plan for these."""
    return text(row, to=to)._replace(new_person=True, turn=1)


def claim(desk: Desk, batch_id: int, plan: DailyPlan | None = ONE, *, day: str = TODAY) -> Claim:
    return desk.claim(batch_id, day=day, new_plan=plan)


def taken(
    desk: Desk, batch_id: int, plan: DailyPlan | None = ONE, *, day: str = TODAY
) -> list[int]:
    """Claim and accept until no more may leave; which rows those were, in that order."""
    rows = []
    while isinstance(found := claim(desk, batch_id, plan, day=day), Claimed):
        desk.record(found, ACCEPTED)
        rows.append(found.row)
    return rows


def used(desk: Desk, day: str = TODAY) -> Usage:
    return desk.journal.sending.usage_of_new_people("#loja", day)


def make_known(desk: Desk, tail: int) -> None:
    entry = KnownPerson(person=number(tail), number=number(tail), source="list")
    desk.journal.people.add_known([entry], who=WHO)


# ── the order, and the cap ────────────────────────────────────────────────────────────────────


def test_known_people_come_first_and_go_on_when_the_new_ones_are_used_up(desk: Desk) -> None:
    batch_id = desk.running(new(2), new(3), text(4), text(5))
    assert taken(desk, batch_id) == [4, 5, 2]
    assert claim(desk, batch_id) == NewCapReached()
    assert taken(desk, batch_id, day=TOMORROW) == [3]
    assert claim(desk, batch_id) == Drained()


def test_known_people_leave_although_another_batch_took_the_days_new_ones(desk: Desk) -> None:
    assert taken(desk, desk.running(new(2))) == [2]
    batch_id = desk.running(new(3), text(4))
    assert taken(desk, batch_id) == [4]
    assert claim(desk, batch_id) == NewCapReached()


def test_a_batch_without_a_plan_counts_its_new_people_all_the_same(desk: Desk) -> None:
    plain = text(2)._replace(new_person=True)
    assert taken(desk, desk.running(plain, text(3)), plan=None) == [2, 3]
    assert used(desk).today == 1
    assert claim(desk, desk.running(new(4))) == NewCapReached()


def test_the_cap_of_all_messages_holds_besides(desk: Desk) -> None:
    batch_id = desk.running(new(2), text(3), text(4))
    both = {"day": TODAY, "daily_plan": ONE, "new_plan": ONE}
    desk.record(desk.take(batch_id, **both), ACCEPTED)
    assert desk.claim(batch_id, **both) == CapReached()


def test_a_new_persons_file_follows_its_text(desk: Desk) -> None:
    each = with_file(2)._replace(new_person=True, turn=1)
    batch_id = desk.running(each, new(3))
    assert taken(desk, batch_id) == [2, 2]
    assert used(desk).today == 1


def test_it_waits_for_a_known_person_whose_message_came_back(desk: Desk) -> None:
    batch_id = desk.running(new(2), new(3), text(4))
    known = desk.take(batch_id, day=TODAY, new_plan=ONE)
    later = desk.clock.now().replace(hour=23)
    desk.record(known, NOT_LEFT, not_before=later)
    desk.record(desk.take(batch_id, day=TODAY, new_plan=ONE), ACCEPTED)
    assert claim(desk, batch_id) == Wait(until=later), "and not for tomorrow"


def test_only_the_rows_that_are_let_out_decide(desk: Desk) -> None:
    batch_id = desk.running(new(2), new(3), text(4))
    taken(desk, desk.running(new(9)))
    only = frozenset({2, 3})
    assert desk.claim(batch_id, day=TODAY, new_plan=ONE, rows=only) == NewCapReached()


# ── counting ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("ending", "counted"),
    [
        pytest.param(ACCEPTED, 1, id="accepted"),
        pytest.param(REFUSED, 1, id="refused: the call was made"),
        pytest.param(TIMED_OUT, 1, id="in doubt"),
        pytest.param(NOT_LEFT, 0, id="it did not leave"),
        pytest.param(GIVEN_BACK, 0, id="the mark grew too old"),
    ],
)
def test_who_surely_got_nothing_is_counted_back(desk: Desk, ending: Ending, counted: int) -> None:
    found = claim(desk, desk.running(new(2)))
    assert isinstance(found, Claimed)
    assert used(desk).today == 1, "counted with the mark"
    desk.record(found, ending)
    assert used(desk).today == counted


def test_a_known_person_counts_as_a_message_alone(desk: Desk) -> None:
    taken(desk, desk.running(text(2), new(3)))
    assert desk.journal.sending.usage("#loja", TODAY).today == 2
    assert used(desk) == Usage(earlier_days=0, today=1)


def test_a_warm_up_goes_by_days_with_new_people(desk: Desk) -> None:
    plan = DailyPlan(warm_up=(1, 2))
    taken(desk, desk.running(text(20)), plan, day="2026-11-20")
    batch_id = desk.running(*map(new, range(2, 9)))
    days = [taken(desk, batch_id, plan, day=f"2026-11-{day}") for day in (21, 22, 23)]
    assert [len(each) for each in days] == [1, 2, 2]


# ── who became known since ────────────────────────────────────────────────────────────────────


def test_who_was_accepted_elsewhere_since_counts_as_known(desk: Desk) -> None:
    batch_id = desk.running(new(2), new(3))
    desk.record(desk.take(desk.running(text(8, to=2, idempotency_key="else")), day=TODAY), ACCEPTED)
    assert taken(desk, batch_id) == [2, 3]
    assert used(desk).today == 1


@pytest.mark.parametrize("ending", [REFUSED, TIMED_OUT])
def test_who_was_not_surely_reached_is_new_still(desk: Desk, ending: Ending) -> None:
    batch_id = desk.running(new(2))
    desk.record(desk.take(desk.running(text(8, to=2, idempotency_key="else")), day=TODAY), ending)
    taken(desk, batch_id)
    assert used(desk).today == 1


def test_who_was_put_on_the_list_since_counts_as_known(desk: Desk) -> None:
    batch_id = desk.running(new(2), new(3))
    make_known(desk, 2)
    assert taken(desk, batch_id) == [2, 3]
    assert used(desk).today == 1


def test_a_second_message_to_a_new_person_waits_behind_the_first(desk: Desk) -> None:
    second = text(3, to=2, idempotency_key="second")._replace(turn=1)
    batch_id = desk.running(new(2), second, text(4))
    assert taken(desk, batch_id, TWO) == [4, 2, 3]
    assert used(desk).today == 1, "one person"


def test_as_a_batch_begins_those_known_since_get_their_turn(desk: Desk) -> None:
    batch_id = desk.checked(*map(new, range(2, 8)))
    make_known(desk, 5)
    desk.record(desk.take(desk.running(text(9, to=6, idempotency_key="else"))), ACCEPTED)
    for most in (2, 100):  # in pieces, and once more, which changes nothing
        new_people.renew_turns(desk.journal._handle.write, batch_id, most=most)
        assert _turns(desk, batch_id) == {2: 1, 3: 1, 4: 1, 5: 0, 6: 0, 7: 1}
    desk.start(batch_id)
    assert taken(desk, batch_id) == [5, 6, 2]


def _turns(desk: Desk, batch_id: int) -> dict[int, int]:
    with desk.journal._handle.engine.connect() as connection:
        asked = select(messages.c.row, messages.c.turn).where(messages.c.batch_id == batch_id)
        return {row: turn for row, turn in connection.execute(asked)}  # noqa: C416


def test_what_goes_back_keeps_its_turn(desk: Desk) -> None:
    batch_id = desk.running(new(2), text(3))
    desk.journal.batches.cancel(batch_id, who=WHO)
    desk.journal.decisions.retry(batch_id, who=WHO)
    desk.start(batch_id)
    assert taken(desk, batch_id) == [3, 2]
    assert used(desk).today == 1


def test_how_many_are_left_to_write_to(desk: Desk) -> None:
    batch_id = desk.running(new(2), new(3), text(4))
    assert desk.journal.batches.new_people_left(batch_id) == 2
    taken(desk, batch_id)
    assert desk.journal.batches.new_people_left(batch_id) == 1
    assert desk.standing(batch_id)[3] is MessageState.PENDING


@pytest.mark.parametrize(
    ("known", "fresh", "every", "to_new"),
    [
        pytest.param(0, 7, DailyPlan(), DailyPlan(cap=2), id="all of them new"),
        pytest.param(9, 4, DailyPlan(cap=3), DailyPlan(cap=2), id="both caps"),
        pytest.param(1, 9, DailyPlan(cap=6), DailyPlan(warm_up=(1, 2, 4)), id="a warm-up"),
        pytest.param(5, 0, DailyPlan(cap=2), DailyPlan(cap=1), id="nobody new"),
    ],
)
def test_it_takes_as_many_days_as_was_forecast(
    desk: Desk, known: int, fresh: int, every: DailyPlan, to_new: DailyPlan
) -> None:
    rows = [*(text(row) for row in range(2, 2 + known)), *(new(50 + row) for row in range(fresh))]
    batch_id, begin = desk.running(*rows), datetime(2026, 11, 23, 12, tzinfo=UTC)
    end = finishing_by_plan(
        around_the_clock(),
        begin,
        each=timedelta(),
        every=Planned(messages=known + fresh, plan=every),
        new=Planned(messages=fresh, plan=to_new),
    )
    days = 0
    while desk.journal.batches.counts(batch_id).pending:
        day = (begin + timedelta(days=days)).date().isoformat()
        plans = {"day": day, "daily_plan": every, "new_plan": to_new}
        while isinstance(found := desk.claim(batch_id, **plans), Claimed):
            desk.record(found, ACCEPTED)
        days += 1
        assert days < 20
    brazil = around_the_clock()
    assert days == (brazil.date_at(end) - brazil.date_at(begin)).days + 1


# ── two at once ───────────────────────────────────────────────────────────────────────────────


def test_two_machines_do_not_both_take_the_last_new_one(desk: Desk) -> None:
    taken(desk, desk.running(new(9)), TWO)
    here, there = desk.running(new(2)), desk.running(new(3))
    terms = desk.terms(here, day=TODAY, new_plan=TWO)
    with ThreadPoolExecutor(1) as pool:
        with desk.journal._handle.engine.begin() as other_machine:
            assert isinstance(desk.journal.sending._claim(other_machine, terms), Claimed)
            waiting = pool.submit(claim, desk, there, TWO)
            assert not wait([waiting], timeout=0.3).done
        assert waiting.result(timeout=60) == NewCapReached()
    assert used(desk).today == 2
