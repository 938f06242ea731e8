"""Judged messages go in; rows of `messages` are written, many at a time.

A list may have a million rows. SQLAlchemy takes as long to hand one of them to the driver as the
database takes to write it, so here the driver gets them as they are: texts, numbers and moments.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, Final

from sqlalchemy import Connection, Dialect, Table

from batch_sender.journal.tables import messages, other_texts
from batch_sender.table_rows import ALWAYS, RARE, ROW, TableRow, Values

_ALIKE: Final = ("batch_id", "parts_done", "attempts", "put_back", "changed_at")
_TOGETHER: Final = 100
"""Rows of one statement: each statement of its own takes as long as a row."""

_OTHERS: Final = ("row", "key")


def insert(tx: Connection, batch_id: int, rows: Sequence[TableRow], *, now: datetime) -> None:
    """Insert rows; the caller keeps to 5,000 a transaction."""
    moment = _moments(tx.dialect)
    alike = dict(zip(_ALIKE, (batch_id, 0, 0, 0, moment(now)), strict=True))
    plain: list[Values] = []
    full: list[Values] = []
    others: list[Values] = []
    for always, rare, keys in rows:
        if keys:
            others += [(always[ROW], key) for key in keys]
        if rare is None:
            plain.append(always)
        else:
            expires_at = rare[-1] and moment(datetime.fromisoformat(rare[-1]))
            full.append((*always, *rare[:-1], expires_at))
    _insert(tx, messages, alike, ALWAYS, plain)
    _insert(tx, messages, alike, ALWAYS + RARE, full)
    _insert(tx, other_texts, {"batch_id": batch_id}, _OTHERS, others)


def _moments(dialect: Dialect) -> Callable[[datetime], Any]:
    """Return what makes of a moment what the driver keeps."""
    processor = messages.c.changed_at.type.dialect_impl(dialect).bind_processor(dialect)
    return processor or (lambda moment: moment)


def _insert(
    tx: Connection,
    table: Table,
    alike: Mapping[str, int | str | datetime],
    own: tuple[str, ...],
    rows: list[Values],
) -> None:
    """Insert rows that are `alike` in some columns, and have values of their `own` in the others.

    What is alike stands in the statement: handed over for each row it takes a fifth of the time.
    """
    if not rows:
        return
    quote, mark = tx.dialect.identifier_preparer.quote, _mark(tx.dialect)
    names = ", ".join(map(quote, (*alike, *own)))
    one = f"({', '.join([*map(_literal, alike.values()), *[mark] * len(own)])})"
    beginning = f"INSERT INTO {table.name} ({names}) VALUES "  # noqa: S608 - names of ours
    together = beginning + ", ".join([one] * _TOGETHER)
    whole = len(rows) - len(rows) % _TOGETHER
    for start in range(0, whole, _TOGETHER):
        values = chain.from_iterable(rows[start : start + _TOGETHER])
        tx.exec_driver_sql(together, tuple(values))
    if rest := rows[whole:]:
        tx.exec_driver_sql(beginning + one, rest)


def _mark(dialect: Dialect) -> str:
    return "?" if dialect.paramstyle == "qmark" else "%s"


def _literal(value: int | str | datetime) -> str:
    """Write a number or a moment, of ours and not of a list, as SQL does."""
    return str(value) if isinstance(value, int) else f"'{value}'"
