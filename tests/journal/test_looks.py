"""Looks at the phone in the journal: who is drawn, what was seen, and when a batch stands still for it."""

import pytest

from batch_sender.journal import Decision
from batch_sender.journal.errors import StateConflict
from batch_sender.models import BatchState, JudgedMessage, LookRecord, SeenOnPhone, Sighted
from tests.journal.desk import ACCEPTED, REFUSED, TIMED_OUT, Desk, text

BARRED = dict.fromkeys(range(100), SeenOnPhone.CLOCK)
DRAWN = (2, 11, 16, 24, 27)
"""Of rows 2 to 31 of batch 1, for its first look: the same wherever it is drawn."""


def new(row: int) -> JudgedMessage:
    return text(row)._replace(new_person=True)


def accept(desk: Desk, batch_id: int, many: int) -> None:
    for _ in range(many):
        desk.record(desk.take(batch_id), ACCEPTED)


def drawn(desk: Desk, batch_id: int) -> LookRecord:
    look = desk.journal.looks.draw(batch_id, who="ana")
    assert look is not None
    return look


def seen(look: LookRecord, code: SeenOnPhone) -> dict[int, SeenOnPhone]:
    return dict.fromkeys(look.rows, code)


def stands(desk: Desk, batch_id: int) -> tuple[BatchState, str | None]:
    batch = desk.journal.batches.one(batch_id)
    return batch.state, batch.paused_because


def test_only_accepted_messages_to_new_people_are_drawn_from(desk: Desk) -> None:
    known, refused = [text(row) for row in (2, 3)], new(4)
    batch_id = desk.running(*known, refused, *map(new, range(5, 8)), new(20))
    for _ in range(6):
        claimed = desk.take(batch_id)
        desk.record(claimed, REFUSED if claimed.row == 4 else ACCEPTED)
    look = drawn(desk, batch_id)
    assert (look.rows, look.accepted) == ((5, 6, 7), 3)
    assert desk.journal.batches.one(batch_id).open_look == look
    event = desk.journal.batches.events(batch_id)[-1]
    assert (event.kind, event.detail["rows"]) == ("look_drawn", [5, 6, 7])


def test_five_are_drawn_and_in_every_journal_the_same(desk: Desk) -> None:
    batch_id = desk.running(*map(new, range(2, 40)))
    accept(desk, batch_id, 30)
    look = drawn(desk, batch_id)
    assert look.rows == DRAWN
    again = desk.running(*map(new, range(102, 140)))
    accept(desk, again, 30)
    assert drawn(desk, again).rows != tuple(row + 100 for row in look.rows), "each its own"


def test_the_next_look_is_among_those_that_came_since(desk: Desk) -> None:
    batch_id = desk.running(*map(new, range(2, 12)))
    accept(desk, batch_id, 5)
    first = drawn(desk, batch_id)
    assert desk.journal.looks.draw(batch_id, who="ana") is None, "nobody came since"
    assert desk.journal.looks.accepted_since(batch_id) == 0
    desk.clock.forward(60)
    desk.rows_taken(batch_id)
    assert desk.journal.looks.accepted_since(batch_id) == 5
    second = drawn(desk, batch_id)
    assert set(second.rows).isdisjoint(first.rows)
    assert second.accepted == 10


def test_what_was_in_doubt_before_a_look_and_sent_all_the_same_is_drawn_from_in_the_next(
    desk: Desk,
) -> None:
    batch_id = desk.running(*map(new, range(2, 12)))
    for _ in range(5):
        desk.record(desk.take(batch_id), TIMED_OUT)
    desk.clock.forward(60)
    desk.rows_taken(batch_id)
    assert set(drawn(desk, batch_id).rows) == set(range(7, 12))
    desk.journal.decisions.resolve(batch_id, Decision.AS_SENT, rows=None, who="ana")
    assert desk.journal.looks.accepted_since(batch_id) == 5
    assert set(drawn(desk, batch_id).rows) == set(range(2, 7))
    assert desk.journal.looks.accepted_since(batch_id) == 0


def test_what_was_seen_is_kept_once(desk: Desk) -> None:
    batch_id = desk.running(*map(new, range(2, 12)))
    desk.rows_taken(batch_id)
    look = drawn(desk, batch_id)
    given = seen(look, SeenOnPhone.TWO_TICKS) | {look.rows[0]: SeenOnPhone.ONE_TICK}
    desk.journal.looks.answer(batch_id, look.id, given, who="bia")
    batch = desk.journal.batches.one(batch_id)
    assert batch.open_look is None
    assert batch.looks[0].answers == given
    assert (batch.looks[0].who, batch.looks[0].answered_at) == ("bia", desk.clock.now())
    assert batch.sighted == Sighted(two_ticks=4, one_tick=1)
    event = desk.journal.batches.events(batch_id)[-1]
    assert (event.kind, event.who, event.detail) == (
        "look_answered",
        "bia",
        {"look": look.id, "drawn": 5, "looked_at": 5, "delivered": 4},
    )
    with pytest.raises(StateConflict):
        desk.journal.looks.answer(batch_id, look.id, seen(look, SeenOnPhone.CLOCK), who="caio")
    assert desk.journal.batches.one(batch_id).looks[0].answers == given
    assert stands(desk, batch_id) == (BatchState.RUNNING, None)


