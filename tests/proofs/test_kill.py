"""Sender and server killed at random moments, a hundred times: nobody twice, nobody lost.

And the bound of the write-ahead journal: what a crash leaves in doubt is what was in flight.
"""

import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from batch_sender.config.connections import Connection
from batch_sender.config.settings import Settings
from batch_sender.config.tokens import Token
from batch_sender.deliver.run import deliver
from batch_sender.gateway import Timeouts
from batch_sender.journal import Journal
from batch_sender.judge.prepare import Request, prepare
from batch_sender.models import BatchState, MessageState, PhoneNumber, Reason
from batch_sender.standin import DEFAULT_TOKEN, Fault, StandIn
from tests.proofs.reckoning import (
    PATIENCE,
    Arrivals,
    Program,
    Reckoning,
    Seen,
    chance_for,
    desk,
    people,
    write_list,
)
from tests.support import FakeClock, Watcher, dispatch

LANES = 8
MOST_A_KILL = 24
"""So many messages may leave before a kill, and a few more: the rows must last for all of them."""
IMPATIENT = Timeouts(connect=30, read=30, total=2)
FEW_OR_MANY = [
    pytest.param(3, 200, id="few"),
    pytest.param(
        100, 3000, id="many", marks=[pytest.mark.slow, pytest.mark.timeout(900)]
    ),
]  # fmt: skip


class InFlight:
    """A choice of faults that chooses none, and knows when so many numbers are being asked for."""

    def __init__(self, wanted: int) -> None:
        self.reached = threading.Event()
        self._wanted = wanted
        self._numbers: set[str] = set()

    def __call__(self, number: str, _before: int) -> Fault | None:
        self._numbers.add(number)
        if len(self._numbers) >= self._wanted:
            self.reached.set()
        return None


def test_what_a_crash_leaves_in_doubt_is_what_was_in_flight(tmp_path: Path) -> None:
    numbers = people(100)
    contacts = write_list(tmp_path / "clientes.csv", numbers)
    in_flight = InFlight(LANES)
    # Far longer than the test: all lanes stand there with their requests out.
    with desk(tmp_path, latency=600, faults=in_flight) as here:
        sender = here.send(contacts, lanes=LANES).ready().go()
        assert in_flight.reached.wait(PATIENCE)
        sender.kill()
        with Journal(here.journal) as book:
            counts = book.batches.counts(1)
        assert (counts.sending, counts.pending) == (LANES, 100 - LANES)
    with desk(tmp_path) as again:
        ended = again.resume("--other-connection").ready().go().ended()
        assert ended.code == 3, ended
    reckoning = Reckoning.of(here.journal)
    assert reckoning.taken_over == [LANES]
    assert len(reckoning.unknown) == LANES
    arrived = Seen.by(here.api).arrived + Seen.by(again.api).arrived
    reckoning.holds(Seen(arrived=arrived, accepted=Seen.by(again.api).accepted), numbers)


# ── the sender dies ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("kills", "rows"), FEW_OR_MANY)
def test_a_sender_killed_at_any_moment(tmp_path: Path, kills: int, rows: int) -> None:
    kill_the_sender(tmp_path, tmp_path / "journal.sqlite3", kills=kills, rows=rows)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(900)
def test_a_sender_killed_at_any_moment_with_its_journal_on_a_server(
    tmp_path: Path, schema: str
) -> None:
    kill_the_sender(tmp_path, schema, kills=25, rows=900)


def kill_the_sender(tmp_path: Path, journal: str | Path, *, kills: int, rows: int) -> None:
    chance = chance_for("kill the sender")
    numbers = people(rows)
    contacts = write_list(tmp_path / "clientes.csv", numbers)
    results = tmp_path / "resultado.csv"
    with desk(tmp_path, journal=journal, latency=0.02) as here:
        sender = here.send(contacts, lanes=LANES)
        for kill in range(kills):
            # The next one imports what it needs while this one sends.
            following = here.resume("--out", results)
            _let_it_run(sender.ready().go(), here.arrivals, chance, must_send=kill == 0)
            sender.kill()
            sender = following
        ended = sender.ready().go().ended()
        seen = Seen.by(here.api)
    reckoning = Reckoning.of(here.journal)
    reckoning.holds(seen, numbers)
    assert max(reckoning.taken_over, default=0) <= LANES
    assert len(reckoning.unknown) == sum(reckoning.taken_over)
    assert ended.code == (3 if reckoning.unknown else 0), ended
    assert results.read_text(encoding="utf-8-sig").count("\n") == rows + 1


def _let_it_run(
    sender: Program, arrivals: Arrivals, chance: random.Random, *, must_send: bool
) -> None:
    if not must_send and chance.random() < 0.2:
        # While it opens the journal, takes over, starts: whatever half a second brings, but not
        # the whole list, however fast the machine.
        arrivals.wait_for_more(MOST_A_KILL, seconds=chance.uniform(0, 0.5))
        return
    if not arrivals.wait_for_more(chance.randint(1, MOST_A_KILL)):
        raise AssertionError(f"nothing arrives any more: {sender.kill()}")
    arrivals.wait_for_more(1_000, seconds=chance.uniform(0, 0.03))


