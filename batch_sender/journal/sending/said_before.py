"""Find what was said to whom already, by the keys of what is said."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Row, Select, and_, bindparam, select

from batch_sender.journal.schema.conditions import counts_as_said
from batch_sender.journal.schema.tables import is_among, messages, other_texts

ITSELF: Final = and_(
    messages.c.batch_id == bindparam("of_batch"), messages.c.row == bindparam("of_row")
)
"""A message as it is left out of what was said before it."""

OTHERWISE: Final = and_(
    other_texts.c.batch_id == messages.c.batch_id, other_texts.c.row == messages.c.row
)
"""A message together with what its batch's other texts would have said."""


def said_before(connection: Connection, keys: Iterable[str], *, since: datetime) -> dict[str, str]:
    """Of these `said` keys, return those said since a moment, with the message that said it last."""
    some = is_among(connection, messages.c.said, keys)
    rows = connection.execute(_said_before(since).where(some).order_by(messages.c.changed_at))
    return {row.said: _detail(row) for row in rows}


def said_by_other_texts(
    connection: Connection, keys: Iterable[str], *, since: datetime
) -> dict[str, str]:
    """Of these keys, return those that an earlier message's other texts stood for as well."""
    some = is_among(connection, other_texts.c.key, keys)
    statement = _said_before(since).add_columns(other_texts.c.key).where(OTHERWISE, some)
    rows = connection.execute(statement.order_by(messages.c.changed_at))
    return {row.key: _detail(row) for row in rows}


def said_elsewhere(
    tx: Connection, row: Row[tuple[object, ...]], *, since: datetime | None
) -> str | None:
    """Name the other message that said the same as this one since a moment, if there is one.

    Where a batch has several texts, what the others say is the same.
    """
    if since is None or row.said is None:
        return None
    keys = [row.said, *(row.said_too or ())]
    for same in (messages.c.said.in_(keys), OTHERWISE & other_texts.c.key.in_(keys)):
        statement = _said_before(since).where(same, ~ITSELF).limit(1)
        earlier = tx.execute(statement, {"of_batch": row.batch_id, "of_row": row.row}).first()
        if earlier is not None:
            return _detail(earlier)
    return None


def _said_before(since: datetime) -> Select[tuple[object, ...]]:
    columns = (messages.c.said, messages.c.batch_id, messages.c.row, messages.c.changed_at)
    return select(*columns).where(counts_as_said(), messages.c.changed_at >= since)


def _detail(earlier: Row[tuple[object, ...]]) -> str:
    """Name the earlier message as "batch row time" (UTC, ISO 8601); `sentences` reads it."""
    return f"{earlier.batch_id} {earlier.row} {earlier.changed_at:%Y-%m-%dT%H:%MZ}"
