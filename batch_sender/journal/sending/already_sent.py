"""Find messages that were sent already, to the same person with the same text, by idempotency key."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Final

from sqlalchemy import Connection, Row, Select, and_, bindparam, select

from batch_sender.journal.schema.conditions import counts_as_sent
from batch_sender.journal.schema.statements import is_among
from batch_sender.journal.schema.tables import messages, other_texts

ITSELF: Final = and_(
    messages.c.batch_id == bindparam("of_batch"), messages.c.row == bindparam("of_row")
)
"""A message as it is left out of those sent before it."""

WITH_OTHER_TEXTS: Final = and_(
    other_texts.c.batch_id == messages.c.batch_id, other_texts.c.row == messages.c.row
)
"""A message together with the keys of its batch's other texts."""


def by_key(connection: Connection, keys: Iterable[str], *, since: datetime) -> dict[str, str]:
    """Of these keys, return those sent since a moment, each with the message that was last."""
    some = is_among(connection, messages.c.idempotency_key, keys)
    rows = connection.execute(_sent_since(since).where(some).order_by(messages.c.changed_at))
    return {row.idempotency_key: _detail(row) for row in rows}


def by_key_of_other_texts(
    connection: Connection, keys: Iterable[str], *, since: datetime
) -> dict[str, str]:
    """Of these keys, return those that an earlier message's other texts stood for as well."""
    some = is_among(connection, other_texts.c.key, keys)
    statement = _sent_since(since).add_columns(other_texts.c.key).where(WITH_OTHER_TEXTS, some)
    rows = connection.execute(statement.order_by(messages.c.changed_at))
    return {row.key: _detail(row) for row in rows}


def elsewhere(
    tx: Connection, row: Row[tuple[object, ...]], *, since: datetime | None
) -> str | None:
    """Name another message that is the same as this one and was sent since a moment, if there is one.

    The other texts of a batch count as the same.
    """
    keys = _keys_of(row)
    if since is None or not keys:
        return None
    for same in (
        messages.c.idempotency_key.in_(keys),
        WITH_OTHER_TEXTS & other_texts.c.key.in_(keys),
    ):
        statement = _sent_since(since).where(same, ~ITSELF).limit(1)
        earlier = tx.execute(statement, {"of_batch": row.batch_id, "of_row": row.row}).first()
        if earlier is not None:
            return _detail(earlier)
    return None


def elsewhere_of_each(
    connection: Connection, rows: Sequence[Row[tuple[object, ...]]], *, since: datetime | None
) -> dict[int, str]:
    """Name to each of a batch's rows another message like it, as `elsewhere` does, asking once for all."""
    if since is None:
        return {}
    keys = {row.row: _keys_of(row) for row in rows}
    every = set(chain.from_iterable(keys.values()))
    sent = _by_each_key(connection, every, since)
    found = ((row, _another(sent, keys[row.row], row)) for row in rows)
    return {row.row: _detail(earlier) for row, earlier in found if earlier is not None}


def _keys_of(row: Row[tuple[object, ...]]) -> list[str]:
    return [row.idempotency_key, *(row.other_keys or ())] if row.idempotency_key else []


def _by_each_key(
    connection: Connection, keys: Collection[str], since: datetime
) -> dict[str, list[Row[tuple[object, ...]]]]:
    """Return the messages that were sent by each key: of their own first, then as other texts."""
    own = is_among(connection, messages.c.idempotency_key, keys)
    others = WITH_OTHER_TEXTS & is_among(connection, other_texts.c.key, keys)
    found: dict[str, list[Row[tuple[object, ...]]]] = {}
    for key, same in ((messages.c.idempotency_key, own), (other_texts.c.key, others)):
        statement = _sent_since(since).add_columns(key.label("key")).where(same)
        for row in connection.execute(statement.order_by(messages.c.batch_id, messages.c.row)):
            found.setdefault(row.key, []).append(row)
    return found


def _another(
    sent: Mapping[str, Sequence[Row[tuple[object, ...]]]],
    keys: Sequence[str],
    itself: Row[tuple[object, ...]],
) -> Row[tuple[object, ...]] | None:
    here = (itself.batch_id, itself.row)
    every = chain.from_iterable(sent.get(key, ()) for key in keys)
    return next((each for each in every if (each.batch_id, each.row) != here), None)


def _sent_since(since: datetime) -> Select[tuple[object, ...]]:
    columns = (
        messages.c.idempotency_key,
        messages.c.batch_id,
        messages.c.row,
        messages.c.changed_at,
    )
    return select(*columns).where(counts_as_sent(), messages.c.changed_at >= since)


def _detail(earlier: Row[tuple[object, ...]]) -> str:
    """Name the earlier message as "batch row time" (UTC, ISO 8601); `sentences` reads it."""
    return f"{earlier.batch_id} {earlier.row} {earlier.changed_at:%Y-%m-%dT%H:%MZ}"
