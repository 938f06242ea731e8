"""After a crash, a cancellation, or both: nothing lost, nothing called safe that is not."""

from collections.abc import Callable
from typing import Any

import pytest

from batch_sender.journal import Journal, Wait
from batch_sender.journal.batches.changes import Change, cancel_pending, discard, move
from batch_sender.journal.database import locks
from batch_sender.journal.errors import UnknownBatch
from batch_sender.journal.states import Ending
from batch_sender.models import BatchState, JudgedRows, MessageState, ProblemCode, Reason
from tests.journal.desk import (
    ACCEPTED,
    NOT_LEFT,
    TIMED_OUT,
    WHO,
    Desk,
    new_batch,
    skipped,
    text,
    with_file,
)

M = MessageState


def in_one_piece(desk: Desk, verb: Callable[..., int], batch_id: int, **given: Any) -> int:
    """Three rows of a long piece of work, and no more."""
    return desk.journal._handle.writer.run(lambda tx: verb(tx, batch_id, most=3, **given))


def mark_cancelled(desk: Desk, batch_id: int) -> None:
    """What a cancellation does first: its rows follow."""
    change = Change(
        to=BatchState.CANCELLED,
        came_from=(BatchState.RUNNING,),
        kind="cancelled",
        who=WHO,
        detail={},
        values={},
    )
    desk.journal._handle.writer.run(lambda tx: move(tx, batch_id, change, now=desk.clock.now()))


# ── a sender died ─────────────────────────────────────────────────────────────────────────────


def test_what_was_on_its_way_is_in_doubt(desk: Desk) -> None:
    batch_id = desk.running(text(2), with_file(3), with_file(4), text(5))
    first, second = desk.take(batch_id), desk.take(batch_id)
    third = desk.take(batch_id)
    assert (first.row, second.row, third.row) == (2, 3, 4)
    desk.record(third, ACCEPTED)  # the text of row 4
    assert desk.take(batch_id).row == 4  # its file
    desk.clock.forward(60)

    assert desk.journal.batches.take_over(batch_id, who=WHO) == 3
    assert desk.ends(batch_id) == {
        2: (M.UNKNOWN, Reason.CRASHED),
        3: (M.UNKNOWN, Reason.HALF_SENT),
        4: (M.UNKNOWN, Reason.HALF_SENT),
        5: (M.PENDING, None),
    }
    assert desk.rows_taken(batch_id) == [5]


def test_the_attempt_is_closed_too(desk: Desk) -> None:
    batch_id = desk.running(with_file(2))
    desk.record(desk.take(batch_id), ACCEPTED)
    desk.take(batch_id)
    desk.clock.forward(60)
    desk.journal.batches.take_over(batch_id, who=WHO)
    text_part, file_part = desk.attempts(batch_id, 2)
    assert (text_part.part, text_part.outcome) == ("text", "accepted")
    assert (file_part.part, file_part.outcome, file_part.reason) == ("file", "unknown", "crashed")
    assert file_part.ended_at == desk.clock.now()


def test_taking_over_is_an_event_if_there_was_something(desk: Desk) -> None:
    batch_id = desk.running(text(2))
    assert desk.journal.batches.take_over(batch_id, who=WHO) == 0
    kinds = [event.kind for event in desk.journal.batches.events(batch_id)]
    desk.take(batch_id)
    desk.journal.batches.take_over(batch_id, who="bia")
    (event,) = desk.journal.batches.events(batch_id)[len(kinds) :]
    assert (event.kind, event.who, event.detail) == ("taken_over", "bia", {"unknown": 1})


def test_other_batches_are_left_alone(desk: Desk) -> None:
    mine, other = desk.running(text(2)), desk.running(text(3))
    desk.take(mine)
    desk.take(other)
    desk.journal.batches.take_over(mine, who=WHO)
    assert desk.standing(other) == {3: M.SENDING}


def test_a_dead_sender_does_not_keep_its_person_from_other_batches(desk: Desk) -> None:
    dead, alive = desk.running(text(2)), desk.running(text(2, idempotency_key="another message"))
    desk.take(dead)  # and nobody holds that batch
    assert isinstance(desk.claim(alive), Wait)
    assert desk.ends(dead) == {2: (M.UNKNOWN, Reason.CRASHED)}
    assert desk.take(alive).row == 2


def test_a_living_sender_does(desk: Desk, location: str) -> None:
    alive, behind = desk.running(text(2)), desk.running(text(2, idempotency_key="another message"))
    with Journal(location) as another, another.batches.holding(alive):
        desk.take(alive)
        for _ in range(3):
            found = desk.claim(behind)
            assert isinstance(found, Wait)
            assert found.held_up_by == {alive}
    assert desk.standing(alive) == {2: M.SENDING}


def test_what_dead_senders_left_is_settled_when_asked(desk: Desk, location: str) -> None:
    dead, alive = desk.running(text(2)), desk.running(text(3))
    with Journal(location) as another, another.batches.holding(alive):
        desk.take(dead)
        desk.take(alive)
        desk.journal.batches.settle_abandoned(who=WHO)
        assert desk.ends(dead) == {2: (M.UNKNOWN, Reason.CRASHED)}
        assert desk.standing(alive) == {3: M.SENDING}


# ── cancelled ─────────────────────────────────────────────────────────────────────────────────


def test_cancelling_skips_what_has_not_left(desk: Desk) -> None:
    batch_id = desk.running(text(2), text(3), with_file(4), skipped(5))
    desk.record(desk.take(batch_id), ACCEPTED)
    desk.record(desk.take(batch_id), TIMED_OUT)
    desk.journal.batches.cancel(batch_id, who=WHO)
    assert desk.ends(batch_id) == {
        2: (M.ACCEPTED, None),
        3: (M.UNKNOWN, Reason.TIMED_OUT),
        4: (M.SKIPPED, ProblemCode.CANCELLED),
        5: (M.SKIPPED, ProblemCode.PHONE_MISSING),
    }
    assert desk.journal.batches.one(batch_id).ended_at == desk.clock.now()