def test_a_look_of_another_batch_is_not_answered_here(desk: Desk) -> None:
    one, other = desk.running(*map(new, range(2, 5))), desk.running(*map(new, range(12, 15)))
    for batch_id in (one, other):
        desk.rows_taken(batch_id)
    look = drawn(desk, one)
    with pytest.raises(StateConflict):
        desk.journal.looks.answer(other, look.id, seen(look, SeenOnPhone.CLOCK), who="ana")
    assert desk.journal.batches.one(one).open_look == look


@pytest.mark.parametrize(
    ("because", "after"),
    [
        (None, (BatchState.PAUSED, "not_delivered")),  # it runs
        ("look_due", (BatchState.PAUSED, "not_delivered")),  # it waits for this very answer
        ("asked", (BatchState.PAUSED, "asked")),  # somebody had a reason of their own
    ],
)
def test_where_nothing_was_delivered_the_batch_stands_still(
    desk: Desk, because: str | None, after: tuple[BatchState, str]
) -> None:
    batch_id = desk.running(*map(new, range(2, 12)))
    accept(desk, batch_id, 5)
    look = drawn(desk, batch_id)
    if because is not None:
        desk.journal.batches.pause(batch_id, because=because, who="ana")
    desk.journal.looks.answer(batch_id, look.id, seen(look, SeenOnPhone.CLOCK), who="ana")
    assert stands(desk, batch_id) == after
    assert desk.journal.batches.counts(batch_id).pending == 5


def test_where_some_arrived_a_batch_that_waited_for_it_may_go_on(desk: Desk) -> None:
    batch_id = desk.running(*map(new, range(2, 12)))
    accept(desk, batch_id, 5)
    look = drawn(desk, batch_id)
    desk.journal.batches.pause(batch_id, because="look_due", who="ana")
    desk.journal.looks.answer(batch_id, look.id, seen(look, SeenOnPhone.TWO_TICKS), who="ana")
    assert stands(desk, batch_id) == (BatchState.PAUSED, "look_done")


@pytest.mark.parametrize(
    ("code", "because"),
    [(SeenOnPhone.TWO_TICKS, "look_due"), (SeenOnPhone.CLOCK, "not_delivered")],
)
def test_an_older_look_is_not_what_a_batch_waits_for(
    desk: Desk, code: SeenOnPhone, because: str
) -> None:
    batch_id = desk.running(*map(new, range(2, 32)))
    looks = []
    for _ in range(2):
        accept(desk, batch_id, 5)
        looks.append(drawn(desk, batch_id))
    desk.journal.batches.pause(batch_id, because="look_due", who="ana")
    desk.journal.looks.answer(batch_id, looks[0].id, seen(looks[0], code), who="ana")
    assert stands(desk, batch_id) == (BatchState.PAUSED, because)


def test_a_batch_at_its_end_stays_ended(desk: Desk) -> None:
    batch_id = desk.running(*map(new, range(2, 6)))
    desk.rows_taken(batch_id)
    desk.journal.batches.finish(batch_id, who="ana")
    look = drawn(desk, batch_id)
    desk.journal.looks.answer(batch_id, look.id, seen(look, SeenOnPhone.ABSENT), who="ana")
    assert stands(desk, batch_id) == (BatchState.FINISHED, None)
    assert desk.journal.batches.one(batch_id).sighted == Sighted(absent=4)


def test_batches_with_an_open_look_newest_first(desk: Desk) -> None:
    batches = [desk.running(*map(new, range(first, first + 4))) for first in (2, 12, 22)]
    looks = []
    for batch_id in batches:
        desk.rows_taken(batch_id)
        looks.append(drawn(desk, batch_id))
    desk.journal.looks.answer(batches[1], looks[1].id, BARRED, who="ana")
    assert desk.journal.looks.unanswered() == [batches[2], batches[0]]


def test_who_is_forgotten_is_not_drawn_any_more(desk: Desk) -> None:
    batch_id = desk.running(*map(new, range(2, 5)))
    desk.rows_taken(batch_id)
    desk.journal.batches.finish(batch_id, who="ana")
    desk.journal.people.purge(batch_id, who="ana")
    assert desk.journal.looks.draw(batch_id, who="ana") is None


def test_a_purge_leaves_of_a_look_what_tells_of_nobody(desk: Desk) -> None:
    batch_id = desk.running(*map(new, range(2, 5)))
    desk.rows_taken(batch_id)
    desk.journal.batches.finish(batch_id, who="ana")
    look = drawn(desk, batch_id)
    desk.journal.looks.answer(batch_id, look.id, seen(look, SeenOnPhone.TWO_TICKS), who="ana")
    desk.journal.people.purge(batch_id, who="ana")
    assert desk.journal.batches.one(batch_id).sighted == Sighted(two_ticks=3)
