"""Keep what unattended batches were made of: taken once, approved, wrapped up."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, insert, select, update

from batch_sender.journal.errors import StateConflict
from batch_sender.journal.schema.automation_tables import sources
from batch_sender.journal.schema.statements import is_among
from batch_sender.journal.schema.tables import batches
from batch_sender.language import _
from batch_sender.models import BatchState, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Unattended:
    """An unattended batch, where it stands, and the batch file that says what follows."""

    batch_id: int
    source: Source
    state: BatchState
    started: bool
    paused_because: str | None
    approved: bool
    wrapped_up: bool
    by_workers: bool = False


def add(tx: Connection, batch_id: int, source: Source) -> None:
    """Write down what a batch is made of.

    Raises:
        StateConflict: a batch was made of it already.
    """
    if taken(tx, source.name, [source.key]):
        raise StateConflict(what=source.name, expected=_("a list not yet taken"))
    tx.execute(
        insert(sources).values(
            name=source.name, key=source.key, batch_id=batch_id, batch_file=source.batch_file
        )
    )


def forget(tx: Connection, batch_ids: Select[Any]) -> None:
    """Forget what some batches were made of, which were never judged to their end."""
    tx.execute(delete(sources).where(sources.c.batch_id.in_(batch_ids)))


def taken(connection: Connection, name: str, keys: Collection[str]) -> dict[str, int]:
    """Return the batch of each key that was taken under this name."""
    here = (sources.c.name == name) & is_among(connection, sources.c.key, keys)
    statement = select(sources.c.key, sources.c.batch_id).where(here)
    return {row.key: row.batch_id for row in connection.execute(statement)}


def approve(tx: Connection, batch_id: int, *, now: datetime) -> None:
    """Let a batch be sent, and be gone on with after a crash, without anybody's word."""
    here = (sources.c.batch_id == batch_id) & sources.c.approved_at.is_(None)
    tx.execute(update(sources).where(here).values(approved_at=now))


def wrap_up(tx: Connection, batch_id: int, *, now: datetime) -> None:
    """Write down that the results of an ended batch are written, and whoever wanted was told."""
    here = (sources.c.batch_id == batch_id) & sources.c.wrapped_up_at.is_(None)
    tx.execute(update(sources).where(here).values(wrapped_up_at=now))


def open_ones(connection: Connection) -> list[Unattended]:
    """Return the approved batches that are not wrapped up, oldest first."""
    wanted = and_(sources.c.approved_at.is_not(None), sources.c.wrapped_up_at.is_(None))
    return [_read(row) for row in connection.execute(_joined().where(wanted))]


def one(connection: Connection, batch_id: int) -> Unattended | None:
    """Return an unattended batch; None where it is none."""
    row = connection.execute(_joined().where(sources.c.batch_id == batch_id)).first()
    return None if row is None else _read(row)


def _joined() -> Select[Any]:
    return (
        select(
            sources,
            batches.c.state,
            batches.c.started_at,
            batches.c.paused_because,
            batches.c.by_workers,
        )
        .join(batches, batches.c.id == sources.c.batch_id)
        .order_by(sources.c.batch_id)
    )


def _read(row: Any) -> Unattended:
    return Unattended(
        batch_id=row.batch_id,
        source=Source(name=row.name, key=row.key, batch_file=row.batch_file),
        state=BatchState(row.state),
        started=row.started_at is not None,
        paused_because=row.paused_because,
        approved=row.approved_at is not None,
        wrapped_up=row.wrapped_up_at is not None,
        by_workers=bool(row.by_workers),
    )
