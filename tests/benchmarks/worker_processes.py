"""Workers as processes of their own, what the processor does for them and for the database, and its transactions."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from batch_sender.config import connections
from batch_sender.config.connections import Connection, fingerprint
from batch_sender.config.settings import Settings
from batch_sender.config.tokens import Token
from batch_sender.deliver.handed_over import HandedOver
from batch_sender.journal import Journal
from tests.benchmarks import batches
from tests.benchmarks.measuring import ROOT, ScriptBroke

_PROC = Path("/proc")
_PATIENCE = 60.0
"""Seconds until workers must have begun, or ended."""


def hand_over(
    journal: str, many: int, settings: Settings, given: Sequence[Connection]
) -> list[int]:
    """Write a batch of so many messages for each connection, then hand all over; return their numbers."""
    found = [
        batches.checked(journal, many, settings, first=2 + n * many) for n in range(len(given))
    ]
    with Journal(journal) as book:
        for batch_id, connection in zip(found, given, strict=True):
            known = book.sending.known_connection(
                fingerprint=fingerprint(connection, book.key()),
                name=connection.name,
                address=connection.address,
            )
            sender = HandedOver().told()
            book.batches.start(
                batch_id, connection_id=known, who="benchmark", sender=sender, by_workers=True
            )
    return found


def saved(folder: Path, urls: list[str]) -> list[Connection]:
    """Save a connection for each address where the workers look for them."""
    found = [
        Connection(name=f"c{n}", url=url, token=Token(f"token-of-the-benchmark-{n}"))
        for n, url in enumerate(urls)
    ]
    for each in found:
        connections.add(folder / "connections.toml", each)
    return found


@contextlib.contextmanager
def working(folder: Path, journal: str, many: int) -> Iterator[list[int]]:
    """Let so many workers run while the block does; yields the numbers of their processes.

    Raises:
        ScriptBroke: they do not begin, or one ends by itself or badly.
    """
    environment = {
        **os.environ,
        "BATCH_SENDER_CONNECTIONS": str(folder / "connections.toml"),
        "BATCH_SENDER_STATE": str(folder / "state"),
        "BATCH_SENDER_LANG": "en",
    }
    command = [sys.executable, "-m", "batch_sender", "worker", "--journal", journal]
    with contextlib.ExitStack() as stack:
        log = stack.enter_context((folder / "workers.log").open("w+"))
        running = [
            stack.enter_context(
                subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
            )
            for _each in range(many)
        ]
        try:
            with Journal(journal) as book:
                until(lambda: len(book.lanes.all_workers()) == many, seconds=_PATIENCE)
            yield [each.pid for each in running]
            for each in running:
                each.send_signal(signal.SIGTERM)
            if any(each.wait(_PATIENCE) for each in running):
                raise ScriptBroke((folder / "workers.log").read_text("utf-8"))
        finally:
            for each in running:
                each.kill()


def until(happened: Callable[[], bool], *, seconds: float) -> None:
    """Look again and again until it has happened.

    Raises:
        ScriptBroke: it has not, in this time.
    """
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise ScriptBroke(f"it did not happen within {seconds:.0f} s")
        time.sleep(0.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Seconds of the processor for workers and for PostgreSQL, its transactions, and the clock's seconds."""

    workers: float
    postgres: float
    transactions: int
    seconds: float

    @classmethod
    def now(cls, pids: list[int], journal: str) -> Self:
        """Read how much it was up to now."""
        import psycopg  # noqa: PLC0415 - where there is none, nothing comes so far

        with psycopg.connect(journal, autocommit=True) as asking:
            (transactions,) = asking.execute(
                "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()"
            ).fetchone() or (0,)
        return cls(
            workers=sum(_worked(pid) for pid in pids),
            postgres=_worked_by_postgres(),
            transactions=transactions,
            seconds=time.monotonic(),
        )

    def since(self, before: Self) -> Self:
        """Return what came between."""
        return type(self)(
            workers=self.workers - before.workers,
            postgres=self.postgres - before.postgres,
            transactions=self.transactions - before.transactions,
            seconds=self.seconds - before.seconds,
        )


def can_be_read() -> bool:
    """Say whether this system tells what its processes do."""
    return (_PROC / "self" / "stat").exists()


def megabytes(pids: list[int]) -> float:
    """Return the greatest memory that one of them had."""
    peaks = [
        int(line.split()[1]) / 1024
        for pid in pids
        for line in (_PROC / str(pid) / "status").read_text("ascii").splitlines()
        if line.startswith("VmHWM")
    ]
    return max(peaks)


def _worked(pid: int) -> float:
    own, _of_ended = _processor(_fields(_PROC / str(pid)))
    return own


def _worked_by_postgres() -> float:
    """Return the seconds of all its processes, those that have ended, too: the first of them keeps theirs."""
    total = 0.0
    for folder in _PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            if (folder / "comm").read_text("utf-8").strip() == "postgres":
                own, of_ended = _processor(_fields(folder))
                total += own + of_ended
    return total


def _fields(folder: Path) -> list[str]:
    # Behind the name, in which blanks and parentheses may stand.
    return (folder / "stat").read_text("utf-8").rpartition(")")[2].split()


def _processor(fields: list[str]) -> tuple[float, float]:
    """Return the seconds of a process, and of its children that have ended."""
    own, children, kernel, in_kernel = (int(fields[at]) for at in (11, 13, 12, 14))
    ticks = os.sysconf("SC_CLK_TCK")
    return (own + kernel) / ticks, (children + in_kernel) / ticks
