"""Rows of a list that is being judged are held back by what later rows tell of them."""

import pytest

from batch_sender.journal.errors import StateConflict
from batch_sender.models import JudgedRows, MessageState, Problem, ProblemCode
from tests.journal.desk import Desk, new_batch, skipped, text

SHARED = Problem(code=ProblemCode.PAYMENT_SHARED, column="linha", detail="4")


def test_rows_are_held_back_before_the_batch_is_checked(desk: Desk) -> None:
    batches = desk.journal.batches
    batch_id = batches.add(new_batch())
    second_message = skipped(5, ProblemCode.DUPLICATE_OTHER_MESSAGE)
    rows = (text(2)._replace(new_person=True), skipped(3), text(4), second_message)
    batches.add_messages(batch_id, JudgedRows.of(rows))
    batches.hold_back(batch_id, {2: SHARED, 3: SHARED, 5: SHARED})
    batches.mark_checked(batch_id, who="ana", repairs={})
    first, second, third, fourth = desk.journal.messages.rows(batch_id)
    assert (first.state, first.reason) == (MessageState.SKIPPED, "payment_shared")
    assert (first.column, first.detail) == ("linha", "4")
    assert second.reason == "phone_missing"  # what it was skipped for before stays
    assert fourth.reason == "payment_shared"  # nobody lets it in any more
    assert (third.state, third.reason) == (MessageState.PENDING, None)
    assert batches.one(batch_id).problems == {"payment_shared": 2, "phone_missing": 1}


def test_the_next_message_to_somebody_new_is_then_their_first_one(desk: Desk) -> None:
    batches = desk.journal.batches
    batch_id = batches.add(new_batch())
    first = (text(2)._replace(new_person=True), text(5)._replace(new_person=True))
    further = (text(3, to=2), text(4, to=2))
    batches.add_messages(batch_id, JudgedRows.of((*first, *further)))
    batches.hold_back(batch_id, {2: SHARED, 3: SHARED, 5: SHARED})
    assert batches.new_people_left(batch_id) == 1, "nobody else: of row 5 there is no next one"
    batches.mark_checked(batch_id, who="ana", repairs={})
    desk.start(batch_id)
    claimed = desk.take(batch_id)
    assert (claimed.row, claimed.new_person) == (4, True)


def test_a_second_message_let_in_later_is_then_the_first_one_to_somebody_new(desk: Desk) -> None:
    batches = desk.journal.batches
    batch_id = batches.add(new_batch())
    problem = Problem(code=ProblemCode.DUPLICATE_OTHER_MESSAGE, detail="2")
    second = text(3, to=2)._replace(problem=problem)
    rows = (text(2)._replace(new_person=True), second)
    batches.add_messages(batch_id, JudgedRows.of(rows))
    batches.hold_back(batch_id, {2: SHARED})
    assert batches.new_people_left(batch_id) == 0, "while nobody lets it in"
    batches.mark_checked(batch_id, who="ana", repairs={})
    desk.journal.decisions.admit_second_messages(batch_id, most=None, who="ana")
    assert batches.new_people_left(batch_id) == 1
    desk.start(batch_id)
    assert desk.take(batch_id).new_person


def test_nothing_to_hold_back_is_nothing_to_do(desk: Desk) -> None:
    batch_id = desk.checked(text(2))
    desk.journal.batches.hold_back(batch_id, {})


def test_no_row_of_a_checked_batch_is_held_back(desk: Desk) -> None:
    batch_id = desk.checked(text(2))
    with pytest.raises(StateConflict):
        desk.journal.batches.hold_back(batch_id, {2: SHARED})
    [row] = desk.journal.messages.rows(batch_id)
    assert row.state is MessageState.PENDING
