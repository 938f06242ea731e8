"""Which message leaves next, and when none does."""

from datetime import timedelta

import pytest

from batch_sender.journal import Drained, Halted, Wait
from batch_sender.journal.errors import UnknownBatch
from batch_sender.journal.states import MOST_REQUEUED, Ending
from batch_sender.models import BatchState, Form, MessageState, Part, ProblemCode, Reason
from tests.journal.desk import (
    ACCEPTED,
    GIVEN_BACK,
    NOT_LEFT,
    PDF,
    REFUSED,
    TIMED_OUT,
    WHO,
    Desk,
    number,
    skipped,
    text,
    with_file,
)

M = MessageState


def test_messages_leave_in_the_order_of_the_list(desk: Desk) -> None:
    batch_id = desk.running(text(9), skipped(3), text(2), text(5))
    assert desk.rows_taken(batch_id) == [2, 5, 9]


def test_what_came_back_goes_behind_the_fresh_ones(desk: Desk) -> None:
    batch_id = desk.running(text(2), text(3), text(4))
    desk.record(desk.take(batch_id), NOT_LEFT)
    assert desk.rows_taken(batch_id) == [3, 4, 2]


def test_a_row_that_was_given_back_keeps_its_place(desk: Desk) -> None:
    batch_id = desk.running(text(2), text(3))
    desk.record(desk.take(batch_id), GIVEN_BACK)
    assert desk.rows_taken(batch_id) == [2, 3]


def test_a_half_sent_message_comes_first(desk: Desk) -> None:
    batch_id = desk.running(text(2), with_file(3), text(4))
    desk.record(desk.take(batch_id), NOT_LEFT)
    desk.record(desk.take(batch_id), ACCEPTED)  # the text of row 3
    assert desk.rows_taken(batch_id) == [3, 4, 2]


def test_even_a_half_sent_one_that_came_back_comes_first(desk: Desk) -> None:
    batch_id = desk.running(with_file(2), text(3))
    desk.record(desk.take(batch_id), ACCEPTED)
    desk.record(desk.take(batch_id), NOT_LEFT)
    assert desk.rows_taken(batch_id) == [2, 3]


def test_a_claim_holds_all_that_the_call_needs(desk: Desk) -> None:
    batch_id = desk.running(with_file(2))
    first = desk.take(batch_id)
    assert first.call.part is Part.TEXT
    desk.record(first, ACCEPTED)
    second = desk.take(batch_id)
    assert (second.call.number, second.call.part) == (number(2), Part.FILE)
    assert (second.call.text, second.call.media) == ("Olá, Ana! (2)", PDF)
    assert (second.row, second.attempt, second.marked_at) == (2, 2, desk.clock.now())
    assert second.standing.parts_done == 1
    assert second.standing.form is Form.TEXT_THEN_FILE


def test_the_mark_is_written_before_the_claim_returns(desk: Desk) -> None:
    batch_id = desk.running(text(2))
    desk.take(batch_id)
    assert desk.standing(batch_id) == {2: M.SENDING}
    (attempt,) = desk.attempts(batch_id, 2)
    assert (attempt.part, attempt.ended_at) == ("text", None)


def test_nothing_pending_is_drained(desk: Desk) -> None:
    assert desk.claim(desk.running(skipped(2))) == Drained()
    batch_id = desk.running(text(2))
    desk.take(batch_id)
    assert desk.claim(batch_id) == Drained()  # the one on its way is another lane's


@pytest.mark.parametrize("state", [BatchState.CHECKED, BatchState.PAUSED, BatchState.CANCELLED])
def test_nothing_leaves_unless_the_batch_runs(desk: Desk, state: BatchState) -> None:
    batch_id = desk.checked(text(2))
    if state is BatchState.PAUSED:
        desk.start(batch_id)
        desk.journal.batches.pause(batch_id, because="asked", who=WHO)
    if state is BatchState.CANCELLED:
        desk.journal.batches.cancel(batch_id, who=WHO)
    before = desk.everything(batch_id)
    assert desk.claim(batch_id) == Halted(state=state)
    assert desk.everything(batch_id) == before


def test_a_batch_that_is_not_there_is_said(desk: Desk) -> None:
    with pytest.raises(UnknownBatch):
        desk.claim(99)


# ── not before ────────────────────────────────────────────────────────────────────────────────


def test_a_row_is_not_tried_before_its_time(desk: Desk) -> None:
    batch_id = desk.running(text(2))
    due = desk.clock.now() + timedelta(seconds=40)
    desk.record(desk.take(batch_id), NOT_LEFT, not_before=due)
    assert desk.claim(batch_id) == Wait(until=due)
    desk.clock.forward(39.9)
    assert desk.claim(batch_id) == Wait(until=due)
    desk.clock.forward(0.1)
    assert desk.take(batch_id).row == 2


