"""Put back what surely did not leave and, if asked, what was rejected, to wait for a yes."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, func, not_, or_, select, update

from batch_sender.journal.batches import changes, reading
from batch_sender.journal.decisions.requeue import REQUEUED, to_checked
from batch_sender.journal.errors import NothingToRetry, RetryTooLate, StateConflict
from batch_sender.journal.handle import Write
from batch_sender.journal.schema.conditions import is_set_aside, stands_at
from batch_sender.journal.schema.tables import batches, messages
from batch_sender.language import _
from batch_sender.models import BatchState, MessageState, ProblemCode

_AT_REST: Final = (
    BatchState.CHECKED,
    BatchState.PAUSED,
    BatchState.FINISHED,
    BatchState.CANCELLED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retryable:
    """How many rows a retry puts back, and how many stay because their time is over.

    `forgotten`: how many of the rows came to rest before the journal was copied and brought back;
    what was done with them since, it does not know.
    """

    rows: int
    expired: int
    forgotten: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Send again what surely did not leave and, with `rejected`, what the API refused."""

    batch_id: int
    rejected: bool
    who: str
    now: datetime
    most: int


def retryable(connection: Connection, batch_id: int, *, rejected: bool, now: datetime) -> Retryable:
    """Count what a retry would put back.

    Raises:
        UnknownBatch: there is none of this number.
        NothingToRetry: nothing; RetryTooLate where that is because of the time.
    """
    reading.refuse_if_purged(connection, batch_id)
    unsent = (messages.c.batch_id == batch_id) & _surely_unsent(rejected=rejected)
    in_time = _in_time(batch_id, now)
    rows = _count(connection, unsent & in_time)
    expired = _count(connection, unsent & not_(in_time))
    if not rows:
        raise (RetryTooLate if expired else NothingToRetry)(batch=batch_id)
    since = reading.brought_back(connection)
    forgotten = 0
    if since is not None:
        forgotten = _count(connection, unsent & in_time & (messages.c.changed_at <= since))
    return Retryable(rows=rows, expired=expired, forgotten=forgotten)


def retry(write: Write, order: Retry, *, rows: int) -> int:
    """Bring a batch back to `checked` and put its rows back; return how many. `rows`: as counted.

    Only for who holds the batch's lock.

    Raises:
        StateConflict: the batch is judged or sent just now, or was meanwhile moved by somebody.
    """
    detail = {"rows": rows, "rejected": order.rejected}
    write(partial(_reopen, order=order, detail=detail))
    done, last = 0, 0
    while piece := write(partial(_requeue_some, order=order, after=last)):
        done, last = done + len(piece), piece[-1]
    return done


def _surely_unsent(*, rejected: bool) -> ColumnElement[bool]:
    """Ask whether a message surely did not leave; one that is partially sent is never among these."""
    late = (ProblemCode.CANCELLED, ProblemCode.EXPIRED)
    # With a column it is a problem of the list, found when it was judged.
    no_fault = messages.c.reason.in_(late) & messages.c.column.is_(None)
    not_sent = and_(stands_at(MessageState.SKIPPED), no_fault)
    unsent = or_(stands_at(MessageState.FAILED), not_sent)
    # Of a rejected message of which a part is out, the missing ones alone go back: see REQUEUED.
    unsent = or_(unsent, stands_at(MessageState.REJECTED)) if rejected else unsent
    # Whose person was removed has nobody left to go to.
    return and_(is_set_aside(), unsent, messages.c.number.is_not(None))


def _in_time(batch_id: int, now: datetime) -> ColumnElement[bool]:
    whole = select(batches.c.expires_at).where(batches.c.id == batch_id).scalar_subquery()
    own = messages.c.expires_at
    return and_(or_(own.is_(None), own > now), or_(whole.is_(None), whole > now))


def _count(connection: Connection, which: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(messages).where(which)).scalar_one()


def _reopen(tx: Connection, *, order: Retry, detail: dict[str, Any]) -> None:
    state = changes.state_held(tx, order.batch_id, alone=True)
    reading.refuse_if_purged(tx, order.batch_id)
    if state not in _AT_REST:
        raise StateConflict(
            what=_("batch {batch}").format(batch=order.batch_id), expected=", ".join(_AT_REST)
        )
    if state is BatchState.CHECKED:
        changes.note(tx, order.batch_id, "retried", who=order.who, detail=detail, now=order.now)
        return
    change = to_checked(state, kind="retried", who=order.who, detail=detail)
    changes.move(tx, order.batch_id, change, now=order.now)


def _requeue_some(tx: Connection, *, order: Retry, after: int) -> list[int]:
    """Put the next rows behind `after` back; return which."""
    changes.refuse_unless(tx, order.batch_id, BatchState.CHECKED)
    which = and_(
        messages.c.batch_id == order.batch_id,
        messages.c.row > after,
        _surely_unsent(rejected=order.rejected),
        _in_time(order.batch_id, order.now),
    )
    in_order = select(messages.c.row).where(which).order_by(messages.c.row).limit(order.most)
    rows = list(tx.execute(in_order).scalars())
    if rows:
        here = which & (messages.c.row <= rows[-1])
        tx.execute(update(messages).where(here).values(**REQUEUED, changed_at=order.now))
    return rows
