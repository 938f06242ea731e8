"""Judged messages go in; rows of `messages` are written, many at a time.

A list may have a million rows. SQLAlchemy takes as long to hand one of them to the driver as the
database takes to write it, so here the driver gets them as they are: texts, numbers and moments.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain, count
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Dialect

from batch_sender.journal.tables import messages, other_texts
from batch_sender.table_rows import ALWAYS, RARE, ROW, TableRow, Values

_ALIKE: Final = ("batch_id", "parts_done", "attempts", "put_back", "changed_at")
_TOGETHER: Final = 100
"""Rows of one statement: each statement of its own takes as long as a row."""

_OTHERS: Final = ("row", "key")


def insert(tx: Connection, batch_id: int, rows: Sequence[TableRow], *, now: datetime) -> None:
    """Insert rows; the caller keeps to 5,000 a transaction."""
    moment = _moments(tx.dialect)
    alike = (batch_id, 0, 0, 0, moment(now))
    plain: list[Values] = []
    full: list[Values] = []
    others: list[Values] = []
    for always, rare, keys in rows:
        if keys:
            others += [(always[ROW], key) for key in keys]
        if rare is None:
            plain.append(always)
        else:
            expires_at = rare[-1]
            full.append((*always, *rare[:-1], expires_at and moment(expires_at)))
    for into, shared, values in (
        (_Into(messages.name, _ALIKE, ALWAYS), alike, plain),
        (_Into(messages.name, _ALIKE, ALWAYS + RARE), alike, full),
        (_Into(other_texts.name, ("batch_id",), _OTHERS), (batch_id,), others),
    ):
        _insert(tx, into, shared, values)


def _moments(dialect: Dialect) -> Callable[[datetime], Any]:
    """Return what makes of a moment what the driver keeps."""
    processor = messages.c.changed_at.type.dialect_impl(dialect).bind_processor(dialect)
    return processor or (lambda moment: moment)


class _Into(NamedTuple):
    """A table's columns: those in which all rows are `alike`, and those that are each row's `own`."""

    table: str
    alike: tuple[str, ...]
    own: tuple[str, ...]


def _insert(tx: Connection, into: _Into, alike: Values, rows: list[Values]) -> None:
    together = _statement(into, tx.dialect, rows=_TOGETHER)
    whole = len(rows) - len(rows) % _TOGETHER
    for start in range(0, whole, _TOGETHER):
        some = rows[start : start + _TOGETHER]
        tx.exec_driver_sql(together, _parameters(tx.dialect, alike, some))
    if rest := [(*alike, *row) for row in rows[whole:]]:
        tx.exec_driver_sql(_statement(into, tx.dialect, rows=1), rest)


def _parameters(dialect: Dialect, alike: Values, rows: list[Values]) -> Values:
    if _counts_marks(dialect):
        return (*alike, *chain.from_iterable(rows))
    return tuple(chain.from_iterable((*alike, *row) for row in rows))


@lru_cache(maxsize=16)  # each journal that is opened has a dialect of its own
def _statement(into: _Into, dialect: Dialect, *, rows: int) -> str:
    names = ", ".join(map(dialect.identifier_preparer.quote, into.alike + into.own))
    marks = _counted_marks(into, rows) if _counts_marks(dialect) else _plain_marks(into, rows)
    return f"INSERT INTO {into.table} ({names}) VALUES {', '.join(marks)}"  # noqa: S608 - names of ours


def _counts_marks(dialect: Dialect) -> bool:
    """Say whether a value that stands in many places is handed over once, as SQLite can take it."""
    return dialect.paramstyle == "qmark"


def _counted_marks(into: _Into, rows: int) -> Iterator[str]:
    alike = [f"?{n}" for n in range(1, len(into.alike) + 1)]
    numbers = count(len(alike) + 1)
    for _row in range(rows):
        yield f"({', '.join([*alike, *(f'?{next(numbers)}' for _ in into.own)])})"


def _plain_marks(into: _Into, rows: int) -> list[str]:
    return [f"({', '.join(['%s'] * len(into.alike + into.own))})"] * rows