def test_the_wait_ends_when_the_first_of_them_is_due(desk: Desk) -> None:
    batch_id = desk.running(text(2), text(3))
    dues = [desk.clock.now() + timedelta(seconds=seconds) for seconds in (50, 20)]
    for due in dues:
        desk.record(desk.take(batch_id), NOT_LEFT, not_before=due)
    assert desk.claim(batch_id) == Wait(until=dues[1])


def test_others_go_on_while_one_waits(desk: Desk) -> None:
    batch_id = desk.running(text(2), text(3))
    due = desk.clock.now() + timedelta(hours=1)
    desk.record(desk.take(batch_id), NOT_LEFT, not_before=due)
    assert desk.rows_taken(batch_id) == [3]


def test_a_clock_set_back_does_not_keep_a_row_waiting(desk: Desk) -> None:
    batch_id = desk.running(text(2))
    due = desk.clock.now() + timedelta(seconds=40)
    desk.record(desk.take(batch_id), NOT_LEFT, not_before=due)
    desk.clock.forward(-86_400)
    assert desk.take(batch_id).row == 2


def test_a_row_that_never_leaves_while_others_do_fails_in_the_end(desk: Desk) -> None:
    batch_id = desk.running(text(2))
    for _ in range(MOST_REQUEUED - 1):
        assert desk.record(desk.take(batch_id), NOT_LEFT).state is M.PENDING
    desk.record(desk.take(batch_id), NOT_LEFT)
    assert desk.ends(batch_id) == {2: (M.FAILED, Reason.CONNECTION_REFUSED)}


# ── said already ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("ending", "state"),
    [
        pytest.param(ACCEPTED, M.SKIPPED, id="accepted there"),
        pytest.param(TIMED_OUT, M.SKIPPED, id="in doubt there: it may be out"),
        pytest.param(REFUSED, M.SENDING, id="refused there: not said"),
        pytest.param(NOT_LEFT, M.SENDING, id="it did not leave there: not said"),
    ],
)
def test_two_running_batches_do_not_say_the_same(
    desk: Desk, ending: Ending, state: MessageState
) -> None:
    first, second = desk.running(text(2)), desk.running(text(2), text(3))
    desk.record(desk.take(first), ending)
    desk.claim(second)
    assert desk.standing(second)[2] is state


def test_it_is_said_where_and_when(desk: Desk) -> None:
    first, second = desk.running(text(2)), desk.running(text(8, to=2))
    desk.record(desk.take(first), ACCEPTED)
    assert desk.claim(second) == Drained()
    (row,) = desk.journal.messages.rows(second)
    assert (row.state, row.reason) == (M.SKIPPED, ProblemCode.ALREADY_SENT)
    assert row.detail == f"{first} 2 {desk.clock.now():%Y-%m-%dT%H:%MZ}"
    assert (row.attempts, row.time) == (0, None)  # no attempt was made
    assert desk.attempts(second, 8) == []


def test_a_text_that_is_out_counts_although_its_file_is_not(desk: Desk) -> None:
    first, second = desk.running(with_file(2)), desk.running(with_file(2))
    desk.record(desk.take(first), ACCEPTED)
    assert desk.claim(second) == Drained()
    assert desk.standing(second) == {2: M.SKIPPED}


def test_its_own_first_part_does_not_stop_the_second(desk: Desk) -> None:
    batch_id = desk.running(with_file(2))
    desk.record(desk.take(batch_id), ACCEPTED)
    assert desk.take(batch_id).call.part is Part.FILE


def test_a_half_sent_message_said_elsewhere_meanwhile_is_for_a_person(desk: Desk) -> None:
    first, second = desk.running(with_file(2)), desk.running(with_file(2))
    desk.record(desk.take(first), ACCEPTED)
    for _part in range(2):
        desk.record(desk.take(second, sent_since=None), ACCEPTED)
    assert desk.claim(first) == Drained()
    assert desk.ends(first) == {2: (M.UNKNOWN, Reason.HALF_SENT)}  # skipped would deny its text


def test_after_a_day_the_same_may_be_said_again(desk: Desk) -> None:
    first, second = desk.running(text(2)), desk.running(text(2))
    desk.record(desk.take(first), ACCEPTED)
    desk.clock.forward(24 * 3600 + 1)
    assert desk.rows_taken(second) == [2]


def test_repeats_can_be_allowed(desk: Desk) -> None:
    first, second = desk.running(text(2)), desk.running(text(2))
    desk.record(desk.take(first), ACCEPTED)
    assert desk.take(second, sent_since=None).row == 2


def test_a_long_list_said_already_is_settled_in_pieces(desk: Desk) -> None:
    first = desk.running(text(2, idempotency_key="the same"))
    second = desk.running(*(text(row, to=2, idempotency_key="the same") for row in range(2, 132)))
    desk.record(desk.take(first), ACCEPTED)
    assert desk.claim(second) == Wait(until=desk.clock.now())  # others may write in between
    assert desk.journal.batches.counts(second).skipped == 100
    assert desk.claim(second) == Drained()
    assert desk.journal.batches.counts(second).skipped == 130
