"""Keep what people are still to be told of, each way by itself, until it got through or was given up.

Whoever tries claims it before, for as long as a try may last: two processes never tell the same, and
what a dead one had claimed is tried by another when that time is over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from batch_sender.journal.schema.automation_tables import notifications

_LONGEST_WAIT: Final = timedelta(days=1)
"""Nobody waits for so long: who seems to was written down by a clock that was ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotification:
    """What somebody is to be told, by one way; `batch_id` is None where no batch could begin."""

    batch_id: int | None
    batch_file: str
    by: str
    occasion: str
    subject: str
    text: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingNotification(NewNotification):
    """One as the journal keeps it; `tries` that have begun."""

    id: int
    tries: int


def add(tx: Connection, new: NewNotification, *, others_from: datetime) -> WaitingNotification:
    """Write one down, for this process until `others_from`; it stands for an older one of its kind."""
    if new.batch_id is not None:
        same = and_(
            notifications.c.batch_id == new.batch_id,
            notifications.c.occasion == new.occasion,
            notifications.c.by == new.by,
        )
        tx.execute(delete(notifications).where(same))
    values = {name: getattr(new, name) for name in NewNotification.__slots__}
    values |= {"facts": dict(new.facts), "tries": 0}
    statement = insert(notifications).values(**values, next_try_at=others_from)
    number: int = tx.execute(statement).inserted_primary_key[0]  # type: ignore[index]  # one row was inserted
    return WaitingNotification(id=number, **values)


def due(connection: Connection, *, now: datetime) -> list[WaitingNotification]:
    """Read those that may be tried now, oldest first."""
    when = notifications.c.next_try_at
    due_now = or_(when <= now, when > now + _LONGEST_WAIT)
    statement = select(notifications).where(due_now).order_by(notifications.c.id)
    return [_read(row) for row in connection.execute(statement)]


def claim(tx: Connection, seen: WaitingNotification, *, until: datetime) -> bool:
    """Keep one for a try that ends before `until`; False where another process was quicker."""
    values = {"tries": seen.tries + 1, "next_try_at": until}
    return tx.execute(update(notifications).where(_as_seen(seen)).values(values)).rowcount == 1


def put_back(tx: Connection, tried: WaitingNotification, *, next_try_at: datetime) -> None:
    """Let one be tried again later."""
    here = notifications.c.id == tried.id
    tx.execute(update(notifications).where(here).values(next_try_at=next_try_at))


def remove(tx: Connection, notification_id: int) -> bool:
    """Forget one that got through, or was given up; False where somebody has."""
    here = notifications.c.id == notification_id
    return tx.execute(delete(notifications).where(here)).rowcount == 1


def _as_seen(seen: WaitingNotification) -> Any:
    return and_(notifications.c.id == seen.id, notifications.c.tries == seen.tries)


def _read(row: Any) -> WaitingNotification:
    names = (*NewNotification.__slots__, "id", "tries")
    return WaitingNotification(**{name: getattr(row, name) for name in names})
