"""Read batches and their events, each as a frozen value."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, and_, exists, or_, select

from batch_sender.journal.batches import counting, looks, parts, variants
from batch_sender.journal.database.server_clock import server_time
from batch_sender.journal.errors import BatchPurged, UnknownBatch
from batch_sender.journal.schema.conditions import is_sending_in, stands_at
from batch_sender.journal.schema.tables import batches, connections, events, messages
from batch_sender.journal.schema.worker_tables import (
    DEAD_AFTER,
    batch_connections,
    lanes,
    workers,
)
from batch_sender.models import BatchRecord, BatchState, Delay, MessageState, Notation, Reason

COPY_ACCEPTED: Final = "copy_accepted"
"""The event of a person's word that a copy which was brought back is the journal from there on."""


WAITING: Final = "waiting"
ANSWERING: Final = "answering"
"""The events of a server that takes nothing for a while, and of its first answer afterwards."""

_UNDER_WAY: Final = frozenset({BatchState.RUNNING, BatchState.PAUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something decided or noticed, with its time (UTC) and whoever did it."""

    at: datetime
    kind: str
    who: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """How a batch stands, without its counts: for who looks at it again and again.

    `by_workers`: they send it, or would if it went on. `waits`: as a batch's own.
    """

    state: BatchState
    by_workers: bool
    connection_id: int | None
    waits: Delay | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """A message that stands at `sending`: since when, and the bytes of its file."""

    since: datetime
    file_size: int


def batch(connection: Connection, batch_id: int) -> BatchRecord:
    """Read one batch.

    Raises:
        UnknownBatch: there is none of this number.
    """
    row = connection.execute(_batches().where(batches.c.id == batch_id)).first()
    if row is None:
        raise UnknownBatch(batch=batch_id)
    return _batch(connection, row)


def recent(connection: Connection, *, most: int = 20) -> list[BatchRecord]:
    """Read the newest batches that were judged to their end, newest first."""
    judged = batches.c.state != BatchState.JUDGING
    rows = connection.execute(
        _batches().where(judged).order_by(batches.c.id.desc()).limit(most)
    ).all()
    return [_batch(connection, row) for row in rows]


def numbers(connection: Connection) -> list[int]:
    """Return the numbers of all batches that were judged to their end, newest first."""
    judged = batches.c.state != BatchState.JUDGING
    found = connection.execute(select(batches.c.id).where(judged).order_by(batches.c.id.desc()))
    return list(found.scalars())


def needing_a_word(connection: Connection) -> list[int]:
    """Return the numbers of the batches that wait for a person, oldest first.

    They stand still with rows to send, or a row of theirs is in doubt.
    """
    here = messages.c.batch_id == batches.c.id
    begun = batches.c.state.in_((BatchState.RUNNING, BatchState.PAUSED))
    checked = batches.c.state == BatchState.CHECKED
    pending = exists().where(here, stands_at(MessageState.PENDING))
    unknown = exists().where(here, stands_at(MessageState.UNKNOWN))
    wanted = or_(begun, and_(checked, pending), unknown)
    judged = batches.c.state != BatchState.JUDGING
    statement = select(batches.c.id).where(judged, wanted).order_by(batches.c.id)
    return list(connection.execute(statement).scalars())


def resumable(connection: Connection) -> list[int]:
    """Return the numbers of the batches that were running or paused, oldest first."""
    return with_states(connection, BatchState.RUNNING, BatchState.PAUSED)


def with_states(connection: Connection, *wanted: BatchState) -> list[int]:
    """Return the numbers of the batches in one of these states, oldest first."""
    statement = select(batches.c.id).where(batches.c.state.in_(wanted)).order_by(batches.c.id)
    return [int(number) for (number,) in connection.execute(statement)]


def state(connection: Connection, batch_id: int) -> BatchState:
    """Say where a batch stands.

    Raises:
        UnknownBatch: there is none of this number.
    """
    found = connection.execute(select(batches.c.state).where(batches.c.id == batch_id)).scalar()
    if found is None:
        raise UnknownBatch(batch=batch_id)
    return BatchState(found)


def glance(connection: Connection, batch_id: int) -> Glance:
    """Say how a batch stands, by a few rows: of a million messages none is counted.

    Raises:
        UnknownBatch: there is none of this number.
    """
    columns = (batches.c.state, batches.c.by_workers, batches.c.connection_id)
    found = connection.execute(select(*columns).where(batches.c.id == batch_id)).first()
    if found is None:
        raise UnknownBatch(batch=batch_id)
    return Glance(
        state=BatchState(found.state),
        by_workers=bool(found.by_workers),
        connection_id=found.connection_id,
        waits=_wait_of(_last_told(connection, batch_id)) if found.state in _UNDER_WAY else None,
    )


def with_messages_under_way(connection: Connection) -> list[int]:
    """Return the numbers of the batches that have a message at `sending`, oldest first."""
    # Not DISTINCT: for that SQLite goes through all messages, batch by batch.
    some = select(messages.c.batch_id).where(stands_at(MessageState.SENDING))
    return sorted(set(connection.execute(some).scalars()))


def longest_under_way(connection: Connection, batch_id: int) -> UnderWay | None:
    """Return which message of a batch has been under way the longest; None: none is."""
    oldest = select(messages.c.changed_at, messages.c.media_size).where(is_sending_in(batch_id))
    row = connection.execute(oldest.order_by(messages.c.changed_at).limit(1)).first()
    return None if row is None else UnderWay(since=row.changed_at, file_size=row.media_size or 0)


def cancelled_with_pending(connection: Connection) -> list[int]:
    """Return the numbers of the cancelled batches whose rows did not all follow."""
    pending = exists().where(messages.c.batch_id == batches.c.id, stands_at(MessageState.PENDING))
    statement = select(batches.c.id).where(batches.c.state == BatchState.CANCELLED, pending)
    return sorted(connection.execute(statement).scalars())


def refuse_if_purged(connection: Connection, batch_id: int) -> None:
    """Let nothing be asked of a batch that knows nobody any more.

    Raises:
        UnknownBatch: there is none of this number. BatchPurged: its people were removed.
    """
    state(connection, batch_id)
    purged = select(batches.c.purged_at).where(batches.c.id == batch_id)
    if connection.execute(purged).scalar() is not None:
        raise BatchPurged(batch=batch_id)


def settings(connection: Connection, batch_id: int) -> dict[str, Any]:
    """Return the settings a batch was judged with.

    Raises:
        UnknownBatch: there is none of this number.
    """
    found: dict[str, Any] | None = connection.execute(
        select(batches.c.settings).where(batches.c.id == batch_id)
    ).scalar()
    if found is None:
        raise UnknownBatch(batch=batch_id)
    return found


def fingerprint(connection: Connection, batch_id: int) -> str | None:
    """Return the keyed hash of the connection a batch was started with, if it was."""
    return connection.execute(
        select(connections.c.fingerprint)
        .join(batches, batches.c.connection_id == connections.c.id)
        .where(batches.c.id == batch_id)
    ).scalar()


def sender(connection: Connection, batch_id: int) -> Mapping[str, Any] | None:
    """Return who began to send this batch and has not stopped: {"pid", "host"}; None: nobody."""
    running = batches.c.state == BatchState.RUNNING
    statement = select(batches.c.sender).where(batches.c.id == batch_id, running)
    return connection.execute(statement).scalar()


def terms_for_workers(connection: Connection, batch_id: int) -> Mapping[str, Any] | None:
    """Return on what terms workers send this batch, or would if it went on; None: they do not."""
    theirs = (batches.c.id == batch_id) & (batches.c.by_workers == 1)
    return connection.execute(select(batches.c.sender).where(theirs)).scalar()


def is_with_living_worker(connection: Connection, batch_id: int) -> bool:
    """Say whether a worker that has just beaten holds a lane of one of the batch's connections."""
    if connection.dialect.name != "postgresql":
        return False  # what is told of workers in a file was copied into it
    only = select(batches.c.connection_id).where(batches.c.id == batch_id)
    several = select(batch_connections.c.connection_id).where(
        batch_connections.c.batch_id == batch_id
    )
    theirs = or_(lanes.c.connection_id.in_(only), lanes.c.connection_id.in_(several))
    beaten = workers.c.beat_at >= server_time(connection) - DEAD_AFTER
    holds = exists().where(lanes.c.worker == workers.c.id, theirs, beaten)
    return bool(connection.execute(select(holds)).scalar())


def brought_back(connection: Connection) -> datetime | None:
    """Say since when a copy that was brought back, and taken for the journal, knows nothing."""
    statement = select(events.c.detail).where(events.c.kind == COPY_ACCEPTED)
    newest = connection.execute(statement.order_by(events.c.id.desc()).limit(1)).scalar()
    return None if newest is None else datetime.fromisoformat(newest["since"])


def events_of(connection: Connection, batch_id: int) -> list[Event]:
    """Read a batch's events, oldest first."""
    statement = select(events).where(events.c.batch_id == batch_id).order_by(events.c.id)
    return [
        Event(at=row.at, kind=row.kind, who=row.who, detail=row.detail)
        for row in connection.execute(statement)
    ]


def details_of(connection: Connection, kinds: Collection[str]) -> list[Mapping[str, Any]]:
    """Read what events of some kinds tell, of every batch, oldest first."""
    statement = select(events.c.detail).where(events.c.kind.in_(kinds)).order_by(events.c.id)
    return [detail for (detail,) in connection.execute(statement)]


def judged(connection: Connection, batch_id: int) -> Mapping[str, Any]:
    """Return what was noted when the list was judged: how it was read, and what was found."""
    noted = (each.detail for each in events_of(connection, batch_id) if each.kind == "checked")
    return next(noted, {})


def _batches() -> Select[tuple[object, ...]]:
    return select(batches, connections.c.name, connections.c.address).outerjoin(
        connections, batches.c.connection_id == connections.c.id
    )


def _batch(connection: Connection, row: Row[tuple[object, ...]]) -> BatchRecord:
    last = _last_told(connection, row.id) if row.state in _UNDER_WAY else {}
    return BatchRecord(
        id=row.id,
        state=BatchState(row.state),
        list_path=Path(row.list_path),
        sheet=row.sheet,
        header=tuple(row.header),
        hidden=row.hidden,
        template=row.template,
        connection=row.name,
        address=row.address,
        who=row.who,
        version=row.version,
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        paused_because=row.paused_because,
        paused_about=last.get("about", "") if row.paused_because else "",
        counts=counting.counts(connection, row.id),
        expires_at=row.expires_at,
        problems=counting.problems(connection, row.id),
        repairs=dict(row.repairs),
        settings=row.settings,
        purged_at=row.purged_at,
        variants=variants.of_batch(connection, row.id, row.variants),
        waits=_wait_of(last),
        notations=_notations_of(connection, row.id),
        new_people=row.new_people,
        looks=looks.of_batch(connection, row.id),
        connections=parts.of_batch(connection, row.id),
        by_workers=bool(row.by_workers),
    )


def _notations_of(connection: Connection, batch_id: int) -> tuple[Notation | None, ...]:
    checked = (events.c.batch_id == batch_id) & (events.c.kind == "checked")
    noted = select(events.c.detail).where(checked).order_by(events.c.id).limit(1)
    written = (connection.execute(noted).scalar() or {}).get("notations", ())
    return tuple(each and Notation(each) for each in written)


def _last_told(connection: Connection, batch_id: int) -> Mapping[str, Any]:
    """Read what was told last of a batch that stands still or waits, unless it went on since."""
    kinds = ("started", "resumed", "paused", WAITING, ANSWERING)
    mine = select(events.c.detail).where(events.c.batch_id == batch_id, events.c.kind.in_(kinds))
    return connection.execute(mine.order_by(events.c.id.desc()).limit(1)).scalar() or {}


def _wait_of(last: Mapping[str, Any]) -> Delay | None:
    """Return what the batch waits for, unless that answers again."""
    if "until" not in last or "connection" in last:
        return None
    return Delay(until=datetime.fromisoformat(last["until"]), because=Reason(last["because"]))
