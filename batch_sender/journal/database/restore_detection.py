"""Detect that a journal has forgotten what was sent: a copy of an earlier day, or another in its place.

A journal counts generations: one more when a sender starts, before the first message behind each
checkpoint of the file, at most each second while messages leave, and when it stops. Its machine
remembers the highest outside of it (`memory`), so a copy that was brought back shows, also where
nothing but messages was sent since; so does a journal whose write-ahead log was lost, as the last
generation stands in there. A copy made by `journal backup` carries a mark of its own and shows on any
machine. The machine remembers, too, which journal lay where: one that was made anew in the place of a
lost one knows nothing. A journal that was copied elsewhere says so itself (`moved`).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final, Self, assert_never

from sqlalchemy import Connection, delete, exists, select, update

from batch_sender.journal.database import moved
from batch_sender.journal.database.memory import Memory, Seen
from batch_sender.journal.errors import (
    JournalIsBackup,
    JournalMoved,
    JournalOlderCopy,
    JournalReplaced,
    JournalRestored,
)
from batch_sender.journal.schema.statements import insert_if_absent
from batch_sender.journal.schema.tables import batches, meta
from batch_sender.models import BatchState
from batch_sender.timing.windows import BRAZIL

BACKED_UP_AT: Final = "backed_up_at"
"""The mark, in `meta`, of a copy that `journal backup` made: when, in UTC."""

_GENERATION: Final = "generation"
_HASH_KEY: Final = "hash_key"
_EVERY: Final = timedelta(seconds=1)


class CopyKind(StrEnum):
    """What is there instead of the journal that this machine knew."""

    BACKUP = "backup"
    OLDER = "older"
    ANOTHER = "another"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What a machine remembers: of a journal, and of another one that lay in its place before."""

    seen: Seen | None
    another: Seen | None

    @classmethod
    def of(cls, journal: str | None, memory: Memory | None, place: Path | None) -> Self:
        """Ask a machine's memory; without one, nothing is known."""
        if memory is None:
            return cls(seen=None, another=None)
        there = memory.last_at(place) if place else None
        return cls(
            seen=memory.seen(journal) if journal else None,
            another=memory.seen(there) if there and there != journal else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A journal that has forgotten something. What it holds of before `since` (UTC) may have gone on.

    Of `ANOTHER` that is only true of the journal that was there before, not of what it holds itself.
    `to`: where it was copied to, of `MOVED`.
    """

    kind: CopyKind
    since: datetime
    seen: Seen | None
    to: str | None = None

    @property
    def is_backup(self) -> bool:
        """Whether `journal backup` made it."""
        return self.kind is CopyKind.BACKUP

    def refusal(self, location: str) -> JournalRestored:
        """Return the error that says so."""
        when = f"{self.since.astimezone(BRAZIL):%Y-%m-%d %H:%M} ({BRAZIL.key})"
        match self.kind:
            case CopyKind.BACKUP:
                return JournalIsBackup(location=location, made=when)
            case CopyKind.OLDER:
                return JournalOlderCopy(location=location, seen=when)
            case CopyKind.ANOTHER:
                return JournalReplaced(location=location, seen=when)
            case CopyKind.MOVED:
                return JournalMoved(location=location, to=self.to)
            case _:
                assert_never(self.kind)


def restored(connection: Connection, remembered: Remembered) -> Restored | None:
    """Say whether the journal has forgotten something; None: not as far as known.

    Whoever asks has asked the memory before: what is remembered meanwhile is no older copy.
    """
    own, seen = generation(connection), remembered.seen
    gone = moved.where_to(connection)
    if gone is not None:
        return Restored(kind=CopyKind.MOVED, since=gone.at, seen=seen, to=gone.to)
    made = _value(connection, BACKED_UP_AT)
    if made is not None and not _nothing_happened_since(connection, seen, own):
        return Restored(kind=CopyKind.BACKUP, since=datetime.fromisoformat(made), seen=seen)
    if seen is not None and own < seen.generation:
        return Restored(kind=CopyKind.OLDER, since=seen.at, seen=seen)
    if remembered.another is not None:
        return Restored(kind=CopyKind.ANOTHER, since=remembered.another.at, seen=seen)
    return None


def _nothing_happened_since(connection: Connection, seen: Seen | None, own: int) -> bool:
    """Say whether a backup surely is what this machine worked with last.

    Only if nobody was sending when it was made: a sender that was killed may have sent a little
    more than its last generation tells.
    """
    if seen is None or seen.generation > own:
        return False
    sending = exists().where(batches.c.state == BatchState.RUNNING)
    return not connection.execute(select(sending)).scalar()


def identity(connection: Connection) -> str | None:
    """Return what all copies of a journal share, and no other; None before its first list."""
    key = _value(connection, _HASH_KEY)
    if key is None:
        return None
    return hashlib.blake2b(b"journal", key=bytes.fromhex(key), digest_size=16).hexdigest()


def generation(connection: Connection) -> int:
    """Return the journal's own count."""
    return int(_value(connection, _GENERATION) or 0)


def advance(tx: Connection, *, to: int = 0, wait: bool = True) -> None:
    """Count one generation more, or up to a given one.

    `wait`: on PostgreSQL, for whoever is counting now; their count is as good as ours.
    """
    insert_if_absent(tx, meta, key=_GENERATION, value="0")
    here = meta.c.key == _GENERATION
    held = select(meta.c.value).where(here).with_for_update(skip_locked=not wait)
    count = tx.execute(held).scalar()
    if count is not None:
        tx.execute(update(meta).where(here).values(value=str(max(int(count) + 1, to))))


def refuse_if_restored(
    tx: Connection, memory: Memory | None, place: Path | None, *, location: str
) -> None:
    """See, inside a transaction that writes, that the journal has forgotten nothing.

    Raises:
        JournalRestored: it has, as far as this machine knows.
    """
    copy = restored(tx, Remembered.of(identity(tx), memory, place))
    if copy is not None:
        raise copy.refusal(location)


def begin(tx: Connection) -> None:
    """Count the generation of a sender that starts: from here on the journal is no mere copy."""
    tx.execute(delete(meta).where(meta.c.key == BACKED_UP_AT))
    advance(tx)


def take_as_own(tx: Connection, copy: Restored) -> None:
    """Let a copy be the journal from here on, on a person's word."""
    moved.forget(tx)
    tx.execute(delete(meta).where(meta.c.key == BACKED_UP_AT))
    # Newer than all that this machine remembers: the journal it was copied from is now the old one.
    advance(tx, to=copy.seen.generation + 1 if copy.seen else 0)


def remember(connection: Connection, memory: Memory, place: Path | None, *, now: datetime) -> None:
    """Tell the machine's memory where the journal stands, now that it is on disk."""
    journal = identity(connection)
    if journal is not None:
        memory.note(journal, generation(connection), at=now)
        if place is not None:
            memory.note_place(journal, place)


class GenerationTimer:
    """Says when a sender's next generation is due: with its first message, then each second."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def due(self, now: datetime) -> bool:
        """Say whether it is; a clock that was set back does not keep it from coming."""
        return self._last is None or abs(now - self._last) >= _EVERY

    def done(self, now: datetime) -> None:
        """Take note that it was counted."""
        self._last = now


def _value(connection: Connection, key: str) -> str | None:
    return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar()
