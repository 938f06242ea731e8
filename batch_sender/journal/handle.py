"""Hold an open journal's database for all subjects of `Journal`: one thread at a time writes, many read."""

import contextlib
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection, select

from batch_sender.journal.database import engine, restore_detection, sqlite_file, versions
from batch_sender.journal.database.damage import DamageTimer, damage
from batch_sender.journal.database.faults import OF_A_LOST_FILE, shown, translated
from batch_sender.journal.database.memory import Memory
from batch_sender.journal.database.open_file import OpenFile
from batch_sender.journal.database.reading import reading
from batch_sender.journal.database.restore_detection import Remembered, Restored
from batch_sender.journal.database.server_clock import RateClock, server_time
from batch_sender.journal.database.writer import Writer
from batch_sender.journal.errors import JournalDamaged
from batch_sender.journal.schema.statements import insert_if_absent
from batch_sender.journal.schema.tables import meta

P = ParamSpec("P")
T = TypeVar("T")
U = TypeVar("U")

MOST_ROWS_TOGETHER: Final = 5000
"""Rows a transaction, at most: no command waits long for another."""

HASH_KEY: Final = "hash_key"
"""Under which the journal's own secret key is kept."""

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
        to_read: bool = False,
    ) -> None:
        """Open the database: see `Journal`."""
        self.engine = engine.open_engine(location, to_read=to_read)
        self.is_to_read = to_read
        self._file = OpenFile.of(self.engine)
        self.location = shown(self.engine.url)
        self.now = now or _utc_now
        own = now is not None or self.engine.dialect.name != "postgresql"
        self.rate_clock: RateClock = rate_clock or (self._own_time if own else server_time)
        self.writer = Writer(self.engine)
        self.memory = memory
        self._generation_timer = restore_detection.GenerationTimer()
        self._damage_timer = DamageTimer()
        self._beat = threading.Lock()

    def close(self) -> None:
        """Finish what is being written and let the database go."""
        self.writer.close()
        self.checkpoint()
        if self._file is not None:
            self._file.close()
        self.engine.dispose()

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction, which is on disk when this returns.

        Raises:
            JournalVanished: it is not, as the file was removed or replaced.
        """
        with self.translated():
            done = self.writer.run(work)
        self._refuse_if_gone()
        return done

    def write_both(
        self, first: Callable[[Connection], T], then: Callable[[Connection], U]
    ) -> tuple[T, U]:
        """Run two pieces of work in one commit; an error of one undoes that one alone."""
        with self.translated():
            done = self.writer.run_both(first, then)
        self._refuse_if_gone()
        return done

    def write_in_pieces(self, work: Callable[[Connection], int]) -> None:
        """Repeat `work`, a transaction each time, until it finds nothing more to do."""
        while self.write(work):
            pass

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Connect for questions: what they read is true of one moment."""
        self._refuse_if_gone()
        with self.translated(), reading(self.engine) as connection:
            yield connection

    @contextlib.contextmanager
    def translated(self) -> Iterator[None]:
        """Turn the database's errors into a `JournalError` with a next step."""
        try:
            with translated(self.location):
                yield
        except OF_A_LOST_FILE:
            self._refuse_if_gone()
            raise

    def checkpoint(self) -> None:
        """Leave nothing to the write-ahead log, which somebody may delete: bring it into the file."""
        if self._file is not None and not self.is_to_read:
            sqlite_file.checkpoint(self.engine)

    def _refuse_if_gone(self) -> None:
        if self._file is not None:
            self._file.refuse_if_gone()

    def key(self) -> bytes:
        """Return the journal's own secret key, for keyed hashes; made the first time."""

        def work(tx: Connection) -> str:
            insert_if_absent(tx, meta, key=HASH_KEY, value=secrets.token_hex(32))
            kept = select(meta.c.value).where(meta.c.key == HASH_KEY)
            return str(tx.execute(kept).scalar_one())

        return bytes.fromhex(self.write(work))

    # ── what has been forgotten, and what was changed ─────────────────────────────────────────

    def restored(self) -> Restored | None:
        """Say whether the journal has forgotten what was sent; None: not as far as known."""
        with self.reading() as connection:
            journal = restore_detection.identity(connection)
        remembered = Remembered.of(journal, self.memory, self._place)
        with self.reading() as connection:
            return restore_detection.restored(connection, remembered)

    def refuse_if_changed(self, tx: Connection) -> None:
        """See that nobody put another journal in this one's place, or migrated it.

        Raises:
            JournalRestored, JournalFromNewerVersion: somebody did; nothing may leave from it.
        """
        versions.refuse_other_version(tx)
        restore_detection.refuse_if_restored(tx, self.memory, self._place, location=self.location)

    def remember(self) -> None:
        """Tell the machine's memory where the journal stands, by which an older copy will be known."""
        if self.memory is not None:
            with self.reading() as connection:
                restore_detection.remember(connection, self.memory, self._place, now=self.now())

    def count_generation(self) -> None:
        """Count one more state of the journal, and remember it.

        Raises:
            JournalError: the file was overwritten, damaged, or migrated by a newer program.
        """
        self._count_generation(was_written=self._was_written())

    def count_generation_if_due(self) -> None:
        """Do so with a sender's first message, with the first behind a checkpoint, and each second.

        So the write-ahead log always holds a generation that the machine remembers, if it holds a
        message that left: whoever loses it is told.
        """
        with self._beat:  # no other message leaves meanwhile
            was_written = self._was_written()
            if was_written or self._generation_timer.due(self.now()):
                self._count_generation(was_written=was_written)

    def _count_generation(self, *, was_written: bool) -> None:
        self._generation_timer.done(self.now())
        self.write(self._next_generation)
        self.remember()
        self._look_for_damage(was_written=was_written)

    def _next_generation(self, tx: Connection) -> None:
        self.refuse_if_changed(tx)
        restore_detection.advance(tx, wait=False)

    def _look_for_damage(self, *, was_written: bool) -> None:
        """Look through the file after it was written, which was a checkpoint, or somebody else."""
        if self._file is None or not self._damage_timer.due(
            self._file.size(), was_written=was_written
        ):
            return
        began = time.monotonic()
        with self.reading() as connection:
            found = damage(connection, most=1)
        self._damage_timer.done(began)
        if found:
            raise JournalDamaged(location=self.location)

    def _was_written(self) -> bool:
        return self._file is not None and self._file.was_written()

    @property
    def _place(self) -> Path | None:
        return self._file.path if self._file else None

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