def test_cancelling_before_the_start_skips_all(desk: Desk) -> None:
    batch_id = desk.checked(text(2), text(3))
    desk.journal.batches.cancel(batch_id, who=WHO)
    assert desk.journal.batches.counts(batch_id).skipped == 2


def test_a_message_whose_text_is_out_is_for_a_person_to_decide(desk: Desk) -> None:
    batch_id = desk.running(with_file(2))
    desk.record(desk.take(batch_id), ACCEPTED)
    desk.journal.batches.cancel(batch_id, who=WHO)
    (row,) = desk.journal.messages.rows(batch_id)
    assert (row.state, row.reason, row.detail) == (
        M.UNKNOWN,
        Reason.HALF_SENT,
        ProblemCode.CANCELLED,
    )


def test_a_long_list_is_cancelled_in_pieces(desk: Desk) -> None:
    batch_id = desk.running(*(with_file(row) for row in range(2, 12)))
    for claimed in [desk.take(batch_id) for _ in range(5)]:
        desk.record(claimed, ACCEPTED)  # five texts are out, five are not
    mark_cancelled(desk, batch_id)
    pieces: list[int] = []
    while pieces[-1:] != [0]:
        pieces.append(in_one_piece(desk, cancel_pending, batch_id, now=desk.clock.now()))
    assert pieces == [3, 3, 3, 1, 0]
    counts = desk.journal.batches.counts(batch_id)
    assert (counts.unknown, counts.skipped, counts.read) == (5, 5, 10)


@pytest.mark.parametrize(
    ("ending", "state"),
    [(ACCEPTED, M.ACCEPTED), (NOT_LEFT, M.SKIPPED), (TIMED_OUT, M.UNKNOWN)],
)
def test_what_is_in_flight_when_it_is_cancelled_is_finished(
    desk: Desk, location: str, ending: Ending, state: MessageState
) -> None:
    batch_id = desk.running(text(2), text(3))
    with Journal(location) as sender, sender.batches.holding(batch_id):
        claimed = desk.take(batch_id)
        desk.journal.batches.cancel(batch_id, who=WHO)
        assert desk.standing(batch_id) == {2: M.SENDING, 3: M.SKIPPED}
        desk.record(claimed, ending)
    assert desk.standing(batch_id) == {2: state, 3: M.SKIPPED}


def test_cancelling_what_a_dead_sender_left_settles_all_of_it(desk: Desk) -> None:
    batch_id = desk.running(text(2), text(3))
    desk.take(batch_id)
    desk.journal.batches.cancel(batch_id, who=WHO)
    assert desk.ends(batch_id) == {
        2: (M.UNKNOWN, Reason.CRASHED),
        3: (M.SKIPPED, ProblemCode.CANCELLED),
    }


def test_a_cancellation_that_was_cut_short_is_finished_when_asked(desk: Desk) -> None:
    batch_id = desk.running(*(text(row) for row in range(2, 8)))
    mark_cancelled(desk, batch_id)
    in_one_piece(desk, cancel_pending, batch_id, now=desk.clock.now())
    assert desk.journal.batches.counts(batch_id).pending == 3
    desk.journal.batches.settle_abandoned(who=WHO)
    assert desk.journal.batches.counts(batch_id).skipped == 6


# ── judging was cut short ─────────────────────────────────────────────────────────────────────


def test_what_a_dead_judge_left_is_forgotten(desk: Desk) -> None:
    batch_id = desk.journal.batches.add(new_batch())
    desk.journal.batches.add_messages(batch_id, JudgedRows.of([text(row) for row in range(2, 12)]))
    desk.journal.batches.note(batch_id, "proof_sending", who=WHO, detail={})
    checked = desk.checked(text(2))
    in_one_piece(desk, discard, batch_id)  # and died while forgetting it
    assert desk.journal.batches.counts(batch_id).read == 7
    desk.journal.batches.discard_abandoned()
    assert desk.everything(batch_id) == []
    assert desk.journal.batches.events(batch_id) == []
    assert [batch.id for batch in desk.journal.batches.recent()] == [checked]


def test_what_is_being_judged_is_not(desk: Desk, location: str) -> None:
    with Journal(location) as judge, judge.batches.judging(new_batch()) as batch_id:
        desk.journal.batches.discard_abandoned()
        judge.batches.add_messages(batch_id, JudgedRows.of([text(2)]))
        judge.batches.mark_checked(batch_id, who=WHO, repairs={})
    assert desk.journal.batches.state(batch_id) is BatchState.CHECKED
    assert not desk.journal.batches.is_held(batch_id)


def test_nor_is_what_has_its_number_and_not_yet_its_lock(desk: Desk, location: str) -> None:
    with Journal(location) as judge, locks.hold(judge._handle.engine, locks.NOT_YET_A_BATCH):
        batch_id = judge.batches.add(new_batch())
        desk.journal.batches.discard_abandoned()
    assert desk.journal.batches.state(batch_id) is BatchState.JUDGING


def test_a_list_that_cannot_be_judged_leaves_nothing(desk: Desk) -> None:
    begun: list[int] = []

    def judge_and_fail() -> None:
        with desk.journal.batches.judging(new_batch()) as batch_id:
            desk.journal.batches.add_messages(batch_id, JudgedRows.of([text(2)]))
            begun.append(batch_id)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge_and_fail()
    assert desk.everything(begun[0]) == []
    with pytest.raises(UnknownBatch):
        desk.journal.batches.state(begun[0])
