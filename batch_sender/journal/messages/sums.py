"""Sum up messages by batch, state and hour."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from batch_sender.journal.schema.tables import batches, messages
from batch_sender.models import MessageState


@dataclass(frozen=True, slots=True, kw_only=True)
class HourlySum:
    """Messages of one batch that was sent, that came to one state within one hour (its start, UTC).

    `variant`: which of the batch's texts, where it has several and one was chosen; `connection_id`: which of
    its connections, likewise.
    """

    batch: int
    hour: datetime
    state: MessageState
    variant: str | None
    messages: int
    connection_id: int | None = None


def hourly(connection: Connection, *, since: datetime, until: datetime) -> list[HourlySum]:
    """Sum up the messages that came to stand where they stand from `since` to before `until`.

    Of batches that were sent: what was only checked has nothing to report. A row that the check had
    left out, perhaps the day before, counts for the hour in which its batch was begun.

    By the hour, because days begin at different hours in different places, and databases know
    little of that.
    """
    moment = _moment()
    hour = _hour(connection, moment).label("hour")
    parted_by = (
        messages.c.batch_id,
        hour,
        messages.c.state,
        messages.c.variant,
        messages.c.connection_id,
    )
    statement = (
        select(*parted_by, func.count().label("messages"))
        .join(batches, batches.c.id == messages.c.batch_id)
        .where(
            moment >= since,
            moment < until,
        )
        .group_by(*parted_by)
        .order_by(hour, messages.c.batch_id, messages.c.state)
    )
    return [
        HourlySum(
            batch=row.batch_id,
            hour=datetime.fromisoformat(f"{row.hour}:00").replace(tzinfo=UTC),
            state=MessageState(row.state),
            variant=row.variant,
            messages=row.messages,
            connection_id=row.connection_id,
        )
        for row in connection.execute(statement)
    ]


def _moment() -> ColumnElement[Any]:
    """When a row came to stand where it stands, at the earliest when its batch was begun; never, if not."""
    later = messages.c.changed_at > batches.c.started_at
    return case((later, messages.c.changed_at), else_=batches.c.started_at)


def _hour(connection: Connection, moment: ColumnElement[Any]) -> ColumnElement[Any]:
    """The beginning of the hour in UTC, as text: 2026-11-01T09."""
    if connection.dialect.name == "postgresql":
        in_utc = func.timezone("UTC", moment)
        return func.to_char(in_utc, 'YYYY-MM-DD"T"HH24')
    return func.strftime("%Y-%m-%dT%H", moment)
