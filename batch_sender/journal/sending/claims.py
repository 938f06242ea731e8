"""Claim the next message that may leave: mark it, or say why none may.

The claim is where the last word is spoken: batch state, expiry, pace, the day's cap and the person
are looked at in the one transaction that writes the mark. Looked at in one before it, an opt-out, a
cancellation or the same message from another batch could come between, and the request would leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from batch_sender.journal import states
from batch_sender.journal.batches import changes
from batch_sender.journal.database.prepared import Prepared
from batch_sender.journal.database.server_clock import RateClock
from batch_sender.journal.errors import UnknownBatch
from batch_sender.journal.handle import MOST_ROWS_TOGETHER, PROGRAM
from batch_sender.journal.messages.reading import call_of
from batch_sender.journal.schema.conditions import is_sending_in, stands_at
from batch_sender.journal.schema.tables import attempts, batches, messages
from batch_sender.journal.schema.worker_tables import batch_connections
from batch_sender.journal.sending import epochs, greetings, quotas, rates, refusals
from batch_sender.journal.sending.claim_statements import (
    SET_BACK,
    Claimable,
    is_ready,
    mark_next,
)
from batch_sender.journal.sending.rates import ClaimResult, Terms, Wait, WindowClosing
from batch_sender.models import BatchState, Call, MessageState, PhoneNumber, ProblemCode

_A_MOMENT: Final = timedelta(seconds=0.5)
"""How long a lane looks away when a message waits for another one to the same person."""

_MOST_SKIPPED: Final = 100
"""So many refused messages are settled in one claim, so that no transaction grows long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed(ClaimResult):
    """A message marked `sending`: the one call to make, and the attempt it is recorded under.

    `new_person`: it was judged as the first one to its person.
    """

    batch_id: int
    row: int
    attempt: int
    standing: states.Standing
    call: Call
    marked_at: datetime
    new_person: bool = False
    counted: quotas.Counted | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drained(ClaimResult):
    """Nothing is pending any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Halted:
    """The batch is not running any more."""

    state: BatchState


@dataclass(frozen=True, slots=True, kw_only=True)
class CapReached(ClaimResult):
    """The connection's plan lets no further message begin today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCapReached(ClaimResult):
    """Only new people are left, and the connection's plan lets no message to one begin today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneLost:
    """The lane was started elsewhere since: nothing more leaves from here."""


Claim = Claimed | Wait | WindowClosing | CapReached | NewCapReached | Drained | Halted | LaneLost


def claim(tx: Connection, terms: Terms, *, now: datetime, clock: RateClock) -> Claim:
    """Mark the next message that may leave, or say why none may; `clock` decides on the pace.

    Raises:
        UnknownBatch: there is none of this number.
    """
    batch = _held(tx, terms)
    if batch.state != BatchState.RUNNING or not changes.is_same_sender(batch.sender, terms.sender):
        return Halted(state=BatchState(batch.state))
    if terms.own_rows and batch.stopped is not None:
        return Drained()  # what waits for this connection stays
    if not epochs.may_claim(tx, terms.connection_id, terms.epoch):
        return LaneLost()
    if terms.expires_at is not None and terms.expires_at <= now:
        return _expire(tx, terms.batch_id, now)
    gaps = rates.gaps(terms, slowest=batch.slowest)
    blocked = rates.blocked(tx, terms, gaps, now=now, clock=clock)
    if blocked is not None:
        return blocked if _any_open(tx, terms) else Drained()
    withdrawn: list[MessageState] = []
    found = _take(tx, terms, now, withdrawn)
    if isinstance(found, Claimed):
        rates.start_gaps(tx, gaps, jitter=terms.jitter, clock=clock)
    return replace(found, withdrawn=tuple(withdrawn)) if withdrawn else found


_HELD: Final = Prepared(
    select(
        batches.c.state,
        batches.c.sender,
        rates.SLOWEST_GAP.label("slowest"),
        select(batch_connections.c.paused_because)
        .where(
            batch_connections.c.batch_id == bindparam("batch_id"),
            batch_connections.c.connection_id == bindparam("connection_id"),
        )
        .scalar_subquery()
        .label("stopped"),
    )
    .where(batches.c.id == bindparam("batch_id"))
    .with_for_update(read=True)
)


def _held(tx: Connection, terms: Terms) -> Any:
    """Read the batch; on PostgreSQL it stays as it is until this transaction ends.

    Whoever cancels or pauses it waits for that, and then finds the mark. SQLite has one writer anyway.
    """
    asked = {"batch_id": terms.batch_id, "connection_id": terms.connection_id}
    batch = _HELD.first(tx, asked)
    if batch is None:
        raise UnknownBatch(batch=terms.batch_id)
    return batch


def _take(
    tx: Connection,
    terms: Terms,
    now: datetime,
    withdrawn: list[MessageState],
) -> Claimed | Wait | CapReached | NewCapReached | Drained:
    used_up = quotas.used_up(tx, terms)
    allowed = _allowed(used_up)
    for _attempt in range(_MOST_SKIPPED):
        # The mark first: on PostgreSQL it waits for whoever marks the same person just now, and
        # what is looked at afterwards is final.
        try:
            marked = (mark_next(tx, terms, now, which) for which in allowed)
            row = next((each for each in marked if each is not None), None)
        except IntegrityError:
            return Wait(until=now + _A_MOMENT)  # one to the same person was a moment quicker
        if row is None:
            return _nothing_ready(tx, terms, now, used_up=used_up)
        refused = refusals.refusal(tx, row, terms, now=now)
        if refused is None:
            return _claimed(tx, row, terms, now)
        withdrawn.append(_withdraw(tx, row, refused))
    return Wait(until=now)


def _allowed(used_up: quotas.UsedUp) -> tuple[Claimable, ...]:
    """Return which messages may leave today, in the order in which they do."""
    if used_up.messages:
        return (Claimable.BEGUN,)
    if used_up.new_people:
        return (Claimable.BEGUN, Claimable.NOT_NEW)
    return (Claimable.ANY,)


def _expire(tx: Connection, batch_id: int, now: datetime) -> Wait | Drained:
    """Settle what an expired batch has left, piece by piece: a list may be long."""
    settled = changes.settle_left_over(
        tx, batch_id, ProblemCode.EXPIRED, now=now, most=MOST_ROWS_TOGETHER
    )
    if not settled:
        return Drained()
    detail = {"rows": len(settled)}
    changes.note(tx, batch_id, "expired", who=PROGRAM, detail=detail, now=now)
    return Wait(until=now, withdrawn=tuple(settled))


# ── the next message ──────────────────────────────────────────────────────────────────────────


def _pending(batch_id: int) -> ColumnElement[bool]:
    return (messages.c.batch_id == batch_id) & stands_at(MessageState.PENDING)


def _open(terms: Terms) -> ColumnElement[bool]:
    """Ask whether a message is pending, and one that these terms let out."""
    pending = _pending(terms.batch_id)
    if terms.own_rows:
        pending &= messages.c.connection_id == terms.connection_id
    return pending if terms.rows is None else pending & messages.c.row.in_(terms.rows)


def _any_open(tx: Connection, terms: Terms) -> bool:
    return _is_any(tx, [_open(terms)])


def _nothing_ready(
    tx: Connection, terms: Terms, now: datetime, *, used_up: quotas.UsedUp
) -> Wait | CapReached | NewCapReached | Drained:
    if not _any_open(tx, terms):
        return Drained()
    allowed = [_open(terms) & which.of(messages) for which in _allowed(used_up)]
    if not _is_any(tx, allowed):
        if _is_any(tx, [is_sending_in(terms.batch_id)]):
            # Its next part may leave today as well, and where it comes back there is room again.
            return Wait(until=now + _A_MOMENT)
        return CapReached() if used_up.messages else NewCapReached()
    ready = is_ready(messages, now, now + SET_BACK)
    if _is_any(tx, [each & ready for each in allowed]):
        # Someone who is next here is being sent another message, from here or elsewhere.
        return Wait(until=now + _A_MOMENT, held_up_by=_senders_ahead(tx, terms.batch_id))
    first = (tx.execute(select(func.min(messages.c.not_before)).where(each)) for each in allowed)
    moments = [moment for found in first if (moment := found.scalar()) is not None]
    return Wait(until=min(moments, default=now + _A_MOMENT))


def _is_any(tx: Connection, conditions: Sequence[ColumnElement[bool]]) -> bool:
    return any(tx.execute(select(exists().where(each))).scalar() for each in conditions)


def _senders_ahead(tx: Connection, batch_id: int) -> frozenset[int]:
    other = messages.alias("other")
    waits = exists().where(messages.c.person == other.c.person, _pending(batch_id))
    statement = (
        select(other.c.batch_id)
        .where(stands_at(MessageState.SENDING, table=other), other.c.batch_id != batch_id, waits)
        .distinct()
    )
    return frozenset(tx.execute(statement).scalars())


def _withdraw(
    tx: Connection, row: Row[tuple[object, ...]], refused: refusals.ClaimRefusal
) -> MessageState:
    """Settle a message that is not to leave: the mark is taken back, no attempt was made."""
    standing = states.standing_of(row.form, row.parts_done, row.requeued)
    settled = states.withdrawn(standing, refused.code, refused.detail)
    tx.execute(
        update(messages)
        .where(messages.c.batch_id == row.batch_id, messages.c.row == row.row)
        .where(stands_at(MessageState.SENDING))
        .values(
            state=settled.state,
            reason=settled.reason,
            detail=settled.detail or None,
            attempts=row.attempts - 1,
        )
    )
    return settled.state


_BEGIN_ATTEMPT: Final = Prepared(insert(attempts))


def _claimed(tx: Connection, row: Row[tuple[object, ...]], terms: Terms, now: datetime) -> Claimed:
    text = greetings.put_in(tx, row, terms.greeting)
    standing = states.standing_of(row.form, row.parts_done, row.requeued)
    part = standing.form.parts[standing.parts_done]
    attempt = row.attempts
    first = {"batch_id": row.batch_id, "row": row.row, "attempt": attempt}
    _BEGIN_ATTEMPT.run(tx, {**first, "part": part, "started_at": now})
    return Claimed(
        batch_id=row.batch_id,
        row=row.row,
        attempt=attempt,
        standing=standing,
        call=call_of(row, part, number=PhoneNumber(row.number), text=text),
        marked_at=now,
        new_person=bool(row.new_person),
        counted=quotas.count(tx, row, terms),
    )
