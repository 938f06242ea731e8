"""Put pieces of a list into the journal, take them for a while, judge them, and take them out again.

A piece that is gone is judged by whoever judges the list: it has the rows still. So every one of them may
be deleted at any time, and none has to outlive a crash of the server.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from batch_sender.journal.database.server_clock import server_time
from batch_sender.journal.lanes.workers import DEAD_AFTER
from batch_sender.journal.schema.statements import insert_if_absent
from batch_sender.journal.schema.worker_tables import judging_chunks, judging_contexts, workers

LEASE: Final = timedelta(seconds=10)
"""So long a worker may judge a piece, which takes a fraction of a second, before another one takes it."""

_THERE: Final = timedelta(seconds=20)
"""So long after whoever judges a list was last seen is there anything to help with."""
_NOTED_AGAIN: Final = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPiece:
    """A piece of the list of a batch, as a worker gets it: its rows as they were read."""

    batch_id: int
    number: int
    rows: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What became of the pieces of a batch: those that were judged, those nobody has, those a worker has."""

    judged: Mapping[int, bytes]
    free: tuple[int, ...]
    held: frozenset[int]


# ── of whoever judges the list ────────────────────────────────────────────────────────────────


def begin(tx: Connection, batch_id: int, *, version: str, context: bytes) -> None:
    """Say what workers have to know of a list."""
    now = server_time(tx)
    values = {"version": version, "context": context, "seen_at": now}
    insert_if_absent(tx, judging_contexts, batch_id=batch_id, **values)


def add(tx: Connection, batch_id: int, number: int, rows: bytes) -> None:
    """Put a piece there for any worker."""
    tx.execute(insert(judging_chunks).values(batch_id=batch_id, number=number, rows=rows))


def collect(tx: Connection, batch_id: int) -> Collected:
    """Take the judged pieces of a batch out, and tell who has the others."""
    now, here = server_time(tx), judging_chunks.c.batch_id == batch_id
    _note_there(tx, batch_id, now)
    columns = (judging_chunks.c.number, judging_chunks.c.judged)
    done = delete(judging_chunks).where(here, judging_chunks.c.judged.is_not(None))
    judged = {row.number: row.judged for row in tx.execute(done.returning(*columns))}
    rest = select(judging_chunks.c.number, _is_free(now).label("is_free")).where(here)
    others = tx.execute(rest.order_by(judging_chunks.c.number)).all()
    return Collected(
        judged=judged,
        free=tuple(row.number for row in others if row.is_free),
        held=frozenset(row.number for row in others if not row.is_free),
    )


def _note_there(tx: Connection, batch_id: int, now: datetime) -> None:
    """Take note that somebody still judges the list, every few moments."""
    due = judging_contexts.c.seen_at < now - _NOTED_AGAIN
    this = judging_contexts.c.batch_id == batch_id
    tx.execute(update(judging_contexts).where(this, due).values(seen_at=now))


def take_back(tx: Connection, batch_id: int, number: int) -> bool:
    """Take a piece out that nobody judges; False: somebody does by now, or has."""
    this = _this(batch_id, number) & judging_chunks.c.judged.is_(None)
    return tx.execute(delete(judging_chunks).where(this, _is_free(server_time(tx)))).rowcount == 1


def drop(tx: Connection, batch_id: int, number: int) -> None:
    """Take a piece out, whoever judges it."""
    tx.execute(delete(judging_chunks).where(_this(batch_id, number)))


def forget(tx: Connection, batch_id: int) -> None:
    """Delete all that stands here of a batch."""
    for table in (judging_chunks, judging_contexts):
        tx.execute(delete(table).where(table.c.batch_id == batch_id))


def forget_all(tx: Connection) -> None:
    """Delete every piece: who is on it cannot be told."""
    for table in (judging_chunks, judging_contexts):
        tx.execute(delete(table))


# ── of a worker ───────────────────────────────────────────────────────────────────────────────


def wanted(connection: Connection, version: str) -> list[int]:
    """Return the batches whose lists are being judged by the same version of the program."""
    now = server_time(connection)
    found = select(judging_contexts.c.batch_id).where(
        judging_contexts.c.version == version, judging_contexts.c.seen_at > now - _THERE
    )
    return list(connection.execute(found.order_by(judging_contexts.c.batch_id)).scalars())


def context_of(connection: Connection, batch_id: int) -> bytes | None:
    """Return what is to be known of a list; None: it is not being judged any more."""
    wanted = select(judging_contexts.c.context).where(judging_contexts.c.batch_id == batch_id)
    found: bytes | None = connection.execute(wanted).scalar()
    return found


def take(tx: Connection, batch_id: int, worker: str) -> ListPiece | None:
    """Take the first piece of a batch that nobody has; None without one. Whoever else asks gets another."""
    now = server_time(tx)
    free = select(judging_chunks.c.number).where(
        judging_chunks.c.batch_id == batch_id, judging_chunks.c.judged.is_(None), _is_free(now)
    )
    first = free.order_by(judging_chunks.c.number).limit(1).with_for_update(skip_locked=True)
    number = tx.execute(first).scalar()
    if number is None:
        return None
    taken = update(judging_chunks).where(_this(batch_id, number))
    rows = tx.execute(
        taken.values(taken_by=worker, taken_at=now).returning(judging_chunks.c.rows)
    ).scalar_one()
    return ListPiece(batch_id=batch_id, number=number, rows=rows)


def hand_in(tx: Connection, piece: ListPiece, worker: str, judged: bytes) -> bool:
    """Write down how a piece was judged; False: it was taken from this worker meanwhile."""
    own = _this(piece.batch_id, piece.number) & (judging_chunks.c.taken_by == worker)
    return tx.execute(update(judging_chunks).where(own).values(judged=judged)).rowcount == 1


def give_up(tx: Connection, piece: ListPiece, worker: str) -> None:
    """Delete a piece that this worker cannot judge: whoever judges the list does."""
    own = _this(piece.batch_id, piece.number) & (judging_chunks.c.taken_by == worker)
    tx.execute(delete(judging_chunks).where(own, judging_chunks.c.judged.is_(None)))


def helpers(connection: Connection, version: str) -> int:
    """Count the workers that live, and are of this version."""
    alive = workers.c.beat_at > server_time(connection) - DEAD_AFTER
    same = select(workers.c.id).where(alive, workers.c.version == version)
    return len(connection.execute(same).all())


def _this(batch_id: int, number: int) -> ColumnElement[bool]:
    return (judging_chunks.c.batch_id == batch_id) & (judging_chunks.c.number == number)


def _is_free(now: datetime) -> ColumnElement[bool]:
    """Ask for a piece that nobody judges: it was not taken, or so long ago that its worker is gone."""
    taken_at = judging_chunks.c.taken_at
    return or_(taken_at.is_(None), taken_at < now - LEASE)
