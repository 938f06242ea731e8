"""Judged messages go in; rows of `messages` are written, many at a time.

A list may have a million rows. SQLAlchemy takes as long to hand one of them to the driver as the
database takes to write it, so here the driver gets them as they are: texts, numbers and moments.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain, count
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Dialect

from batch_sender.journal.tables import messages, other_texts
from batch_sender.json_texts import listed
from batch_sender.models import Form, JudgedMessage, MediaFile, MessageState, Problem

Values = tuple[Any, ...]

TableRow = tuple[Values, Values | None, tuple[str, ...]]
"""A judged message as it is written: its values of the columns that most rows have, those of the rest,
and its keys for `other_texts`.

They are plain texts, numbers and moments, which pass between processes at little cost.
"""

_ALIKE: Final = ("batch_id", "parts_done", "attempts", "put_back", "changed_at")
_ALWAYS: Final = ("row", "state", "form", "number", "person", "said", "repairs", "cells", "text")
_WHY: Final = ("reason", "column", "detail")
_RARE: Final = (
    *_WHY,
    *("further", "notices", "said_too", "variant", "greetings"),
    *("media_path", "media_name", "media_type", "media_size", "media_sha256", "expires_at"),
)
"""What most rows have none of: empty columns cost a third of a row's time."""

_NOTHING_RARE: Final[Values] = (None,) * len(_RARE)
_TOGETHER: Final = 100
"""Rows of one statement: each statement of its own takes as long as a row."""

_OTHERS: Final = ("row", "key")
_ROW, _STATE, _PERSON, _SAID = map(_ALWAYS.index, ("row", "state", "person", "said"))
# Plain texts: of a kind of its own a driver asks at each value what it is.
_PENDING, _SKIPPED = MessageState.PENDING.value, MessageState.SKIPPED.value
_FORMS: Final = {form: form.value for form in Form}


def table_row(message: JudgedMessage) -> TableRow:
    """Put a judged message into the table's columns."""
    others = tuple(dict.fromkeys(message.said_too))
    return _always(message), _rare(message) if _is_rare(message) else None, others


class Candidate(NamedTuple):
    """A row that may leave, as its judge asks about it among all others.

    `said_too`: the keys of what the batch's other texts say to this person.
    """

    row: int
    person: str
    said: str
    said_too: tuple[str, ...]


def candidate(row: TableRow) -> Candidate | None:
    """Return what is to be asked of a row; None where it has a problem of its own."""
    always, _rare, others = row
    if always[_STATE] != _PENDING:
        return None
    return Candidate(always[_ROW], always[_PERSON], always[_SAID], others)


def refused_row(row: TableRow, problem: Problem) -> TableRow:
    """Skip a row that could have left, for a problem that it has among the others."""
    always, rare, others = row
    skipped = (*always[:_STATE], _SKIPPED, *always[_STATE + 1 :])
    return skipped, (*_why(problem), *(rare or _NOTHING_RARE)[len(_WHY) :]), others


def insert(tx: Connection, batch_id: int, rows: Sequence[TableRow], *, now: datetime) -> None:
    """Insert rows; the caller keeps to 5,000 a transaction."""
    moment = _moments(tx.dialect)
    alike = (batch_id, 0, 0, 0, moment(now))
    plain: list[Values] = []
    full: list[Values] = []
    others: list[Values] = []
    for always, rare, keys in rows:
        if keys:
            others += [(always[_ROW], key) for key in keys]
        if rare is None:
            plain.append(always)
        else:
            expires_at = rare[-1]
            full.append((*always, *rare[:-1], expires_at and moment(expires_at)))
    for into, shared, values in (
        (_Into(messages.name, _ALIKE, _ALWAYS), alike, plain),
        (_Into(messages.name, _ALIKE, _ALWAYS + _RARE), alike, full),
        (_Into(other_texts.name, ("batch_id",), _OTHERS), (batch_id,), others),
    ):
        _insert(tx, into, shared, values)


def _always(message: JudgedMessage) -> Values:
    repairs = [listed((each.rule, each.before, each.after)) for each in message.repairs]
    return (
        message.row,
        _SKIPPED if message.problem else _PENDING,
        _FORMS[message.form],
        message.number,
        # Without a known twin the number stands for the person.
        message.person or message.number,
        message.said,
        f"[{', '.join(repairs)}]" if repairs else None,
        listed(message.cells),
        message.text,
    )


def _is_rare(message: JudgedMessage) -> bool:
    """Say whether a message has anything that most have none of."""
    return bool(
        message.problem
        or message.further
        or message.notices
        or message.said_too
        or message.variant
        or message.greetings
        or message.media
        or message.expires_at
    )


def _rare(message: JudgedMessage) -> Values:
    problem, media = message.problem, message.media
    return (
        *(_why(problem) if problem else (None, None, None)),
        _json([(each.code, each.column, each.detail) for each in message.further]),
        _json([(each.code, each.detail) for each in message.notices]),
        _json(message.said_too),
        message.variant,
        _json(message.greetings),
        *(_of_file(media) if media else (None, None, None, None, None)),
        message.expires_at,
    )


def _why(problem: Problem) -> Values:
    return (problem.code.value, problem.column, problem.detail)


def _of_file(media: MediaFile) -> Values:
    return (str(media.path), media.name, media.content_type, media.size, media.sha256)


def _json(values: Sequence[object]) -> str | None:
    return json.dumps(values) if values else None


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
