"""Read what the journal holds of one person, and where their number still stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Text, cast, or_, select

from batch_sender.journal.schema.tables import attempts, batches, events, messages, opt_outs
from batch_sender.models import MessageState


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One call that was made for a message: when it began (UTC), and what came of it."""

    at: datetime
    part: str
    outcome: str | None
    reason: str | None
    answer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMessage:
    """One row that was meant for a person. `time`: when it came to stand where it stands (UTC).

    `connection_id`: which of the batch's several connections it leaves through.
    """

    batch: int
    row: int
    state: MessageState
    reason: str | None
    column: str | None
    detail: str
    text: str | None
    media_name: str | None
    payment_line: str | None
    time: datetime
    attempts: tuple[Attempt, ...]
    connection_id: int | None = None


def messages_to(connection: Connection, numbers: Sequence[str]) -> list[PersonMessage]:
    """Read every row that was meant for a person, oldest first."""
    statement = (
        select(messages).where(meant_for(numbers)).order_by(messages.c.batch_id, messages.c.row)
    )
    return [
        PersonMessage(
            batch=row.batch_id,
            row=row.row,
            state=MessageState(row.state),
            reason=row.reason,
            column=row.column,
            detail=row.detail or "",
            text=row.text,
            media_name=row.media_name,
            payment_line=row.payment_line,
            time=row.changed_at,
            attempts=_attempts(connection, row.batch_id, row.row),
            connection_id=row.connection_id,
        )
        for row in connection.execute(statement).all()
    ]


def _attempts(connection: Connection, batch_id: int, row: int) -> tuple[Attempt, ...]:
    statement = (
        select(attempts)
        .where(attempts.c.batch_id == batch_id, attempts.c.row == row)
        .order_by(attempts.c.attempt)
    )
    return tuple(
        Attempt(
            at=each.started_at,
            part=each.part,
            outcome=each.outcome,
            reason=each.reason,
            answer=each.answer,
        )
        for each in connection.execute(statement)
    )


def is_opted_out(connection: Connection, key: str) -> bool:
    """Say whether this person is on the opt-out list."""
    found = select(opt_outs.c.person).where(opt_outs.c.person == key)
    return connection.execute(found).first() is not None


def meant_for(numbers: Collection[str]) -> ColumnElement[bool]:
    """Ask whether a row is a person's own, under either spelling."""
    return or_(messages.c.person.in_(numbers), messages.c.number.in_(numbers))


def rows_that_name(connection: Connection, numbers: Collection[str]) -> list[tuple[int, int]]:
    """Return (batch, row) wherever one of these numbers stands in anything that is kept of a row.

    Found by its last eight digits, in the notations that people use, whoever's row it is.
    """
    everything = (
        messages.c.number,
        messages.c.person,
        cast(messages.c.cells, Text),
        messages.c.text,
        messages.c.payment_line,
        messages.c.detail,
        messages.c.answer,
        cast(messages.c.repairs, Text),
        cast(messages.c.further, Text),
        cast(messages.c.notices, Text),
        messages.c.media_path,
        messages.c.media_name,
    )
    wanted = [column.contains(tail) for column in everything for tail in _tails(numbers)]
    in_messages = select(messages.c.batch_id, messages.c.row).where(or_(*wanted))
    answered = [attempts.c.answer.contains(tail) for tail in _tails(numbers)]
    in_attempts = select(attempts.c.batch_id, attempts.c.row).where(or_(*answered))
    found = connection.execute(in_messages.union(in_attempts))
    return sorted((batch, row) for batch, row in found)


def batches_that_name(connection: Connection, numbers: Collection[str]) -> list[int]:
    """Return the batches whose text or list is named after one of these numbers."""
    columns = (
        batches.c.template,
        cast(batches.c.variants, Text),
        batches.c.list_path,
        cast(batches.c.settings, Text),
    )
    wanted = [column.contains(tail) for column in columns for tail in _tails(numbers)]
    return sorted(connection.execute(select(batches.c.id).where(or_(*wanted))).scalars())


def told_of(numbers: Collection[str]) -> ColumnElement[bool]:
    """Ask whether an event tells of one of these numbers."""
    return or_(*(cast(events.c.detail, Text).contains(tail) for tail in _tails(numbers)))


def _tails(numbers: Collection[str]) -> list[str]:
    tails = {number[-8:] for number in numbers}
    return sorted(f"{tail[:4]}{sign}{tail[4:]}" for tail in tails for sign in ("", "-", " ", "."))
