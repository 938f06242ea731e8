"""Count what became of each of a batch's texts."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from batch_sender.journal.schema.tables import messages
from batch_sender.models import Counts, Variant


def of_batch(
    connection: Connection, batch_id: int, texts: Sequence[Sequence[str]] | None
) -> tuple[Variant, ...]:
    """Count the messages of each of a batch's texts by state; none where it has one text only.

    Rows that were skipped before a text was chosen for them are in none of these counts.
    """
    if not texts:
        return ()
    counted = _counted(connection, batch_id)
    return tuple(
        Variant(name=name, text=text, origin=origin, counts=Counts(**counted[name]))
        for name, text, origin in texts
    )


def _counted(connection: Connection, batch_id: int) -> dict[str, dict[str, int]]:
    statement = (
        select(messages.c.variant, messages.c.state, func.count())
        .where(messages.c.batch_id == batch_id, messages.c.variant.is_not(None))
        .group_by(messages.c.variant, messages.c.state)
    )
    counted: dict[str, dict[str, int]] = defaultdict(dict)
    for variant, state, number in connection.execute(statement):
        counted[variant][state] = number
    return counted
