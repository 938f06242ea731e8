"""Hold an open journal's database for all subjects of `Journal`: one thread at a time writes, many read."""

import contextlib
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection, select

from batch_sender.journal.database import engine, restore_detection
from batch_sender.journal.database.faults import shown, translated
from batch_sender.journal.database.memory import Memory
from batch_sender.journal.database.server_clock import RateClock, server_time
from batch_sender.journal.database.writer import Writer
from batch_sender.journal.schema.statements import insert_if_absent
from batch_sender.journal.schema.tables import meta

P = ParamSpec("P")
T = TypeVar("T")
U = TypeVar("U")

MOST_ROWS_TOGETHER: Final = 5000
"""Rows a transaction, at most: no command waits long for another."""

PROGRAM: Final = "batch-sender"
"""Who did it, in the event of something that nobody asked for."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Write(Protocol):
    """Runs work in one transaction, which is on disk when it returns."""

    def __call__(self, work: Callable[[Connection], T], /) -> T:
        """Run it."""


class Handle:
    """An engine, its writer, the clocks, and the machine's memory of journals."""

    def __init__(
        self,
        location: str | Path,
        *,
        now: Callable[[], datetime] | None,
        rate_clock: RateClock | None,
        memory: Memory | None,
    ) -> None:
        """Open the database: see `Journal`."""
        self.engine = engine.open_engine(location)
        self.location = shown(self.engine.url)
        self.now = now or _utc_now
        own = now is not None or self.engine.dialect.name != "postgresql"
        self.rate_clock: RateClock = rate_clock or (self._own_time if own else server_time)
        self.writer = Writer(self.engine)
        self.memory = memory
        self._generation_timer = restore_detection.GenerationTimer()

    def close(self) -> None:
        """Finish what is being written and let the database go."""
        self.writer.close()
        self.engine.dispose()

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction, which is on disk when this returns."""
        with self.translated():
            return self.writer.run(work)

    def write_both(
        self, first: Callable[[Connection], T], then: Callable[[Connection], U]
    ) -> tuple[T, U]:
        """Run two pieces of work in one commit; an error of one undoes that one alone."""
        with self.translated():
            return self.writer.run_both(first, then)

    def write_in_pieces(self, work: Callable[[Connection], int]) -> None:
        """Repeat `work`, a transaction each time, until it finds nothing more to do."""
        while self.write(work):
            pass

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Connect for questions: what they read is true of one moment."""
        with self.translated(), engine.reading(self.engine) as connection:
            yield connection

    def translated(self) -> contextlib.AbstractContextManager[None]:
        """Turn the database's errors into a `JournalError` with a next step."""
        return translated(self.location)

    def key(self) -> bytes:
        """Return the journal's own secret key, for keyed hashes; made the first time."""

        def work(tx: Connection) -> str:
            insert_if_absent(tx, meta, key="hash_key", value=secrets.token_hex(32))
            kept = select(meta.c.value).where(meta.c.key == "hash_key")
            return str(tx.execute(kept).scalar_one())

        return bytes.fromhex(self.write(work))

    def remember(self) -> None:
        """Tell the machine's memory where the journal stands, by which an older copy will be known."""
        if self.memory is not None:
            with self.reading() as connection:
                restore_detection.remember(connection, self.memory, now=self.now())

    def count_generation(self) -> None:
        """Count one more state of the journal, and remember it."""
        self._generation_timer.done(self.now())
        self.write(lambda tx: restore_detection.advance(tx, wait=False))
        self.remember()

    def count_generation_if_due(self) -> None:
        """Do so with a sender's first message, then at most each second."""
        if self._generation_timer.due(self.now()):
            self.count_generation()

    def _own_time(self, _tx: Connection) -> datetime:
        return self.now()


class Subject:
    """What the verbs of one subject share: the open journal's handle."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle


def asked(
    question: Callable[Concatenate[Connection, P], T],
) -> Callable[Concatenate[Subject, P], T]:
    """Make a question to the database one to the journal: it is read by a connection of its own."""

    @wraps(question)
    def answer(subject: Subject, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with subject._handle.reading() as connection:  # noqa: SLF001 - it stands for a method
            return question(connection, *args, **kwargs)

    return answer


def streamed(
    question: Callable[Concatenate[Connection, P], Iterator[T]],
) -> Callable[Concatenate[Subject, P], Iterator[T]]:
    """Do so with a question whose answer is read piece by piece."""

    @wraps(question)
    def answer(subject: Subject, /, *args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
        with subject._handle.reading() as connection:  # noqa: SLF001 - it stands for a method
            yield from question(connection, *args, **kwargs)

    return answer
