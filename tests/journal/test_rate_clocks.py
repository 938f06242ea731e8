"""Machines whose clocks differ, on one journal: the gap holds, and nobody waits for a wrong clock."""

import itertools
import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from batch_sender.journal import Claimed, Journal, Wait
from batch_sender.journal.database.server_clock import server_time
from tests.journal.desk import ACCEPTED, Desk
from tests.journal.desk import text as one_call
from tests.support import FakeClock

GAP = 3.5
HOUR = 3600.0
OFF = timedelta(seconds=30)
"""Farther off than any gap that is usual."""


def rows(first: int) -> list[int]:
    return list(range(first, first + 20))


# ── on any database ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def machines(location: str, clock: FakeClock) -> Iterator[list[Desk]]:
    """One whose clock is right, one that is ahead and one that is behind, and a clock they share."""
    clocks = [FakeClock(clock.now() + off) for off in (timedelta(), OFF, -OFF)]
    with ExitStack() as stack:
        yield [
            Desk(
                stack.enter_context(
                    Journal(location, now=its.now, rate_clock=lambda _tx: clock.now())
                ),
                its,
            )
            for its in clocks
        ]


def test_the_gap_holds_and_nobody_waits_longer(machines: list[Desk], clock: FakeClock) -> None:
    chance = random.Random(7)
    batches = [
        desk.running(*(one_call(row) for row in rows(40 * n)), gap=GAP)
        for n, desk in enumerate(machines)
    ]
    calls: list[tuple[datetime, int]] = []
    while len(calls) < 30:
        for which in chance.sample(range(3), 3):
            found = machines[which].claim(batches[which])
            if isinstance(found, Claimed):
                machines[which].record(found, ACCEPTED)
                calls.append((clock.now(), which))
            else:
                assert isinstance(found, Wait)
                wait = (found.until - machines[which].clock.now()).total_seconds()
                since = (clock.now() - calls[-1][0]).total_seconds()
                assert wait == pytest.approx(GAP - since), "by its own clock, what is left"
        for its in (clock, *(desk.clock for desk in machines)):
            its.forward(0.5)
    gaps = [(b - a).total_seconds() for (a, _), (b, _) in itertools.pairwise(calls)]
    assert set(gaps) == {GAP}
    assert {which for _, which in calls} == {0, 1, 2}


def test_a_test_message_keeps_it_too(machines: list[Desk]) -> None:
    _right, ahead, behind = machines
    batch_id = ahead.running(one_call(2), gap=GAP)
    assert ahead.journal.sending.admit_call(ahead.terms(batch_id)) is None
    found = behind.journal.sending.admit_call(behind.terms(batch_id))
    assert found == Wait(until=behind.clock.now() + timedelta(seconds=GAP))


def test_a_connection_that_is_new_waits_for_no_clock(machines: list[Desk]) -> None:
    _right, ahead, behind = machines
    first = ahead.running(one_call(2), one_call(3), gap=HOUR)
    # Ahead it looks, is told to wait by nobody, and finds nothing that may leave.
    assert not isinstance(ahead.claim(first, rows=frozenset()), Claimed)
    assert behind.take(first).row == 2


# ── the server's own clock ────────────────────────────────────────────────────────────────────


@pytest.mark.postgres
def test_unless_told_a_server_decides(schema: str) -> None:
    with Journal(schema) as journal:
        assert journal._handle.rate_clock is server_time


@pytest.mark.postgres
def test_its_time_passes_within_a_transaction(schema: str) -> None:
    with Journal(schema) as journal:
        sooner, later = journal._handle.writer.run(lambda tx: (server_time(tx), server_time(tx)))
    assert sooner.utcoffset() == timedelta()
    assert sooner < later < sooner + timedelta(minutes=1)


def test_a_clock_that_is_given_decides(location: str, clock: FakeClock) -> None:
    with Journal(location, now=clock.now) as journal:
        assert journal._handle.writer.run(journal._handle.rate_clock) == clock.now()


@pytest.mark.postgres
@pytest.mark.parametrize("off", [OFF, -OFF])
def test_the_servers_clock_and_no_other(schema: str, off: timedelta) -> None:
    def wrong() -> datetime:
        return datetime.now(UTC) + off

    with (
        Journal(schema, rate_clock=server_time) as right,
        Journal(schema, now=wrong, rate_clock=server_time) as other,
    ):
        here, there = Desk(right, FakeClock()), Desk(other, FakeClock())
        first = here.running(one_call(2), gap=HOUR)
        second = there.running(one_call(3), one_call(4), gap=HOUR)
        there.take(second)
        for desk, batch_id, asked_at in ((here, first, timedelta()), (there, second, off)):
            found = desk.claim(batch_id)
            assert isinstance(found, Wait)
            left = found.until - (datetime.now(UTC) + asked_at)
            assert timedelta(seconds=HOUR - 20) < left <= timedelta(seconds=HOUR)
        right._handle.writer.run(
            lambda tx: tx.execute(text("UPDATE rate_limits SET next_at = now()"))
        )
        here.take(first)


@pytest.mark.postgres
def test_the_time_is_taken_once_the_lock_is_held(schema: str, clock: FakeClock) -> None:
    """Who waited for the lock has the gap begin when its call leaves, not when it began to wait."""
    locked, go, waiting = threading.Event(), threading.Event(), threading.Event()

    def told(_tx: Connection) -> datetime:
        return clock.now()

    with (
        Journal(schema, now=clock.now, rate_clock=told) as holder,
        Journal(schema, now=waiting_now(clock, waiting), rate_clock=told) as other,
    ):
        here, there = Desk(holder, clock), Desk(other, clock)
        batch_id = here.running(*(one_call(row) for row in rows(2)), gap=GAP)
        here.record(here.take(batch_id), ACCEPTED)
        clock.forward(GAP)
        waiting.clear()

        def hold(tx: Connection) -> None:
            tx.execute(text("SELECT * FROM rate_limits FOR UPDATE"))
            locked.set()
            assert go.wait(60)
            clock.forward(10)

        with ThreadPoolExecutor(2) as pool:
            holding = pool.submit(holder._handle.writer.run, hold)
            assert locked.wait(60)
            taking = pool.submit(there.take, batch_id)
            assert waiting.wait(60)  # it has looked at its own clock, and waits for the lock
            go.set()
            holding.result(timeout=60)
            there.record(taking.result(timeout=60), ACCEPTED)
        found = here.claim(batch_id)
        assert found == Wait(until=clock.now() + timedelta(seconds=GAP))


def waiting_now(clock: FakeClock, asked: threading.Event) -> Callable[[], datetime]:
    def now() -> datetime:
        asked.set()
        return clock.now()

    return now
