"""Settle rows in doubt as a person says: sent, or to be sent again; who said so is written down."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, select, update

from batch_sender.journal.batches import changes, reading
from batch_sender.journal.decisions.requeue import REQUEUED, to_checked
from batch_sender.journal.errors import NothingInDoubt, RowsForgotten, RowsNotInDoubt, StateConflict
from batch_sender.journal.handle import Write
from batch_sender.journal.schema.conditions import stands_at
from batch_sender.journal.schema.tables import messages
from batch_sender.journal.sending import already_sent
from batch_sender.language import _
from batch_sender.models import BatchState, Form, MessageState, Part, PhoneNumber, Reason

_ENDED: Final = (BatchState.FINISHED, BatchState.CANCELLED)

_MOST_NAMED: Final = 20
"""Rows an error names; more of them help nobody."""


class Decision(StrEnum):
    """What a person says of a row in doubt."""

    AS_SENT = "as_sent"
    SEND_AGAIN = "send_again"


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

    `detail` is the code of what came last, where `reason` is `half_sent`. `sent_elsewhere` names another
    message that was sent since and is the same ("batch row time"): sent again, this one will be skipped.
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
    text: str | None
    media_name: str | None
    payment_line: str | None
    sent_elsewhere: str | None


def in_doubt(
    connection: Connection,
    batch_id: int,
    *,
    rows: Collection[int] | None = None,
    sent_since: datetime | None = None,
) -> list[InDoubt]:
    """Read rows in doubt, those named or all of them, in order, and which other message was the same.

    Raises:
        UnknownBatch, NothingInDoubt, RowsNotInDoubt.
    """
    wanted = set(_those_named(connection, batch_id, rows))
    statement = select(messages).where(_unknown(batch_id)).order_by(messages.c.row)
    unknown = [row for row in connection.execute(statement) if row.row in wanted]
    elsewhere = already_sent.elsewhere_of_each(connection, unknown, since=sent_since)
    return [_in_doubt(row, elsewhere.get(row.row)) for row in unknown]


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


def _in_doubt(row: Row[tuple[object, ...]], sent_elsewhere: str | None) -> InDoubt:
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
        text=row.text,
        media_name=row.media_name,
        payment_line=row.payment_line,
        sent_elsewhere=sent_elsewhere,
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
        again = update(messages).where(here).values(**REQUEUED, changed_at=resolution.now)
        settled = tx.execute(again).rowcount
    if settled != len(rows):
        raise StateConflict(
            what=_("batch {batch}").format(batch=resolution.batch_id),
            expected=MessageState.UNKNOWN,
        )


def _move_or_note(tx: Connection, resolution: Resolution, rows: list[int]) -> None:
    batch_id, who = resolution.batch_id, resolution.who
    # Alone: a sender that finishes the batch just now finds these rows, or we find it finished.
    state = changes.state_held(tx, batch_id, alone=True)
    if resolution.decision is Decision.SEND_AGAIN:
        reading.refuse_if_purged(tx, batch_id)
        _refuse_forgotten(tx, batch_id, rows)
    detail: dict[str, Any] = {"decision": resolution.decision, "rows": rows}
    if resolution.decision is Decision.SEND_AGAIN and state in _ENDED:
        change = to_checked(state, kind="resolved", who=who, detail=detail)
        changes.move(tx, batch_id, change, now=resolution.now)
    else:
        changes.note(tx, batch_id, "resolved", who=who, detail=detail, now=resolution.now)


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
