"""Read when the messages of a batch came to rest: the newest answers, and how many in each minute."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, func, select

from batch_sender.journal.messages.reading import message_of
from batch_sender.journal.schema.tables import attempts, messages
from batch_sender.models import MessageRecord, MessageState

_TRIED: Final = (
    MessageState.ACCEPTED, MessageState.REJECTED, MessageState.UNKNOWN, MessageState.FAILED,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded:
    """A call that was answered or given up: the row it was for, and when (UTC)."""

    row: int
    at: datetime


def newest_calls(connection: Connection, batch_id: int, *, most: int) -> list[CallEnded]:
    """Read the calls of a batch that ended last, the newest first."""
    ended = select(attempts.c.row, attempts.c.ended_at).where(
        attempts.c.batch_id == batch_id, attempts.c.ended_at.is_not(None)
    )
    newest = ended.order_by(attempts.c.ended_at.desc()).limit(most)
    return [CallEnded(row=row, at=at) for row, at in connection.execute(newest)]


def rows_by_number(
    connection: Connection, batch_id: int, rows: list[int]
) -> dict[int, MessageRecord]:
    """Read rows by their numbers."""
    statement = select(messages).where(messages.c.batch_id == batch_id, messages.c.row.in_(rows))
    return {row.row: message_of(row) for row in connection.execute(statement)}


def by_minute(connection: Connection, batch_id: int) -> Counter[tuple[int, bool]]:
    """Count what was tried by the minute (since 1970) in which it came to rest, and whether accepted."""
    minute, accepted = _minute(connection), messages.c.state == MessageState.ACCEPTED
    counted = (
        select(minute, accepted, func.count())
        .where(
            messages.c.batch_id == batch_id,
            messages.c.attempts > 0,
            messages.c.state.in_(_TRIED),
        )
        .group_by(minute, accepted)
    )
    found: Counter[tuple[int, bool]] = Counter()
    for written, is_accepted, n in connection.execute(counted):
        moment = datetime.fromisoformat(written).replace(tzinfo=UTC)
        found[int(moment.timestamp()) // 60, bool(is_accepted)] += n
    return found


def _minute(connection: Connection) -> Any:
    if connection.dialect.name == "postgresql":
        in_utc = func.timezone("UTC", messages.c.changed_at)
        return func.to_char(in_utc, 'YYYY-MM-DD"T"HH24:MI')
    # It is kept as text that begins with the minute; to read each as a moment takes several times as long.
    return func.substr(messages.c.changed_at, 1, len("2026-11-24 09:00"))
