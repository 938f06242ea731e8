"""The pace of connections and addresses, and the server's own backlog, over all batches."""

from datetime import datetime, timedelta

import pytest

from batch_sender.journal import Claimed, Drained, Journal, Wait, WindowClosing
from tests.journal.desk import ACCEPTED, REFUSED, Desk, text
from tests.support import FakeClock

GAP = 3.5


def later(desk: Desk, seconds: float) -> datetime:
    return desk.clock.now() + timedelta(seconds=seconds)


def batch(desk: Desk, *, first: int = 2, gap: float = GAP, connection: int | None = None) -> int:
    return desk.running(
        *(text(row) for row in range(first, first + 9)), gap=gap, connection=connection
    )


def test_calls_of_one_connection_keep_its_gap(desk: Desk) -> None:
    batch_id = batch(desk)
    desk.take(batch_id)
    assert desk.claim(batch_id) == Wait(until=later(desk, GAP))
    desk.clock.forward(GAP - 0.001)
    assert isinstance(desk.claim(batch_id), Wait)
    desk.clock.forward(0.001)
    desk.take(batch_id)


def test_without_a_gap_nothing_waits(desk: Desk) -> None:
    batch_id = batch(desk, gap=0)
    assert desk.take(batch_id).row == 2
    assert desk.take(batch_id).row == 3


@pytest.mark.parametrize("jitter", [0.8, 1.0, 1.2])
def test_a_claim_stretches_the_gap_behind_it(desk: Desk, jitter: float) -> None:
    batch_id = batch(desk)
    desk.take(batch_id, jitter=jitter)
    # Another claim's jitter changes nothing for a gap that runs already.
    for other in (0.8, 1.2):
        assert desk.claim(batch_id, jitter=other) == Wait(until=later(desk, GAP * jitter))


def test_of_two_batches_on_one_connection_the_slower_rate_holds(desk: Desk) -> None:
    quick, slow = batch(desk, gap=1), batch(desk, first=20, gap=10)
    desk.take(quick)
    assert desk.claim(quick) == Wait(until=later(desk, 10))
    assert desk.claim(slow) == Wait(until=later(desk, 10))
    desk.clock.forward(10)
    desk.take(slow)
    assert desk.claim(quick) == Wait(until=later(desk, 10))


def test_a_paused_batch_slows_nobody_down(desk: Desk) -> None:
    quick, slow = batch(desk, gap=1), batch(desk, first=20, gap=10)
    desk.journal.batches.pause(slow, because="asked", who="ana")
    desk.take(quick)
    assert desk.claim(quick) == Wait(until=later(desk, 1))


def test_one_batch_without_a_pace_does_not_lift_the_other_ones(desk: Desk) -> None:
    off, slow = batch(desk, gap=0), batch(desk, first=20, gap=10)
    desk.take(slow)
    assert desk.claim(off) == Wait(until=later(desk, 10))


def test_a_call_that_is_no_row_keeps_the_pace_and_pushes_it(desk: Desk) -> None:
    running, checked = batch(desk, gap=10), desk.checked(text(30), gap=1)
    test_message = desk.terms(checked, closes_at=later(desk, -1))
    desk.take(running)
    assert desk.journal.sending.admit_call(test_message) == Wait(until=later(desk, 10))
    desk.clock.forward(10)
    assert desk.journal.sending.admit_call(test_message) is None
    assert desk.claim(running) == Wait(until=later(desk, 10))


def test_a_call_that_is_no_row_keeps_the_pace_of_its_own_batch(desk: Desk) -> None:
    checked = desk.checked(text(30), gap=7)
    assert desk.journal.sending.admit_call(desk.terms(checked)) is None
    desk.start(checked)
    assert desk.claim(checked) == Wait(until=later(desk, 7))


def test_connections_have_each_a_pace_of_their_own(desk: Desk) -> None:
    other = desk.connection_named("filial")
    here, there = batch(desk), batch(desk, first=20, connection=other)
    desk.take(here)
    assert desk.take(there, connection_id=other).row == 20


def test_an_address_has_one_pace_over_all_connections(desk: Desk) -> None:
    other = desk.connection_named("filial")
    here, there = batch(desk), batch(desk, first=20, connection=other)
    desk.take(here, address_gap=GAP)
    found = desk.claim(there, connection_id=other, address_gap=GAP)
    assert found == Wait(until=later(desk, GAP))
    assert isinstance(desk.claim(there, connection_id=other, address="elsewhere"), Claimed)


def test_the_longer_of_two_waits_is_told(desk: Desk) -> None:
    batch_id = batch(desk, gap=8)
    desk.take(batch_id, address_gap=GAP)
    assert desk.claim(batch_id, address_gap=GAP) == Wait(until=later(desk, 8))


