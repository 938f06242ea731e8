"""Copy a whole journal into another database, prove that all of it is there, and let that one be the journal.

While it runs nobody writes to the journal: the database holds them off, and lets them go on should this be
cut short. In the order in which it ends no moment has two journals: first the old one is marked as moved,
then the new one becomes one. Cut short between the two, neither sends, and the same command ends it.
"""

import contextlib
import secrets
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, select, update

from batch_sender.journal.batches import changes
from batch_sender.journal.batches.reading import with_messages_under_way, with_states
from batch_sender.journal.database import engine, locks, moved, restore_detection, sqlite_file
from batch_sender.journal.database.faults import shown, translated
from batch_sender.journal.database.memory import Memory
from batch_sender.journal.database.moved import Moved
from batch_sender.journal.database.reading import reading
from batch_sender.journal.database.restore_detection import Remembered
from batch_sender.journal.errors import JournalMoved
from batch_sender.journal.maintenance import copied_tables
from batch_sender.journal.maintenance.copied_tables import TableContent
from batch_sender.journal.maintenance.errors import (
    CopyBusy,
    CopyDiffers,
    CopyOntoJournal,
    CopyWhileSending,
)
from batch_sender.journal.schema import migrations
from batch_sender.journal.schema.tables import metadata
from batch_sender.models import BatchState

COPIED: Final = "journal_copied"
"""The event in the new journal that tells where it came from."""

