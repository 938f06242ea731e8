"""Two processes, two batches, one connection: over both together the slower rate holds."""

import contextlib
import itertools
import random
import threading
from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import select

from batch_sender.config.connections import Connection
from batch_sender.config.settings import Settings
from batch_sender.config.tokens import Token
from batch_sender.deliver.run import deliver
from batch_sender.journal import Claimed, Journal
from batch_sender.journal.schema.tables import attempts
from batch_sender.standin import StandIn
from batch_sender.timing import rates
from tests.journal.desk import ACCEPTED, Desk, text
from tests.support import (
    FakeClock,
    Watcher,
    checked_batch,
    connection_to,
    dispatch,
    message,
)


@contextlib.contextmanager
def two_handles(location: str, clock: FakeClock) -> Iterator[tuple[Journal, Journal]]:
    """One journal as two processes have it open."""
    with Journal(location, now=clock.now) as here, Journal(location, now=clock.now) as there:
        yield here, there


def gaps(times: list[datetime]) -> list[float]:
    return [(b - a).total_seconds() for a, b in itertools.pairwise(times)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(3.5, 10, id="the other is slower"),
        pytest.param(10, 3.5, id="this one is slower"),
        pytest.param(20, 20, id="the same rate is not doubled by two batches"),
        pytest.param(0, 5, id="one without a rate keeps to the other one's"),
    ],
)
def test_calls_are_never_closer_than_the_slower_rate(
    location: str, clock: FakeClock, one: float, other: float
) -> None:
    chance = random.Random(f"{one}/{other}")
    with two_handles(location, clock) as handles:
        desks = [Desk(each, clock) for each in handles]
        batches = [
            desk.running(*(text(row) for row in range(first, first + 20)), gap=gap)
            for desk, gap, first in zip(desks, (one, other), (2, 40), strict=True)
        ]
        calls: list[tuple[int, datetime]] = []
        while len(calls) < 16:
            for which in chance.sample([0, 1], 2):
                found = desks[which].claim(batches[which])
                if isinstance(found, Claimed):
                    calls.append((which, clock.now()))
                    desks[which].record(found, ACCEPTED)
            clock.forward(chance.choice([0.1, 0.5, 2.0]))
    between = gaps([at for _which, at in calls])
    # One that left a little late is made up for, by the next one alone.
    assert min(between) >= 0.9 * max(one, other)
    assert sum(between) >= (len(between) - 0.1) * max(one, other)
    assert {which for which, _at in calls} == {0, 1}, "both get their turn"


class Together(FakeClock):
    """A clock of several people: time passes only while all of them wait.

    Otherwise one whom a busy machine holds up would wake in another hour, with the moment in hand at
    which it looked at the clock.
    """

    def __init__(self, people: int) -> None:
        super().__init__()
        self._people = people
        self._due: dict[int, float] = {}
        self._turn = threading.Condition()

    def wait(self, event: threading.Event, seconds: float) -> None:
        me = threading.get_ident()
        with self._turn:
            self._due[me] = self.monotonic() + (0 if event.is_set() else seconds)
            self._pass()
            self._turn.wait_for(lambda: me not in self._due)

    def leave(self) -> None:
        """Wait for nothing any more."""
        with self._turn:
            self._people -= 1
            self._pass()

    def _pass(self) -> None:
        if self._due and len(self._due) >= self._people:
            soonest = min(self._due.values())
            self.forward(soonest - self.monotonic())
            self._due = {who: due for who, due in self._due.items() if due > soonest}
            self._turn.notify_all()


def test_two_senders_at_once_share_the_pace(location: str) -> None:
    """The whole road: two lanes with journals of their own, real calls, one clock."""
    clock = Together(2)

    def send_and_leave(journal: Journal, batch_id: int, settings: Settings) -> None:
        try:
            send(journal, batch_id, api, settings, clock)
        finally:
            clock.leave()

    with two_handles(location, clock) as (here, there), StandIn() as api:
        quick, slow = Settings(gap=4), Settings(gap=10)
        first = checked_batch(here, [message(row, row) for row in range(2, 14)], quick)
        second = checked_batch(there, [message(row, row + 500) for row in range(20, 32)], slow)
        senders = [
            threading.Thread(target=send_and_leave, args=(journal, batch_id, settings))
            for journal, batch_id, settings in ((here, first, quick), (there, second, slow))
        ]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join(timeout=240)
            assert not sender.is_alive()
        assert here.batches.counts(first).accepted == here.batches.counts(second).accepted == 12
        both_run = [event.at for event in here.batches.events(second) if event.kind != "checked"]
        calls = [at for at in call_times(here) if both_run[0] < at <= both_run[-1]]
    # The slow one's first call may leave at the very moment it began, which is left out.
    assert len(calls) >= 11
    assert min(gaps(calls)) >= 10


def send(
    journal: Journal, batch_id: int, api: StandIn, settings: Settings, clock: FakeClock
) -> None:
    deliver(
        journal,
        dispatch(batch_id, connection_to(api), settings),
        clock=clock,
        watch=Watcher(),
        stop=threading.Event(),
        chance=lambda: 0.5,
    )


def call_times(journal: Journal) -> list[datetime]:
    with journal._handle.engine.connect() as connection:
        found = connection.execute(select(attempts.c.started_at).order_by(attempts.c.started_at))
        return list(found.scalars())


# ── the ceiling of an address ─────────────────────────────────────────────────────────────────


def test_rate_off_lifts_pace_and_ceiling(journal: Journal, clock: FakeClock) -> None:
    settings = Settings(gap=rates.parse_rate("off"))
    began = clock.now()
    with StandIn() as api:
        paced = checked_batch(journal, [message(2, 2)])
        send(journal, paced, api, Settings(), clock)
        for first in (10, 30):
            rows = [message(row, row) for row in range(first, first + 10)]
            send(journal, checked_batch(journal, rows, settings), api, settings, clock)
    assert clock.now() == began


def test_two_stand_ins_on_one_machine_are_two_addresses(journal: Journal, clock: FakeClock) -> None:
    began = clock.now()
    with StandIn() as one, StandIn() as other:
        for row, where in enumerate((one, other), start=2):
            batch_id = checked_batch(journal, [message(row, row)], Settings())
            send(journal, batch_id, where, Settings(), clock)
        assert clock.now() == began
        again = checked_batch(journal, [message(4, 4)], Settings())
        send(journal, again, one, Settings(), clock)
        assert clock.now() > began


@pytest.mark.parametrize(
    ("url", "address", "local"),
    [
        ("https://api.cleverchat.com.br/api/messages/send", "api.cleverchat.com.br", False),
        ("https://API.cleverchat.com.br:443/api/messages/send", "api.cleverchat.com.br", False),
        ("https://api.example.com:8443/send", "api.example.com:8443", False),
        ("http://127.0.0.1:8099/api/messages/send", "127.0.0.1:8099", True),
        ("http://localhost/api/messages/send", "localhost", True),
        ("http://[::1]:8080/api/messages/send", "[::1]:8080", True),
    ],
)
def test_an_address_is_the_host_and_an_unusual_port(url: str, address: str, *, local: bool) -> None:
    one = Connection(name="loja", url=url, token=Token("t"))
    assert (one.address, one.is_local) == (address, local)
