"""Read batches, their events and their rows, each as a frozen value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, exists, select

from batch_sender.journal.batches import counting, variants
from batch_sender.journal.errors import BatchPurged, UnknownBatch
from batch_sender.journal.schema.conditions import stands_at
from batch_sender.journal.schema.tables import attempts, batches, connections, events, messages
from batch_sender.models import (
    BatchRecord,
    BatchState,
    MessageRecord,
    MessageState,
    Notice,
    NoticeCode,
    Problem,
    ProblemCode,
    Repair,
    RepairRule,
)
from batch_sender.timing.greeting import spans_of

COPY_ACCEPTED: Final = "copy_accepted"
"""The event of a person's word that a copy which was brought back is the journal from there on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something decided or noticed, with its time (UTC) and whoever did it."""

    at: datetime
    kind: str
    who: str
    detail: Mapping[str, Any]


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


def with_messages_under_way(connection: Connection) -> list[int]:
    """Return the numbers of the batches that have a message at `sending`, oldest first."""
    # Not DISTINCT: for that SQLite goes through all messages, batch by batch.
    some = select(messages.c.batch_id).where(stands_at(MessageState.SENDING))
    return sorted(set(connection.execute(some).scalars()))


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


def sender(connection: Connection, batch_id: int) -> Mapping[str, Any]:
    """Return who last began to send this batch: {"pid", "host"}."""
    found = connection.execute(select(batches.c.sender).where(batches.c.id == batch_id)).scalar()
    return found or {"pid": "?", "host": "?"}


_OF_A_RECORD: Final = tuple(
    messages.c[name]
    for name in (
        "row", "cells", "state", "reason", "column", "detail", "further", "notices", "repairs",
        "number", "text", "greetings", "media_name", "variant", "changed_at", "attempts", "answer",
    )
)  # fmt: skip
"""What `message_of` looks at: of a long list the rest would be read and converted for nothing."""


def rows(connection: Connection, batch_id: int) -> Iterator[MessageRecord]:
    """Stream a batch's messages in the order of the list."""
    statement = select(*_OF_A_RECORD).where(messages.c.batch_id == batch_id)
    in_order = statement.order_by(messages.c.row)
    for row in connection.execution_options(yield_per=1000).execute(in_order):
        yield message_of(row)


def rows_skipped_for(
    connection: Connection, batch_id: int, code: str, *, most: int
) -> list[MessageRecord]:
    """Read the first rows that were skipped for one problem."""
    statement = (
        select(messages)
        .where(
            messages.c.batch_id == batch_id,
            stands_at(MessageState.SKIPPED),
            messages.c.reason == code,
        )
        .order_by(messages.c.row)
        .limit(most)
    )
    return [message_of(row) for row in connection.execute(statement)]


def partially_sent(connection: Connection, batch_id: int) -> frozenset[int]:
    """Return the pending rows whose text has left and whose file has not."""
    statement = select(messages.c.row).where(
        messages.c.batch_id == batch_id, stands_at(MessageState.PENDING), messages.c.parts_done > 0
    )
    return frozenset(connection.execute(statement).scalars())


def rows_answered(
    connection: Connection, batch_id: int, *, since: datetime, most: int
) -> list[MessageRecord]:
    """Read the first rows that came to rest after a call that began `since` then, list order."""
    ends = ("accepted", "rejected", "unknown")
    # From the calls to the rows: of a long list few may have been called.
    called = select(attempts.c.row).where(
        attempts.c.batch_id == batch_id,
        attempts.c.started_at >= since,
        attempts.c.outcome.in_(ends),
    )
    statement = (
        select(messages)
        .where(messages.c.batch_id == batch_id, messages.c.row.in_(called))
        .where(messages.c.state.in_(ends))
        .order_by(messages.c.row)
        .limit(most)
    )
    return [message_of(row) for row in connection.execute(statement)]


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


def judged(connection: Connection, batch_id: int) -> Mapping[str, Any]:
    """Return what was noted when the list was judged: how it was read, and what was found."""
    noted = (each.detail for each in events_of(connection, batch_id) if each.kind == "checked")
    return next(noted, {})


def _batches() -> Select[tuple[object, ...]]:
    return select(batches, connections.c.name, connections.c.address).outerjoin(
        connections, batches.c.connection_id == connections.c.id
    )


def _batch(connection: Connection, row: Row[tuple[object, ...]]) -> BatchRecord:
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
        counts=counting.counts(connection, row.id),
        expires_at=row.expires_at,
        problems=counting.problems(connection, row.id),
        repairs=dict(row.repairs),
        settings=row.settings,
        purged_at=row.purged_at,
        variants=variants.of_batch(connection, row.id, row.variants),
    )


def message_of(row: Row[Any]) -> MessageRecord:
    """Make the record of a row of `messages`."""
    repairs, further, notices = row.repairs, row.further, row.notices
    return MessageRecord(
        row=row.row,
        cells=tuple(row.cells),
        state=MessageState(row.state),
        reason=row.reason,
        column=row.column,
        detail=row.detail or "",
        repairs=tuple(
            Repair(rule=RepairRule(rule), before=before, after=after)
            for rule, before, after in repairs
        )
        if repairs
        else (),
        number=row.number,
        text=row.text,
        media_name=row.media_name,
        time=row.changed_at if row.attempts else None,
        attempts=row.attempts,
        answer=row.answer,
        variant=row.variant,
        greetings=spans_of(row.greetings),
        further=tuple(
            Problem(code=ProblemCode(code), column=column, detail=detail)
            for code, column, detail in further
        )
        if further
        else (),
        notices=tuple(Notice(code=NoticeCode(code), detail=detail) for code, detail in notices)
        if notices
        else (),
    )
