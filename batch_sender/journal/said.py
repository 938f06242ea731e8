"""What was said to whom already: keys go in, the earlier messages come out."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    exists,
    select,
)

from batch_sender.journal.tables import batches, counts_as_said, is_among, messages

ITSELF: Final = and_(
    messages.c.batch_id == bindparam("of_batch"), messages.c.row == bindparam("of_row")
)
"""A message as it is left out of what was said before it."""


def said_before(connection: Connection, keys: Iterable[str], *, since: datetime) -> dict[str, str]:
    """Of these `said` keys, return those said since a moment, with the message that said it last."""
    some = is_among(connection, messages.c.said, keys)
    rows = connection.execute(_said_before(since).where(some).order_by(messages.c.changed_at))
    return {row.said: _detail(row) for row in rows}


def said_by_other_texts(
    connection: Connection, people: Collection[str], keys: Collection[str], *, since: datetime
) -> dict[str, str]:
    """Of these keys, return those that an earlier batch of several texts stood for as well.

    Who got its text B has been told what its text A says: the batch that sends A alone must know.
    """
    if not connection.execute(select(exists().where(_is_list(batches.c.variants)))).scalar():
        return {}
    statement = _said_before(since).add_columns(messages.c.said_too)
    among = is_among(connection, messages.c.person, people)
    statement = statement.where(among, _is_list(messages.c.said_too))
    rows = connection.execute(statement.order_by(messages.c.changed_at)).all()
    return {key: _detail(row) for row in rows for key in row.said_too if key in keys}


def _is_list(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Ask whether a JSON column holds a list: a database may keep nothing in it in two ways."""
    return cast(column, Text).like("[%")


def said_elsewhere(
    tx: Connection, row: Row[tuple[object, ...]], *, since: datetime | None
) -> str | None:
    """Name the other message that said the same as this one since a moment, if there is one.

    Where a batch has several texts, what the others say is the same.
    """
    if since is None or row.said is None:
        return None
    # Spelled out for one: an IN is put together anew each time.
    said = messages.c.said
    same = said.in_([row.said, *row.said_too]) if row.said_too else said == row.said
    statement = _said_before(since).where(same, ~ITSELF).limit(1)
    earlier = tx.execute(statement, {"of_batch": row.batch_id, "of_row": row.row}).first()
    return None if earlier is None else _detail(earlier)


def _said_before(since: datetime) -> Select[tuple[object, ...]]:
    columns = (messages.c.said, messages.c.batch_id, messages.c.row, messages.c.changed_at)
    return select(*columns).where(counts_as_said(), messages.c.changed_at >= since)


def _detail(earlier: Row[tuple[object, ...]]) -> str:
    """Name the earlier message as "batch row time" (UTC, ISO 8601); `sentences` reads it."""
    return f"{earlier.batch_id} {earlier.row} {earlier.changed_at:%Y-%m-%dT%H:%MZ}"
