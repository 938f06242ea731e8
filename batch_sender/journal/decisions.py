"""What a person decides over a batch: a decision goes in, its rows are put back or settled in pieces.

The batch is moved first, its rows follow in small transactions: cut short in the middle, the same
decision taken once more does the rest.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, and_, func, not_, or_, select, update

from batch_sender.errors import (
    NothingInDoubt,
    NothingToRetry,
    RetryTooLate,
    RowsForgotten,
    RowsNotInDoubt,
    StateConflict,
)
from batch_sender.journal import batches as batch_verbs
from batch_sender.journal import reading, said
from batch_sender.journal.batches import Change
from batch_sender.journal.tables import batches, messages, stands_at
from batch_sender.language import _
from batch_sender.models import (
    BatchState,
    Form,
    MessageState,
    Part,
    PhoneNumber,
    ProblemCode,
    Reason,
)

T = TypeVar("T")

_AT_REST: Final = (
    BatchState.CHECKED,
    BatchState.PAUSED,
    BatchState.FINISHED,
    BatchState.CANCELLED,
)
_ENDED: Final = (BatchState.FINISHED, BatchState.CANCELLED)

PUT_BACK: Final[dict[str, Any]] = {
    # Parts that are out stay out: `parts_done` is not touched, and only the rest will leave.
    "state": MessageState.PENDING,
    "reason": None,
    "column": None,
    "detail": None,
    "answer": None,
    "put_back": 0,
    "not_before": None,
}
"""What a row that goes back has forgotten; its attempts keep what came of them."""

_MOST_NAMED: Final = 20
"""Rows an error names; more of them help nobody."""


class Write(Protocol):
    """Runs work in one transaction, which is on disk when it returns."""

    def __call__(self, work: Callable[[Connection], T], /) -> T:
        """Run it."""


class Decision(StrEnum):
    """What a person says of a row in doubt."""

    AS_SENT = "as_sent"
    SEND_AGAIN = "send_again"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """One decision over rows in doubt; `rows` None: over all of them."""

    batch_id: int
    decision: Decision
    rows: Collection[int] | None
    who: str
    now: datetime
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InDoubt:
    """A row at `unknown`. `part` is what is in doubt or missing; what comes before it is out.

    `detail` is the code of what came last, where `reason` is `half_sent`. `said_by` names another
    message that has said the same since ("batch row time"): sent again, this one will be skipped.
    """

    row: int
    cells: tuple[str, ...]
    number: PhoneNumber | None
    reason: str
    detail: str
    time: datetime
    attempts: int
    form: Form
    part: Part
    said_by: str | None


# ── retry ─────────────────────────────────────────────────────────────────────────────────────


def retryable(connection: Connection, batch_id: int, *, rejected: bool, now: datetime) -> Retryable:
    """Count what a retry would put back.

    Raises:
        UnknownBatch: there is none of this number.
        NothingToRetry: nothing; RetryTooLate where that is because of the time.
    """
    reading.refuse_if_purged(connection, batch_id)
    behind = (messages.c.batch_id == batch_id) & _left_behind(rejected=rejected)
    in_time = _in_time(batch_id, now)
    rows = _count(connection, behind & in_time)
    expired = _count(connection, behind & not_(in_time))
    if not rows:
        raise (RetryTooLate if expired else NothingToRetry)(batch=batch_id)
    forgotten = _forgotten(connection, behind & in_time)
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
    while piece := write(partial(_put_back_some, order=order, after=last)):
        done, last = done + len(piece), piece[-1]
    return done


def _left_behind(*, rejected: bool) -> ColumnElement[bool]:
    """Ask whether a message surely did not leave; one that is half out is never among these."""
    late = (ProblemCode.CANCELLED, ProblemCode.EXPIRED)
    # With a column it is a problem of the list, found when it was judged.
    no_fault = messages.c.reason.in_(late) & messages.c.column.is_(None)
    not_sent = and_(stands_at(MessageState.SKIPPED), no_fault)
    behind = or_(stands_at(MessageState.FAILED), not_sent)
    # Of a rejected message whose text is out, the missing part alone goes back: see PUT_BACK.
    behind = or_(behind, stands_at(MessageState.REJECTED)) if rejected else behind
    # Whose person was removed has nobody left to go to.
    return and_(behind, messages.c.number.is_not(None))


def _in_time(batch_id: int, now: datetime) -> ColumnElement[bool]:
    whole = select(batches.c.expires_at).where(batches.c.id == batch_id).scalar_subquery()
    own = messages.c.expires_at
    return and_(or_(own.is_(None), own > now), or_(whole.is_(None), whole > now))


def _forgotten(connection: Connection, which: ColumnElement[bool]) -> int:
    since = reading.brought_back(connection)
    return 0 if since is None else _count(connection, which & (messages.c.changed_at <= since))


def _count(connection: Connection, which: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(messages).where(which)).scalar_one()


def _reopen(tx: Connection, *, order: Retry, detail: dict[str, Any]) -> None:
    state = batch_verbs.state_held(tx, order.batch_id, alone=True)
    reading.refuse_if_purged(tx, order.batch_id)
    if state not in _AT_REST:
        raise StateConflict(
            what=_("batch {batch}").format(batch=order.batch_id), expected=", ".join(_AT_REST)
        )
    if state is BatchState.CHECKED:
        batch_verbs.note(tx, order.batch_id, "retried", who=order.who, detail=detail, now=order.now)
        return
    change = _to_checked(state, kind="retried", who=order.who, detail=detail)
    batch_verbs.move(tx, order.batch_id, change, now=order.now)


def _to_checked(state: BatchState, *, kind: str, who: str, detail: dict[str, Any]) -> Change:
    return Change(
        to=BatchState.CHECKED,
        came_from=(state,),
        kind=kind,
        who=who,
        detail=detail,
        values={"ended_at": None, "paused_because": None},
    )


def _put_back_some(tx: Connection, *, order: Retry, after: int) -> list[int]:
    """Put the next rows behind `after` back; return which."""
    state = batch_verbs.state_held(tx, order.batch_id)
    if state is not BatchState.CHECKED:
        raise StateConflict(
            what=_("batch {batch}").format(batch=order.batch_id), expected=BatchState.CHECKED
        )
    which = and_(
        messages.c.batch_id == order.batch_id,
        messages.c.row > after,
        _left_behind(rejected=order.rejected),
        _in_time(order.batch_id, order.now),
    )
    in_order = select(messages.c.row).where(which).order_by(messages.c.row).limit(order.most)
    rows = list(tx.execute(in_order).scalars())
    if rows:
        here = which & (messages.c.row <= rows[-1])
        tx.execute(update(messages).where(here).values(**PUT_BACK, changed_at=order.now))
    return rows


# ── resolve ───────────────────────────────────────────────────────────────────────────────────


def in_doubt(
    connection: Connection,
    batch_id: int,
    *,
    rows: Collection[int] | None,
    said_since: datetime | None,
) -> list[InDoubt]:
    """Read a batch's rows in doubt, those named or all of them, in the order of the list.

    Raises:
        UnknownBatch, NothingInDoubt, RowsNotInDoubt.
    """
    wanted = set(_those_named(connection, batch_id, rows))
    statement = select(messages).where(_unknown(batch_id)).order_by(messages.c.row)
    return [
        _in_doubt(row, said.said_elsewhere(connection, row, since=said_since))
        for row in connection.execute(statement).all()
        if row.row in wanted
    ]


def resolve(write: Write, resolution: Resolution) -> list[int]:
    """Settle rows in doubt as a person says; return which. All of those named, or none.

    Each piece is an event with its rows. An ended batch with rows to send again goes back to
    `checked`; any other stays where it is, and in a running one they leave with the rest.

    Raises:
        NothingInDoubt, RowsNotInDoubt: nothing was changed.
        StateConflict: somebody else decided over the same rows just now.
    """
    rows = write(lambda tx: _those_named(tx, batch_id=resolution.batch_id, named=resolution.rows))
    for start in range(0, len(rows), resolution.most):
        piece = rows[start : start + resolution.most]
        write(partial(_settle_some, resolution=resolution, rows=piece))
    return rows


def _unknown(batch_id: int) -> ColumnElement[bool]:
    return (messages.c.batch_id == batch_id) & stands_at(MessageState.UNKNOWN)


def _in_doubt(row: Row[tuple[object, ...]], said_by: str | None) -> InDoubt:
    form = Form(row.form)
    return InDoubt(
        row=row.row,
        cells=tuple(row.cells),
        number=row.number,
        reason=row.reason,
        detail=row.detail or "",
        time=row.changed_at,
        attempts=row.attempts,
        form=form,
        part=form.parts[row.parts_done],
        said_by=said_by,
    )


def _those_named(connection: Connection, batch_id: int, named: Collection[int] | None) -> list[int]:
    """Return the rows meant, in order; all that are in doubt where none is named."""
    reading.state(connection, batch_id)
    statement = select(messages.c.row).where(_unknown(batch_id)).order_by(messages.c.row)
    unknown = list(connection.execute(statement).scalars())
    if not unknown:
        raise NothingInDoubt(batch=batch_id)
    if named is None:
        return unknown
    if wrong := sorted(set(named).difference(unknown)):
        listed = ", ".join(str(row) for row in wrong[:_MOST_NAMED])
        more = ", …" if len(wrong) > _MOST_NAMED else ""
        raise RowsNotInDoubt(batch=batch_id, rows=listed + more)
    return sorted(set(named))


def _settle_some(tx: Connection, *, resolution: Resolution, rows: list[int]) -> None:
    _move_or_note(tx, resolution, rows)
    here = _unknown(resolution.batch_id) & messages.c.row.in_(rows)
    if resolution.decision is Decision.AS_SENT:
        settled = sum(_mark_as_sent(tx, here, form) for form in Form)
    else:
        again = update(messages).where(here).values(**PUT_BACK, changed_at=resolution.now)
        settled = tx.execute(again).rowcount
    if settled != len(rows):
        raise StateConflict(
            what=_("batch {batch}").format(batch=resolution.batch_id),
            expected=MessageState.UNKNOWN,
        )


def _move_or_note(tx: Connection, resolution: Resolution, rows: list[int]) -> None:
    batch_id, who = resolution.batch_id, resolution.who
    # Alone: a sender that finishes the batch just now finds these rows, or we find it finished.
    state = batch_verbs.state_held(tx, batch_id, alone=True)
    if resolution.decision is Decision.SEND_AGAIN:
        reading.refuse_if_purged(tx, batch_id)
        _refuse_forgotten(tx, batch_id, rows)
    detail: dict[str, Any] = {"decision": resolution.decision, "rows": rows}
    if resolution.decision is Decision.SEND_AGAIN and state in _ENDED:
        change = _to_checked(state, kind="resolved", who=who, detail=detail)
        batch_verbs.move(tx, batch_id, change, now=resolution.now)
    else:
        batch_verbs.note(tx, batch_id, "resolved", who=who, detail=detail, now=resolution.now)


def _refuse_forgotten(tx: Connection, batch_id: int, rows: list[int]) -> None:
    """See that every row still knows its person."""
    nobody = _unknown(batch_id) & messages.c.row.in_(rows) & messages.c.number.is_(None)
    found = sorted(tx.execute(select(messages.c.row).where(nobody)).scalars())
    if found:
        raise RowsForgotten(batch=batch_id, rows=", ".join(map(str, found[:_MOST_NAMED])))


def _mark_as_sent(tx: Connection, here: ColumnElement[bool], form: Form) -> int:
    """Count rows of one form as sent, at the time they may have left; what was unclear is kept."""
    settled = update(messages).where(here, messages.c.form == form)
    return tx.execute(
        settled.values(
            state=MessageState.ACCEPTED,
            reason=Reason.RESOLVED_AS_SENT,
            detail=messages.c.reason,
            parts_done=len(form.parts),
        )
    ).rowcount