_UNDER_WAY: Final = (BatchState.JUDGING, BatchState.RUNNING)
_MAY_BE_HELD: Final = (BatchState.CHECKED, BatchState.PAUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyOrder:
    """Who copies, when, and what this machine remembers of journals; `heard` hears (rows done, rows in all)."""

    who: str
    now: datetime
    memory: Memory | None
    heard: Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedTable:
    """A table that is the same on both sides."""

    name: str
    rows: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalCopied:
    """What was copied and compared. Locations as they may be printed; `states`: by batch and state."""

    source: str
    target: str
    tables: tuple[CopiedTable, ...]
    states: dict[int, dict[str, int]]


def copy_journal(source: Engine, target: str | Path, order: CopyOrder) -> JournalCopied:
    """Copy a journal to a new, empty place, which is the journal from then on.

    Raises:
        CopyWhileSending: a batch is being judged or sent.
        CopyOntoJournal: something is there already. CopyBusy: another copying is under way there.
        JournalMoved: it was copied elsewhere before.
        CopyDiffers: what was written is not what was read; the journal stays the journal.
    """
    there = engine.open_as_it_is(target)
    try:
        with translated(shown(there.url)):
            if there.dialect.name == "sqlite":
                _refuse_full(there, None)
                sqlite_file.write_ahead(there)
            with locks.hold(there, locks.number_of("copying")) as held:
                if not held:
                    raise CopyBusy(location=shown(there.url))
                return _Copying(source, there, order).run()
    finally:
        there.dispose()


class _Copying:
    """One copying, from one database to the other."""

    def __init__(self, source: Engine, target: Engine, order: CopyOrder) -> None:
        self._source, self._target, self._order = source, target, order
        self._from, self._to = shown(source.url), shown(target.url)
        self._done = self._all = 0

    def run(self) -> JournalCopied:
        with _standing_still(self._source, self._from) as old:
            gone = moved.where_to(old)
            own = restore_detection.identity(old)
            begun = _refuse_full(self._target, own)
            if gone is not None and gone.copy != begun:
                raise JournalMoved(location=self._from, to=gone.to)
            self._refuse_under_way(old)
            # Of a copying that was cut short at its very end the mark stands, and names it.
            name = secrets.token_hex(12) if gone is None else gone.copy
            self._begin(name)
            self._all = 2 * copied_tables.number_of_rows(old)
            copied = JournalCopied(
                source=self._from,
                target=self._to,
                tables=tuple(self._copied(old)),
                states=self._compared_states(old),
            )
            generation = self._newest_generation(old)
            if gone is None:
                moved.mark(old, Moved(to=self._to, at=self._order.now, copy=name))
        self._end(generation)
        return copied

    def _refuse_under_way(self, old: Connection) -> None:
        busy = {*with_states(old, *_UNDER_WAY), *with_messages_under_way(old)}
        for batch in with_states(old, *_MAY_BE_HELD):
            if locks.is_held(self._source, batch):
                busy.add(batch)
        if busy:
            raise CopyWhileSending(batches=", ".join(map(str, sorted(busy))))

    def _begin(self, name: str) -> None:
        with self._target.begin() as new:
            if inspect(new).has_table(migrations.VERSION_TABLE.name):
                migrations.remove(new)
            migrations.create(new, f"{migrations.COPYING}{name}")

    def _copied(self, old: Connection) -> Iterator[CopiedTable]:
        written = {}
        for table in copied_tables.in_order():
            written[table] = self._followed(copied_tables.copy(old, self._write, table))
        last = copied_tables.last_numbers(old)
        self._write(lambda tx: copied_tables.set_last_numbers(tx, last))
        with reading(self._target) as new:
            for table, content in written.items():
                if self._followed(copied_tables.content(new, table)) != content:
                    raise CopyDiffers(location=self._to, what=table.name)
                yield CopiedTable(name=table.name, rows=content.rows, digest=content.shown)
            if copied_tables.last_numbers(new) != last:
                raise CopyDiffers(location=self._to, what="sequences")

    def _followed(self, contents: Generator[TableContent, None, None]) -> TableContent:
        with contextlib.closing(contents):  # called off, it leaves no half-read answer behind
            content = next(contents)
            for further in contents:
                self._done += further.rows - content.rows
                self._order.heard(self._done, self._all)
                content = further
        return content

    def _compared_states(self, old: Connection) -> dict[int, dict[str, int]]:
        counted = copied_tables.states(old)
        with reading(self._target) as new:
            if copied_tables.states(new) != counted:
                raise CopyDiffers(location=self._to, what="messages.state")
        return counted

    def _newest_generation(self, old: Connection) -> int:
        """Return one above all that this machine remembers: the old file is then known as older."""
        remembered = Remembered.of(restore_detection.identity(old), self._order.memory, None)
        seen = remembered.seen.generation if remembered.seen else 0
        return max(restore_detection.generation(old), seen) + 1

    def _end(self, generation: int) -> None:
        order = self._order
        with self._target.begin() as new:
            moved.forget(
                new
            )  # that the old one went here came over with a copying that was cut short
            restore_detection.advance(new, to=generation)
            detail = {"from": self._from}
            changes.note(new, None, COPIED, who=order.who, detail=detail, now=order.now)
            new.execute(update(migrations.VERSION_TABLE).values(version_num=migrations.HEAD))
        if self._target.dialect.name == "sqlite":
            sqlite_file.checkpoint(self._target)
        if order.memory is not None:
            with reading(self._target) as new:
                is_file = self._target.dialect.name == "sqlite"
                place = Path(str(self._target.url.database)) if is_file else None
                restore_detection.remember(new, order.memory, place, now=order.now)

    def _write(self, work: Callable[[Connection], None]) -> None:
        with self._target.begin() as new:
            work(new)


@contextlib.contextmanager
def _standing_still(source: Engine, location: str) -> Iterator[Connection]:
    """Read a journal that nobody changes meanwhile; what is written here is there when the block ends well."""
    is_on_server = source.dialect.name == "postgresql"
    with translated(location), source.connect() as connection:
        if is_on_server:
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():  # of a file that is its lock already
            if is_on_server:
                names = ", ".join(f'"{name}"' for name in metadata.tables)
                connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
            yield connection


def _refuse_full(target: Engine, own: str | None) -> str | None:
    """See that nothing is there, or what was begun of this very journal; return the name of that copying."""
    location = shown(target.url)
    with reading(target) as new:
        tables = set(inspect(new).get_table_names())
        ours = tables & set(metadata.tables)
        if migrations.VERSION_TABLE.name not in tables:
            # A PostgreSQL schema may well be shared with other programs; a file is ours or is not.
            if ours if new.dialect.name == "postgresql" else tables:
                raise CopyOntoJournal(location=location)
            return None
        version = new.execute(select(migrations.VERSION_TABLE.c.version_num)).scalar() or ""
        if not version.startswith(migrations.COPYING):
            raise CopyOntoJournal(location=location)
        if own is not None and restore_detection.identity(new) not in {None, own}:
            raise CopyOntoJournal(location=location)
        return version.removeprefix(migrations.COPYING)
