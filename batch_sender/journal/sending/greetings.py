"""Put the greeting of this hour into a message that is about to leave.

Written down in the transaction that marks it `sending`: what the journal shows is what really left.
"""

from sqlalchemy import Connection, Row, update

from batch_sender.journal.schema.tables import messages
from batch_sender.timing.greeting import renewed, spans_of


def put_in(tx: Connection, row: Row[tuple[object, ...]], greeting: str | None) -> str:
    """Return the text that is to leave; what follows a text follows it as it left."""
    text = str(row.text)
    if not row.greetings or row.parts_done or greeting is None:
        return text
    renewed_text, spans = renewed(text, spans_of(row.greetings), greeting)
    if renewed_text != text:
        tx.execute(
            update(messages)
            .where(messages.c.batch_id == row.batch_id, messages.c.row == row.row)
            .values(text=renewed_text, greetings=spans)
        )
    return renewed_text
