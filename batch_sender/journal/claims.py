"""The next message that may leave: a lane's terms go in, a message marked `sending` comes out.

The claim is where the last word is spoken: batch state, expiry, pace, the day's cap and the person
are looked at in the one transaction that writes the mark.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from batch_sender.errors import StateConflict
from batch_sender.journal import batches as batch_verbs
from batch_sender.journal import greetings, paces, quotas, refusals, states
from batch_sender.journal.paces import Terms, Wait, WindowClosing
from batch_sender.journal.tables import attempts, messages, stands_at
from batch_sender.language import _
from batch_sender.models import (
    BatchState,
    Call,
    MediaFile,
    MessageState,
    PhoneNumber,
    ProblemCode,
)

_A_MOMENT: Final = timedelta(seconds=0.5)
"""How long a lane looks away when a message waits for another one to the same person."""

_MOST_SKIPPED: Final = 100
"""So many refused messages are settled in one claim, so that no transaction grows long."""

_MOST_EXPIRED: Final = 5000
"""So many rows of an expired batch likewise; they are settled together."""

_PROGRAM: Final = "batch-sender"

_SET_BACK: Final = timedelta(minutes=1)
"""A change written so far in the future shows that the clock was set back since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A message marked `sending`: the one call to make, and the attempt it is recorded under."""

    batch_id: int
    row: int
    attempt: int
    standing: states.Standing
    call: Call
    marked_at: datetime
    counted: quotas.Counted | None = None


@dataclass(frozen=True, slots=True)
class Drained:
    """Nothing is pending any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Halted:
    """The batch is not running any more."""

    state: BatchState


@dataclass(frozen=True, slots=True)
class CapReached:
    """The connection's plan lets no further message begin today."""


Claim = Claimed | Wait | WindowClosing | CapReached | Drained | Halted


def claim(tx: Connection, terms: Terms, *, now: datetime) -> Claim:
    """Mark the next message that may leave, or say why none may.

    Raises:
        UnknownBatch: there is none of this number.
    """
    state = batch_verbs.state_held(tx, terms.batch_id)
    if state is not BatchState.RUNNING or not batch_verbs.is_sent_by(
        tx, terms.batch_id, terms.sender
    ):
        return Halted(state=state)
    if terms.expires_at is not None and terms.expires_at <= now:
        return _expire(tx, terms.batch_id, now)
    gaps = paces.gaps(tx, terms)
    blocked = paces.blocked(tx, terms, gaps, now=now)
    if blocked is not None:
        return blocked if _any_open(tx, terms) else Drained()
    return _take(tx, terms, gaps, now)


def _take(
    tx: Connection, terms: Terms, gaps: Mapping[str, float], now: datetime
) -> Claimed | Wait | CapReached | Drained:
    used_up = quotas.is_used_up(tx, terms)
    for _attempt in range(_MOST_SKIPPED):
        row = tx.execute(_next_pending(terms, now, half_out=used_up)).first()
        if row is None:
            return _nothing_ready(tx, terms, now, used_up=used_up)
        # The mark first: on PostgreSQL it waits for whoever marks the same person just now, and
        # what is looked at afterwards is final.
        if not _mark(tx, row, now):
            return Wait(until=now + _A_MOMENT)
        refused = refusals.refusal(tx, row, terms, now=now)
        if refused is None:
            paces.push(tx, gaps, now=now)
            claimed = _claimed(tx, row, now, text=greetings.put_in(tx, row, terms.greeting))
            return replace(claimed, counted=quotas.count(tx, row, terms))
        _withdraw(tx, row, refused)
    return Wait(until=now)


def _expire(tx: Connection, batch_id: int, now: datetime) -> Wait | Drained:
    """Settle what an expired batch has left, piece by piece: a list may be long."""
    settled = batch_verbs.settle_left_over(
        tx, batch_id, ProblemCode.EXPIRED, now=now, most=_MOST_EXPIRED
    )
    if not settled:
        return Drained()
    detail = {"rows": settled}
    batch_verbs.note(tx, batch_id, "expired", who=_PROGRAM, detail=detail, now=now)
    return Wait(until=now)


# ── the next message ──────────────────────────────────────────────────────────────────────────


def _pending(batch_id: int) -> ColumnElement[bool]:
    return (messages.c.batch_id == batch_id) & stands_at(MessageState.PENDING)


def _open(terms: Terms) -> ColumnElement[bool]:
    """Ask whether a message is pending, and one that these terms let out."""
    pending = _pending(terms.batch_id)
    return pending if terms.rows is None else pending & messages.c.row.in_(terms.rows)


