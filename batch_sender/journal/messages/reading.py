"""Read the rows of a batch, each as a frozen value."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Text, cast, select, true

from batch_sender.journal.schema.conditions import is_pending_in, stands_at
from batch_sender.journal.schema.tables import attempts, messages
from batch_sender.models import (
    Call,
    MediaFile,
    MessageRecord,
    MessageState,
    Notice,
    NoticeCode,
    Part,
    PhoneNumber,
    Problem,
    ProblemCode,
    Repair,
    RepairRule,
)
from batch_sender.models.places import Place, place_of
from batch_sender.timing.greeting import spans_of

_OF_A_RECORD: Final = tuple(
    messages.c[name]
    for name in (
        "row", "cells", "state", "reason", "column", "detail", "further", "notices", "repairs",
        "number", "text", "greetings", "media_name", "variant", "changed_at", "attempts", "answer",
        "payment_line", "connection_id",
    )
)  # fmt: skip
"""What `message_of` looks at: of a long list the rest would be read and converted for nothing."""


_NEAR: Final = 1000
"""Rows in which a file is near: a list may be long, and have one file for all."""


def rows(connection: Connection, batch_id: int) -> Iterator[MessageRecord]:
    """Stream a batch's messages in the order of the list."""
    statement = select(*_OF_A_RECORD).where(messages.c.batch_id == batch_id)
    in_order = statement.order_by(messages.c.row)
    for row in connection.execution_options(yield_per=1000).execute(in_order):
        yield message_of(row)


def rows_behind(
    connection: Connection, batch_id: int, *, after: int, state: MessageState | None, most: int
) -> list[MessageRecord]:
    """Read the first rows behind one, all or those at one state, in the order of the list."""
    behind = messages.c.row > after
    return _first(
        connection, batch_id, behind if state is None else behind & stands_at(state), most=most
    )


def rows_skipped_for(
    connection: Connection, batch_id: int, code: str, *, most: int, behind: int = 0
) -> list[MessageRecord]:
    """Read the first rows that were skipped for one problem; `behind`: so many of them are left out."""
    skipped = stands_at(MessageState.SKIPPED) & (messages.c.reason == code)
    return _first(connection, batch_id, skipped, most=most, behind=behind)


def rows_repaired_by(
    connection: Connection, batch_id: int, rule: str, *, most: int, behind: int = 0
) -> list[MessageRecord]:
    """Read the first rows in which a rule mended the number; `behind`: likewise."""
    repaired = cast(messages.c.repairs, Text).like(f'%"{rule}"%')
    return _first(connection, batch_id, repaired, most=most, behind=behind)


def rows_noticed_for(
    connection: Connection, batch_id: int, code: str, *, most: int, behind: int = 0
) -> list[MessageRecord]:
    """Read the first rows with a notice of this kind; `behind`: likewise."""
    noticed = cast(messages.c.notices, Text).like(f'%"{code}"%')
    return _first(connection, batch_id, noticed, most=most, behind=behind)


def some_rows(
    connection: Connection,
    batch_id: int,
    state: MessageState | None = None,
    *,
    most: int,
    behind: int = 0,
) -> list[MessageRecord]:
    """Read some rows of a batch, of one state or of all, in the order of the list; `behind`: likewise.

    Pending ones come in the order in which they leave: until a batch is begun it is the same.
    """
    if state is MessageState.PENDING:
        as_they_leave = messages.c.parts_done.desc(), messages.c.requeued, messages.c.row
        pending = select(messages).where(is_pending_in(batch_id)).order_by(*as_they_leave)
        return [message_of(row) for row in connection.execute(pending.limit(most).offset(behind))]
    which = true() if state is None else stands_at(state)
    return _first(connection, batch_id, which, most=most, behind=behind)


def rows_answered(
    connection: Connection, batch_id: int, *, since: datetime, most: int
) -> list[MessageRecord]:
    """Read the first rows that came to rest after a call that began `since` then, list order."""
    ends = ("accepted", "rejected", "unknown")
    # From the calls to the rows: of a long list few may have been called.
    called = select(attempts.c.row).where(
        attempts.c.batch_id == batch_id,
        attempts.c.started_at >= since,
        attempts.c.outcome.in_(ends),
    )
    came_to_rest = messages.c.row.in_(called) & messages.c.state.in_(ends)
    return _first(connection, batch_id, came_to_rest, most=most)


def _first(
    connection: Connection,
    batch_id: int,
    which: ColumnElement[bool],
    *,
    most: int,
    behind: int = 0,
) -> list[MessageRecord]:
    here = select(messages).where(messages.c.batch_id == batch_id, which)
    rows = connection.execute(here.order_by(messages.c.row).limit(most).offset(behind))
    return [message_of(row) for row in rows]


def other_files(
    connection: Connection, batch_id: int, row: int, *, path: str, most: int
) -> list[Place]:
    """Return where files of the rows nearest to one lie, other files than its own: so many on each side."""
    here = (messages.c.batch_id == batch_id) & messages.c.row.between(row - _NEAR, row + _NEAR)
    other = messages.c.media_path.is_not(None) & (messages.c.media_path != path)
    nearest = (
        (messages.c.row > row, messages.c.row.asc()),
        (messages.c.row < row, messages.c.row.desc()),
    )
    found: dict[str, None] = {}
    for side, order in nearest:
        statement = select(messages.c.media_path).where(here, other, side).order_by(order)
        found |= dict.fromkeys(connection.execute(statement.limit(most)).scalars())
    return [place_of(each) for each in found]


def partially_sent(connection: Connection, batch_id: int) -> frozenset[int]:
    """Return the pending rows of which a part has left and another has not."""
    statement = select(messages.c.row).where(
        messages.c.batch_id == batch_id, stands_at(MessageState.PENDING), messages.c.parts_done > 0
    )
    return frozenset(connection.execute(statement).scalars())


def message_of(row: Row[Any]) -> MessageRecord:
    """Make the record of a row of `messages`."""
    repairs, further, notices = row.repairs, row.further, row.notices
    return MessageRecord(
        row=row.row,
        cells=tuple(row.cells),
        state=MessageState(row.state),
        reason=row.reason,
        column=row.column,
        detail=row.detail or "",
        repairs=tuple(
            Repair(rule=RepairRule(rule), before=before, after=after)
            for rule, before, after in repairs
        )
        if repairs
        else (),
        number=row.number,
        text=row.text,
        media_name=row.media_name,
        time=row.changed_at if row.attempts else None,
        attempts=row.attempts,
        answer=row.answer,
        variant=row.variant,
        greetings=spans_of(row.greetings),
        further=tuple(
            Problem(code=ProblemCode(code), column=column, detail=detail)
            for code, column, detail in further
        )
        if further
        else (),
        notices=tuple(Notice(code=NoticeCode(code), detail=detail) for code, detail in notices)
        if notices
        else (),
        payment_line=row.payment_line,
        connection_id=row.connection_id,
    )


def call_of(row: Row[tuple[object, ...]], part: Part, *, number: PhoneNumber, text: str) -> Call:
    """Return the call for one part of a whole row of `messages`; `text` is the row's, as it leaves."""
    if part is Part.PAYMENT:
        return Call(number=number, part=part, text=row.payment_line)
    return Call(number=number, part=part, text=text, media=media_of(row))


def media_of(row: Row[tuple[object, ...]]) -> MediaFile | None:
    """Return the file of a whole row of `messages`, if it has one."""
    if row.media_path is None:
        return None
    return MediaFile(
        path=place_of(row.media_path),
        name=row.media_name,
        content_type=row.media_type,
        size=row.media_size,
        sha256=row.media_sha256,
    )
