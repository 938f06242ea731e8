"""Sum up messages by batch, state and hour."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from batch_sender.journal.schema.tables import batches, messages
from batch_sender.models import BatchState, MessageState


@dataclass(frozen=True, slots=True, kw_only=True)
class HourlySum:
    """Messages of one batch that came to one state within one hour (its beginning, UTC).

    `variant`: which of the batch's texts, where it has several and one was chosen.
    """

    batch: int
    hour: datetime
    state: MessageState
    variant: str | None
    messages: int


def hourly(connection: Connection, *, since: datetime, until: datetime) -> list[HourlySum]:
    """Sum up the messages that came to stand where they stand from `since` to before `until`.

    By the hour, because days begin at different hours in different places, and databases know
    little of that.
    """
    hour = _hour(connection).label("hour")
    parted_by = (messages.c.batch_id, hour, messages.c.state, messages.c.variant)
    statement = (
        select(*parted_by, func.count().label("messages"))
        .join(batches, batches.c.id == messages.c.batch_id)
        .where(
            messages.c.changed_at >= since,
            messages.c.changed_at < until,
            batches.c.state != BatchState.JUDGING,
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
        )
        for row in connection.execute(statement)
    ]


def _hour(connection: Connection) -> ColumnElement[Any]:
    """The beginning of the hour in UTC, as text: 2026-11-01T09."""
    if connection.dialect.name == "postgresql":
        in_utc = func.timezone("UTC", messages.c.changed_at)
        return func.to_char(in_utc, 'YYYY-MM-DD"T"HH24')
    return func.strftime("%Y-%m-%dT%H", messages.c.changed_at)