# ── the server dies ───────────────────────────────────────────────────────────────────────────


class ServerProcess:
    """A stand-in in a process of its own, on the same port in each of its lives."""

    def __init__(self, record: Path) -> None:
        with StandIn() as free:
            self.port, self.url = free.port, free.url
        self.record = record
        self.arrivals = Arrivals()

    @contextmanager
    def alive(self) -> Iterator[None]:
        self._dying = False
        self._process = process = subprocess.Popen(
            [
                *(sys.executable, "-m", "batch_sender", "stand-in", "--port", str(self.port)),
                *("--record", str(self.record), "--queue-seconds", "0", "--latency", "0.02"),
            ],
            env={**os.environ, "BATCH_SENDER_LANG": "en"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        listener = threading.Thread(target=self._count, args=(process,))
        with process:
            try:
                assert process.stderr is not None
                assert "listens" in process.stderr.readline()
                listener.start()
                yield
            finally:
                process.kill()
                if listener.ident is not None:
                    listener.join(PATIENCE)

    def kill(self) -> None:
        self._dying = True
        self._process.kill()

    def see_it_out(self) -> None:
        """Wait until it is dead, if it was killed."""
        if self._dying:
            self._process.wait(PATIENCE)

    def _count(self, process: "subprocess.Popen[str]") -> None:
        """It prints a line for each request."""
        assert process.stdout is not None
        for _line in process.stdout:
            self.arrivals.one()


class NoQuickerThanDeath(FakeClock):
    """A clock that stands still while the server dies, which takes milliseconds.

    A lane whose call was lost backs off for half a second at least. A clock that hastened only that
    would let its next call meet the server still dying.
    """

    def __init__(self, server: ServerProcess) -> None:
        super().__init__()
        self._server = server

    def wait(self, event: threading.Event, seconds: float) -> None:
        self._server.see_it_out()
        super().wait(event, seconds)


def with_slow_answers(rows: int) -> list[PhoneNumber]:
    """Return people of whom every tenth, but for the last third, is answered byte by byte.

    The server has them on record long before the sender has its answer: if the server dies then,
    what looks like a broken connection has arrived.
    """
    numbers = people(rows)
    slow = people(rows, fate="510")
    early = rows * 2 // 3
    return [slow[n] if n % 10 == 3 and n < early else to for n, to in enumerate(numbers)]


@pytest.mark.parametrize(("kills", "rows"), FEW_OR_MANY)
def test_a_server_killed_at_any_moment(tmp_path: Path, kills: int, rows: int) -> None:
    chance = chance_for("kill the server")
    server = ServerProcess(tmp_path / "record.jsonl")
    clock = NoQuickerThanDeath(server)
    connection = Connection(name="loja", url=server.url, token=Token(DEFAULT_TOKEN))
    settings = Settings(gap=0, concurrency=LANES)
    numbers = with_slow_answers(rows)
    contacts = write_list(tmp_path / "clientes.csv", numbers)
    request = Request(list_path=contacts, text="Oi {nome}", origin="", settings=settings, who="ana")
    with Journal(tmp_path / "journal.sqlite3", now=clock.now) as book:
        batch_id = prepare(book, request, now=clock.now())

        def send() -> None:
            # Long before a slow answer is all said, it is given up.
            order = replace(dispatch(batch_id, connection, settings), timeouts=IMPATIENT)
            deliver(book, order, clock=clock, watch=Watcher(), stop=threading.Event())

        lost = 0
        for _kill in range(kills):
            _send_until_the_server_dies(server, chance, send)
            assert book.batches.state(batch_id) is BatchState.PAUSED
            before, lost = lost, _lost(book, batch_id)
            assert lost - before <= LANES
        with server.alive():
            while book.batches.state(batch_id) is not BatchState.FINISHED:
                send()
    reckoning = Reckoning.of(tmp_path / "journal.sqlite3")
    reckoning.holds(Seen.in_record(server.record), numbers)


def _send_until_the_server_dies(
    server: ServerProcess, chance: random.Random, send: Callable[[], None]
) -> None:
    with ThreadPoolExecutor(1) as office, server.alive():
        sending = office.submit(send)
        assert server.arrivals.wait_for_more(chance.randint(1, MOST_A_KILL))
        server.arrivals.wait_for_more(1_000, seconds=chance.uniform(0, 0.03))
        server.kill()
        sending.result(PATIENCE)


def _lost(book: Journal, batch_id: int) -> int:
    """Count what went with the server; an answer that never comes to its end is another matter."""
    doubtful = [row for row in book.messages.rows(batch_id) if row.state is MessageState.UNKNOWN]
    return sum(row.reason != Reason.TIMED_OUT for row in doubtful)