def _any_open(tx: Connection, terms: Terms) -> bool:
    return bool(tx.execute(select(exists().where(_open(terms)))).scalar())


def _ready(now: datetime) -> ColumnElement[bool]:
    return or_(
        messages.c.not_before.is_(None),
        messages.c.not_before <= now,
        messages.c.changed_at > now + _SET_BACK,
    )


def _next_pending(terms: Terms, now: datetime, *, half_out: bool) -> Select[tuple[object, ...]]:
    other = messages.alias("other")
    busy = exists().where(
        other.c.person == messages.c.person, stands_at(MessageState.SENDING, table=other)
    )
    which = _open(terms) & (messages.c.parts_done > 0) if half_out else _open(terms)
    return (
        select(messages)
        .where(which, _ready(now), ~busy)
        .order_by(messages.c.parts_done.desc(), messages.c.put_back, messages.c.row)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _nothing_ready(
    tx: Connection, terms: Terms, now: datetime, *, used_up: bool
) -> Wait | CapReached | Drained:
    if not _any_open(tx, terms):
        return Drained()
    if used_up:
        return CapReached()
    pending = _open(terms)
    if tx.execute(select(exists().where(pending, _ready(now)))).scalar():
        # Someone who is next here is being sent another message, from here or elsewhere.
        return Wait(until=now + _A_MOMENT, behind=_senders_ahead(tx, terms.batch_id))
    until = tx.execute(select(func.min(messages.c.not_before)).where(pending)).scalar()
    return Wait(until=until or now + _A_MOMENT)


def _senders_ahead(tx: Connection, batch_id: int) -> frozenset[int]:
    other = messages.alias("other")
    waits = exists().where(messages.c.person == other.c.person, _pending(batch_id))
    statement = (
        select(other.c.batch_id)
        .where(stands_at(MessageState.SENDING, table=other), other.c.batch_id != batch_id, waits)
        .distinct()
    )
    return frozenset(tx.execute(statement).scalars())


# ── the mark ──────────────────────────────────────────────────────────────────────────────────


def _mark(tx: Connection, row: Row[tuple[object, ...]], now: datetime) -> bool:
    """Mark a message `sending`; False where one to the same person was a moment quicker."""
    try:
        with tx.begin_nested():
            changed = tx.execute(
                update(messages)
                .where(
                    messages.c.batch_id == row.batch_id,
                    messages.c.row == row.row,
                    stands_at(MessageState.PENDING),
                    messages.c.attempts == row.attempts,
                )
                .values(state=MessageState.SENDING, attempts=row.attempts + 1, changed_at=now)
            )
    except IntegrityError:
        return False
    if changed.rowcount != 1:
        raise StateConflict(what=_("row {row}").format(row=row.row), expected=MessageState.PENDING)
    return True


def _withdraw(tx: Connection, row: Row[tuple[object, ...]], refused: refusals.Refusal) -> None:
    """Settle a message that is not to leave: the mark is taken back, no attempt was made."""
    standing = states.standing_of(row.form, row.parts_done, row.put_back)
    settled = states.withdrawn(standing, refused.code, refused.detail)
    tx.execute(
        update(messages)
        .where(messages.c.batch_id == row.batch_id, messages.c.row == row.row)
        .where(stands_at(MessageState.SENDING))
        .values(
            state=settled.state,
            reason=settled.reason,
            detail=settled.detail or None,
            attempts=row.attempts,
        )
    )


def _claimed(tx: Connection, row: Row[tuple[object, ...]], now: datetime, *, text: str) -> Claimed:
    standing = states.standing_of(row.form, row.parts_done, row.put_back)
    part = standing.form.parts[standing.parts_done]
    attempt = row.attempts + 1
    tx.execute(
        insert(attempts).values(
            batch_id=row.batch_id, row=row.row, attempt=attempt, part=part, started_at=now
        )
    )
    return Claimed(
        batch_id=row.batch_id,
        row=row.row,
        attempt=attempt,
        standing=standing,
        call=Call(number=PhoneNumber(row.number), part=part, text=text, media=media_of(row)),
        marked_at=now,
    )


def media_of(row: Row[tuple[object, ...]]) -> MediaFile | None:
    """Return the file of a whole row of `messages`, if it has one."""
    if row.media_path is None:
        return None
    return MediaFile(
        path=Path(row.media_path),
        name=row.media_name,
        content_type=row.media_type,
        size=row.media_size,
        sha256=row.media_sha256,
    )
