"""A location goes in; an open journal comes out, which one thread at a time writes and many read."""

import contextlib
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self, TypeVar

from sqlalchemy import Connection, select

from batch_sender.journal.batches import changes
from batch_sender.journal.batches.changes import Change
from batch_sender.journal.database import engine
from batch_sender.journal.database.faults import shown, translated
from batch_sender.journal.database.writer import Writer
from batch_sender.journal.maintenance import restore_detection
from batch_sender.journal.maintenance.memory import Memory
from batch_sender.journal.schema.tables import insert_if_absent, meta
from batch_sender.journal.sending.rates import Clock, server_time

T = TypeVar("T")
U = TypeVar("U")

MOST_ROWS_TOGETHER: Final = 5000
"""Rows a transaction, at most: no command waits long for another."""

STOPPED: Final = "stopped"
"""Why a batch was paused whose sender died."""

PROGRAM: Final = "batch-sender"
"""Who did it, in the event of something that nobody asked for."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Handle:
    """One journal, open: its engine, its writer, its edges."""

    def __init__(
        self,
        location: str | Path,
        *,
        now: Callable[[], datetime] | None = None,
        pace_clock: Clock | None = None,
        memory: Memory | None = None,
    ) -> None:
        """Open it.

        `now`: another clock than the machine's, by which the pace goes, too. `pace_clock`: another
        clock for the pace alone; the database server's, where there is one. `memory`: what this
        machine remembers of journals, to know a copy brought back.
        """
        self._engine = engine.open_engine(location)
        self._location = shown(self._engine.url)
        self._now = now or _utc_now
        own = now is not None or self._engine.dialect.name != "postgresql"
        self._pace_clock: Clock = pace_clock or (self._own_time if own else server_time)
        self._writer = Writer(self._engine)
        self._memory = memory
        self._beat = restore_detection.Beat()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Finish what is being written and let the database go."""
        self._writer.close()
        self._engine.dispose()

    @property
    def location(self) -> str:
        """Where it lies, as it may be printed."""
        return self._location

    def key(self) -> bytes:
        """Return the journal's own secret key, for keyed hashes; made the first time."""

        def work(tx: Connection) -> str:
            insert_if_absent(tx, meta, key="hash_key", value=secrets.token_hex(32))
            kept = select(meta.c.value).where(meta.c.key == "hash_key")
            return str(tx.execute(kept).scalar_one())

        return bytes.fromhex(self._write(work))

    def _own_time(self, _tx: Connection) -> datetime:
        return self._now()

    def _remember(self) -> None:
        if self._memory is not None:
            with self._reading() as connection:
                restore_detection.remember(connection, self._memory, now=self._now())

    def _in_pieces(self, work: Callable[[Connection], int]) -> None:
        """Repeat `work`, a transaction each time, until it finds nothing more to do."""
        while self._write(work):
            pass

    def _move(self, batch_id: int, change: Change) -> None:
        self._write(lambda tx: changes.move(tx, batch_id, change, now=self._now()))

    def _write(self, work: Callable[[Connection], T]) -> T:
        with self._translated():
            return self._writer.run(work)

    def _write_both(
        self, first: Callable[[Connection], T], then: Callable[[Connection], U]
    ) -> tuple[T, U]:
        with self._translated():
            return self._writer.run_both(first, then)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._translated(), engine.reading(self._engine) as connection:
            yield connection

    def _translated(self) -> contextlib.AbstractContextManager[None]:
        return translated(self._location)
