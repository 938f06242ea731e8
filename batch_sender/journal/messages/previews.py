"""Choose the messages that a person should see before a batch leaves."""

import itertools
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, LargeBinary, Select, cast, func, or_, select

from batch_sender.journal.messages.reading import message_of
from batch_sender.journal.schema.conditions import is_pending_in
from batch_sender.journal.schema.tables import messages
from batch_sender.models import MessageRecord

_MOST_UNUSUAL: Final = 20

_TELL_TALE: Final = (
    "\ufffd",
    "Ã£",
    "Ã¡",
    "Ã©",
    "Ã§",
    "Ãª",
    "Ã³",
    "Â\u00a0",
    "â€",
    "&%;",
    "\u202e",
    "\u200b",
)
"""What hints at a text gone wrong: lost or garbled letters, HTML, signs that turn or hide text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Previews:
    """Pending messages, chosen by what may be wrong with them; the same one may stand twice.

    `unusual`: those that may hold odd characters, at most forty.
    """

    first: MessageRecord | None
    longest: MessageRecord | None
    shortest: MessageRecord | None
    random: MessageRecord | None
    unusual: tuple[MessageRecord, ...]


def previews(connection: Connection, batch_id: int, *, chance: float) -> Previews:
    """Read them; `chance` lies between 0 and 1 and chooses the random one."""
    # Rows are chosen by their number alone: to sort whole messages takes several times as long.
    pending = select(messages.c.row).where(is_pending_in(batch_id))
    by_row, length = pending.order_by(messages.c.row), func.length(messages.c.text)
    total = connection.execute(select(func.count()).select_from(pending.subquery())).scalar_one()

    def rows(statement: Select[Any], most: int = 1) -> list[int]:
        return list(connection.execute(statement.limit(most)).scalars())

    singles = (
        rows(by_row),
        rows(pending.order_by(length.desc(), messages.c.row)),
        rows(pending.order_by(length, messages.c.row)),
        rows(by_row.offset(int(chance * total))),
    )
    telling = or_(*(messages.c.text.like(f"%{sign}%") for sign in _TELL_TALE))
    many_octets = pending.order_by((_octets(connection) - length).desc(), messages.c.row)
    unusual = (*rows(by_row.where(telling), _MOST_UNUSUAL), *rows(many_octets, _MOST_UNUSUAL))
    read = _messages(connection, batch_id, {*unusual, *itertools.chain(*singles)})
    first, longest, shortest, at_random = (read[found[0]] if found else None for found in singles)
    return Previews(
        first=first,
        longest=longest,
        shortest=shortest,
        random=at_random,
        unusual=tuple(read[row] for row in unusual),
    )


def _messages(
    connection: Connection, batch_id: int, rows: Collection[int]
) -> dict[int, MessageRecord]:
    statement = select(messages).where(messages.c.batch_id == batch_id, messages.c.row.in_(rows))
    return {row.row: message_of(row) for row in connection.execute(statement)}


def _octets(connection: Connection) -> Any:
    """Return how many bytes a text takes: what is no plain letter takes more than one."""
    if connection.dialect.name == "postgresql":
        return func.octet_length(messages.c.text)
    return func.length(cast(messages.c.text, LargeBinary))
