"""Every change names the state it comes from; from another state it is an error and changes nothing."""

from collections.abc import Callable

import pytest

from batch_sender.journal import Claimed, states
from batch_sender.journal.batches.changes import Change, move
from batch_sender.journal.errors import StateConflict, UnknownBatch
from batch_sender.models import BatchState, JudgedRows, MessageState
from tests.journal.desk import (
    ACCEPTED,
    CHANGED,
    FILE_AWAY,
    GIVEN_BACK,
    ILL,
    NOT_LEFT,
    REFUSED,
    TIMED_OUT,
    WHO,
    Desk,
    new_batch,
    skipped,
    text,
)
from tests.journal.lanes import by_workers

B = BatchState
ENDINGS: list[states.Ending] = [
    ACCEPTED,
    REFUSED,
    TIMED_OUT,
    NOT_LEFT,
    ILL,
    GIVEN_BACK,
    FILE_AWAY,
    CHANGED,
]

Verb = Callable[[Desk, int], object]


def mark_checked(desk: Desk, batch_id: int) -> None:
    desk.journal.batches.mark_checked(batch_id, who=WHO, repairs={"ninth_digit_added": 2})


def start(desk: Desk, batch_id: int) -> None:
    desk.start(batch_id)


def pause(desk: Desk, batch_id: int) -> None:
    desk.journal.batches.pause(batch_id, because="asked", who=WHO)


def finish(desk: Desk, batch_id: int) -> None:
    desk.journal.batches.finish(batch_id, who=WHO)


def cancel(desk: Desk, batch_id: int) -> None:
    desk.journal.batches.cancel(batch_id, who=WHO)


ROADS: dict[BatchState, tuple[Verb, ...]] = {
    B.JUDGING: (),
    B.CHECKED: (mark_checked,),
    B.RUNNING: (mark_checked, start),
    B.PAUSED: (mark_checked, start, pause),
    B.FINISHED: (mark_checked, start, finish),
    B.CANCELLED: (mark_checked, cancel),
}
VERBS: dict[Verb, BatchState] = {
    mark_checked: B.CHECKED,
    start: B.RUNNING,
    pause: B.PAUSED,
    finish: B.FINISHED,
    cancel: B.CANCELLED,
}


def batch_at(desk: Desk, state: BatchState) -> int:
    batch_id = desk.journal.batches.add(new_batch())
    desk.journal.batches.add_messages(batch_id, JudgedRows.of([skipped(2)]))
    for verb in ROADS[state]:
        verb(desk, batch_id)
    assert desk.journal.batches.state(batch_id) is state
    return batch_id


# Every test below goes through all pairs in one journal: making one takes longer than they do.


def test_a_batch_makes_the_moves_on_the_list_and_no_other(desk: Desk) -> None:
    for came_from in BatchState:
        for verb, to in VERBS.items():
            batch_id = batch_at(desk, came_from)
            before = desk.journal.batches.one(batch_id), desk.journal.batches.events(batch_id)
            if (came_from, to) in states.BATCH_MOVES:
                verb(desk, batch_id)
                assert desk.journal.batches.state(batch_id) is to, (came_from, to)
                assert len(desk.journal.batches.events(batch_id)) == len(before[1]) + 1
                continue
            with pytest.raises(StateConflict):
                verb(desk, batch_id)
            assert (
                desk.journal.batches.one(batch_id),
                desk.journal.batches.events(batch_id),
            ) == before


def test_each_move_is_an_event_with_its_time_and_who_asked(desk: Desk) -> None:
    batch_id = batch_at(desk, B.PAUSED)
    desk.clock.forward(60)
    start(desk, batch_id)
    cancel(desk, batch_id)
    told = desk.journal.batches.events(batch_id)
    assert [event.kind for event in told] == [
        "checked",
        "started",
        "paused",
        "resumed",
        "cancelled",
    ]
    assert {event.who for event in told} == {WHO}
    assert told[2].detail == {"because": "asked"}
    assert (told[3].at - told[2].at).total_seconds() == 60


def test_resumed_in_the_same_instant_is_still_resumed(desk: Desk) -> None:
    batch_id = batch_at(desk, B.PAUSED)
    start(desk, batch_id)
    assert desk.journal.batches.events(batch_id)[-1].kind == "resumed"


def test_a_move_that_is_not_on_the_list_cannot_be_written(desk: Desk) -> None:
    change = Change(to=B.RUNNING, came_from=(B.FINISHED,), kind="x", who=WHO, detail={}, values={})
    with pytest.raises(ValueError, match="no such move"):
        desk.journal._handle.writer.run(lambda tx: move(tx, 1, change, now=desk.clock.now()))


def test_a_pause_says_why_until_the_batch_goes_on(desk: Desk) -> None:
    batch_id = batch_at(desk, B.PAUSED)
    assert desk.journal.batches.one(batch_id).paused_because == "asked"
    start(desk, batch_id)
    assert desk.journal.batches.one(batch_id).paused_because is None
    pause(desk, batch_id)
    cancel(desk, batch_id)
    assert desk.journal.batches.one(batch_id).paused_because is None


