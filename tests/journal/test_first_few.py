"""What a canary asks of the journal: claims bound to some rows, what is half out, what was answered."""

from datetime import timedelta

from batch_sender.journal import Drained, Wait
from tests.journal.desk import (
    ACCEPTED,
    CHANGED,
    NOT_LEFT,
    REFUSED,
    TIMED_OUT,
    Desk,
    text,
    with_file,
)


def rows(*numbers: int) -> frozenset[int]:
    return frozenset(numbers)


def test_a_bound_claim_takes_none_but_these_rows(desk: Desk) -> None:
    batch_id = desk.running(*(text(row) for row in range(2, 7)))
    assert desk.take(batch_id, rows=rows(4, 6)).row == 4
    assert desk.take(batch_id, rows=rows(4, 6)).row == 6
    assert isinstance(desk.claim(batch_id, rows=rows(4, 6)), Drained), "though others are pending"
    assert desk.take(batch_id).row == 2


def test_a_bound_claim_waits_for_its_own_rows_only(desk: Desk) -> None:
    batch_id = desk.running(with_file(2), *(text(row) for row in range(3, 6)))
    desk.record(desk.take(batch_id), ACCEPTED)
    later = desk.clock.now() + timedelta(seconds=8)
    desk.record(desk.take(batch_id), NOT_LEFT, not_before=later)
    assert desk.claim(batch_id, rows=rows(2)) == Wait(until=later)
    desk.clock.forward(8)
    assert desk.take(batch_id, rows=rows(2)).row == 2


def test_a_bound_claim_does_not_wait_for_the_pace_in_vain(desk: Desk) -> None:
    batch_id = desk.running(*(text(row) for row in range(2, 5)), gap=10)
    desk.take(batch_id)
    assert isinstance(desk.claim(batch_id, rows=rows(2)), Drained)
    assert isinstance(desk.claim(batch_id, rows=rows(3)), Wait)


def test_half_out_is_what_waits_with_its_text_gone(desk: Desk) -> None:
    batch_id = desk.running(with_file(2), with_file(3), text(4), with_file(5))
    first, second = desk.take(batch_id), desk.take(batch_id)
    desk.record(first, ACCEPTED)
    desk.record(second, NOT_LEFT)
    assert desk.journal.messages.partially_sent(batch_id) == rows(2)
    again = desk.take(batch_id)
    assert (again.row, desk.journal.messages.partially_sent(batch_id)) == (2, rows()), (
        "it is on its way"
    )
    desk.record(again, ACCEPTED)
    assert desk.journal.messages.partially_sent(batch_id) == rows()


def test_what_was_answered_since(desk: Desk) -> None:
    batch_id = desk.running(*(text(row) for row in range(2, 9)))
    desk.record(desk.take(batch_id), ACCEPTED)
    desk.clock.forward(60)
    since = desk.clock.now()
    for ending in (REFUSED, TIMED_OUT, ACCEPTED, CHANGED, NOT_LEFT):
        desk.record(desk.take(batch_id), ending)
    desk.take(batch_id, rows=rows(8))

    def answered(most: int) -> list[int]:
        found = desk.journal.messages.rows_answered(batch_id, since=since, most=most)
        return [each.row for each in found]

    assert answered(50) == [3, 4, 5]
    assert answered(2) == [3, 4]
