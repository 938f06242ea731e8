"""Read a batch's first messages, for the screen or for a test message to one's own phone."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Row, func, select

from batch_sender.journal.messages.reading import call_of, message_of
from batch_sender.journal.schema.conditions import is_pending_in
from batch_sender.journal.schema.tables import messages
from batch_sender.models import Call, Form, MessageRecord, PhoneNumber
from batch_sender.timing.greeting import as_it_leaves, spans_of


def proof_calls(
    connection: Connection, batch_id: int, number: PhoneNumber, *, greeting: str | None = None
) -> list[Call]:
    """Return the calls of a batch's first pending message, addressed to `number` instead.

    Where the batch has several texts: those of the first message of each.
    """
    return [
        call_of(row, part, number=number, text=_text(row, greeting))
        for row in _first_of_each_text(connection, batch_id)
        for part in Form(row.form).parts
    ]


def texts(connection: Connection, batch_id: int) -> Iterator[tuple[int, str]]:
    """Stream the texts of the pending messages, each with its row, as they are to leave."""
    # That is the order of their index: in any other, a million texts would be sorted first.
    as_they_leave = messages.c.parts_done.desc(), messages.c.requeued, messages.c.row
    pending = select(messages.c.row, messages.c.text).where(is_pending_in(batch_id))
    statement = pending.order_by(*as_they_leave)
    for row, text in connection.execution_options(yield_per=1000).execute(statement):
        yield row, text or ""


def first_of_each_text(connection: Connection, batch_id: int) -> list[MessageRecord]:
    """Read the first pending message of each of a batch's texts, in the order of the texts."""
    return [message_of(row) for row in _first_of_each_text(connection, batch_id)]


def _first_of_each_text(connection: Connection, batch_id: int) -> Sequence[Row[tuple[object, ...]]]:
    pending = is_pending_in(batch_id)
    first = select(func.min(messages.c.row)).where(pending).group_by(messages.c.variant)
    statement = select(messages).where(pending, messages.c.row.in_(first))
    return connection.execute(statement.order_by(messages.c.variant, messages.c.row)).all()


def _text(row: Row[tuple[object, ...]], greeting: str | None) -> str:
    spans = spans_of(row.greetings)
    return str(row.text) if greeting is None else as_it_leaves(row.text, spans, greeting)