def test_a_batch_with_something_left_does_not_finish(desk: Desk) -> None:
    batch_id = desk.running(text(2), text(3))
    assert not desk.journal.batches.finish(batch_id, who=WHO)
    first = desk.take(batch_id)
    desk.record(desk.take(batch_id), ACCEPTED)
    assert not desk.journal.batches.finish(batch_id, who=WHO)  # one is on its way
    desk.record(first, ACCEPTED)
    assert desk.journal.batches.finish(batch_id, who=WHO)
    assert desk.journal.batches.one(batch_id).ended_at == desk.clock.now()


@pytest.mark.parametrize("state", [s for s in BatchState if s is not B.JUDGING])
def test_a_judged_batch_takes_no_more_rows(desk: Desk, state: BatchState) -> None:
    batch_id = batch_at(desk, state)
    with pytest.raises(StateConflict):
        desk.journal.batches.add_messages(batch_id, JudgedRows.of([text(3)]))
    assert desk.journal.batches.counts(batch_id).read == 1


def test_only_a_batch_at_judging_is_discarded(desk: Desk) -> None:
    for state in BatchState:
        batch_id = batch_at(desk, state)
        desk.journal.batches.discard(batch_id)
        if state is B.JUDGING:
            with pytest.raises(UnknownBatch):
                desk.journal.batches.state(batch_id)
            assert desk.everything(batch_id) == []
        else:
            assert desk.journal.batches.one(batch_id).counts.read == 1


def test_a_discarded_number_is_not_given_again(desk: Desk) -> None:
    first = batch_at(desk, B.JUDGING)
    desk.journal.batches.discard(first)
    assert batch_at(desk, B.JUDGING) > first


# ── messages ──────────────────────────────────────────────────────────────────────────────────


def test_an_outcome_is_recorded_once(desk: Desk) -> None:
    for row, first in enumerate(ENDINGS, start=2):
        batch_id = desk.running(text(row))
        claimed = desk.take(batch_id)
        desk.record(claimed, first)
        before = desk.everything(batch_id), desk.attempts(batch_id, row)
        for second in ENDINGS:
            with pytest.raises(StateConflict):
                desk.record(claimed, second)
        assert (desk.everything(batch_id), desk.attempts(batch_id, row)) == before


def test_a_late_outcome_does_not_undo_what_was_decided(desk: Desk) -> None:
    batch_id = desk.running(text(2))
    claimed = desk.take(batch_id)
    desk.journal.batches.take_over(batch_id, who=WHO)
    before = desk.everything(batch_id), desk.attempts(batch_id, 2)
    for ending in ENDINGS:
        with pytest.raises(StateConflict):
            desk.record(claimed, ending)
    assert (desk.everything(batch_id), desk.attempts(batch_id, 2)) == before


def test_an_outcome_of_an_earlier_attempt_does_not_count_for_this_one(desk: Desk) -> None:
    batch_id = desk.running(text(2))
    earlier = desk.take(batch_id)
    desk.record(earlier, NOT_LEFT)
    now_out = desk.take(batch_id)
    with pytest.raises(StateConflict):
        desk.record(earlier, ACCEPTED)
    assert desk.standing(batch_id) == {2: MessageState.SENDING}
    assert desk.record(now_out, ACCEPTED).state is MessageState.ACCEPTED


@pytest.mark.parametrize("ending", ENDINGS, ids=states.outcome_code)
def test_what_rests_is_not_claimed_again(desk: Desk, ending: states.Ending) -> None:
    batch_id = desk.running(text(2))
    settled = desk.record(desk.take(batch_id), ending)
    again = desk.claim(batch_id)
    assert isinstance(again, Claimed) == (settled.state is MessageState.PENDING)


def test_each_attempt_is_kept(desk: Desk) -> None:
    batch_id = desk.running(text(2))
    for ending in (NOT_LEFT, GIVEN_BACK, ACCEPTED):
        claimed = desk.take(batch_id)
        desk.clock.forward(1)
        desk.record(claimed, ending)
    kept = desk.attempts(batch_id, 2)
    assert [(each.attempt, each.outcome, each.reason) for each in kept] == [
        (1, "not_left", "connection_refused"),
        (2, "given_back", None),
        (3, "accepted", None),
    ]
    assert all((each.ended_at - each.started_at).total_seconds() == 1 for each in kept)
    assert (kept[2].status, kept[2].answer) == (200, "Mensagem enviada")


def test_what_workers_sent_is_cancelled_in_a_file_as_well(desk: Desk) -> None:
    # As in a journal that was copied from a server into a file.
    batch_id = by_workers(desk, text(2))
    desk.journal.batches.pause(batch_id, because="interrupted", who=WHO)
    desk.journal.batches.cancel(batch_id, who=WHO)
    assert desk.journal.batches.state(batch_id) is BatchState.CANCELLED
    assert desk.journal.batches.counts(batch_id).skipped == 1