def test_a_claim_that_finds_nothing_costs_no_pace(desk: Desk) -> None:
    done, batch_id = desk.running(text(30), gap=GAP), batch(desk)
    desk.record(desk.take(done), ACCEPTED)
    desk.clock.forward(GAP)
    assert desk.claim(done) == Drained()
    desk.take(batch_id)


def test_the_last_row_ends_a_batch_at_once(desk: Desk) -> None:
    batch_id = desk.running(text(2), gap=3600)
    desk.record(desk.take(batch_id), ACCEPTED)
    assert desk.claim(batch_id) == Drained()  # not "wait an hour for nothing"


def test_the_pace_outlives_the_program(desk: Desk, location: str, clock: FakeClock) -> None:
    batch_id = batch(desk)
    desk.take(batch_id)
    with Journal(location, now=clock.now) as reopened:
        assert reopened.sending.claim(desk.terms(batch_id)) == Wait(until=later(desk, GAP))


@pytest.mark.parametrize("seconds", [3600, 86_400 * 365])
def test_a_clock_set_back_does_not_stall_the_pace(desk: Desk, seconds: int) -> None:
    batch_id = batch(desk)
    desk.take(batch_id, address_gap=GAP)
    desk.clock.forward(-seconds)
    desk.take(batch_id, address_gap=GAP)
    assert desk.claim(batch_id, address_gap=GAP) == Wait(until=later(desk, GAP))


# ── the server's own queue ────────────────────────────────────────────────────────────────────


def accept(desk: Desk, batch_id: int, number: int) -> None:
    """So many calls, each 3 seconds of work for the server's queue."""
    for _ in range(number):
        desk.record(desk.take(batch_id), ACCEPTED, backlog=3.0)


def test_the_window_closes_with_what_the_server_has_still_to_send(desk: Desk) -> None:
    batch_id = batch(desk, gap=0)
    accept(desk, batch_id, 4)
    assert desk.claim(batch_id, closes_at=later(desk, 12)) == WindowClosing()
    assert isinstance(desk.claim(batch_id, closes_at=later(desk, 12.1)), Claimed)


def test_the_backlog_runs_off_with_time(desk: Desk) -> None:
    batch_id = batch(desk, gap=0)
    accept(desk, batch_id, 4)
    closes_at = later(desk, 20)
    desk.clock.forward(10)
    accept(desk, batch_id, 2)  # 2 s of the first four are left, and 6 more
    assert isinstance(desk.claim(batch_id, closes_at=closes_at), Claimed)
    accept(desk, batch_id, 1)
    assert desk.claim(batch_id, closes_at=closes_at) == WindowClosing()


def test_an_idle_server_has_no_backlog(desk: Desk) -> None:
    batch_id = batch(desk, gap=0)
    accept(desk, batch_id, 4)
    desk.clock.forward(3600)
    accept(desk, batch_id, 1)
    assert isinstance(desk.claim(batch_id, closes_at=later(desk, 3.1)), Claimed)


def test_only_what_was_accepted_is_queued_there(desk: Desk) -> None:
    batch_id = batch(desk, gap=0)
    desk.record(desk.take(batch_id), REFUSED, backlog=3.0)
    assert isinstance(desk.claim(batch_id, closes_at=later(desk, 0.1)), Claimed)


def test_the_queue_is_one_for_all_connections_of_an_address(desk: Desk) -> None:
    other = desk.connection_named("filial")
    here, there = batch(desk, gap=0), batch(desk, first=20, gap=0, connection=other)
    accept(desk, here, 4)
    closes_at = later(desk, 12)
    assert desk.claim(there, connection_id=other, closes_at=closes_at) == WindowClosing()
    elsewhere = desk.claim(there, connection_id=other, closes_at=closes_at, address="elsewhere")
    assert isinstance(elsewhere, Claimed)


def test_a_finished_list_does_not_wait_for_the_next_window(desk: Desk) -> None:
    batch_id = desk.running(text(2), gap=0)
    accept(desk, batch_id, 1)
    assert desk.claim(batch_id, closes_at=later(desk, 1)) == Drained()


def test_a_clock_set_back_does_not_make_the_queue_endless(desk: Desk) -> None:
    batch_id = batch(desk, gap=0)
    accept(desk, batch_id, 2)
    desk.clock.forward(-86_400 * 365)
    assert isinstance(desk.claim(batch_id, closes_at=later(desk, 6.1)), Claimed)
    assert desk.claim(batch_id, closes_at=later(desk, 5.9)) == WindowClosing()
    accept(desk, batch_id, 1)
    assert desk.claim(batch_id, closes_at=later(desk, 8.9)) == WindowClosing()
    assert isinstance(desk.claim(batch_id, closes_at=later(desk, 9.1)), Claimed)
