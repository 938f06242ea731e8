"""Judged messages go in; rows of `messages` are written, many at a time.

A list may have a million rows. SQLAlchemy takes as long to hand one of them to the driver as the
database takes to write it, so here the driver gets them as they are: texts, numbers and moments.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Dialect

from batch_sender.journal.tables import messages
from batch_sender.json_texts import listed
from batch_sender.models import Form, JudgedMessage, MediaFile, MessageState

Values = tuple[Any, ...]

_ALIKE: Final = ("batch_id", "parts_done", "attempts", "put_back", "changed_at")
_ALWAYS: Final = ("row", "state", "form", "number", "person", "said", "repairs", "cells", "text")
_RARE: Final = (
    *("reason", "column", "detail", "further", "notices", "said_too", "variant", "greetings"),
    *("media_path", "media_name", "media_type", "media_size", "media_sha256", "expires_at"),
)
"""What most rows have none of: empty columns cost a third of a row's time."""

_NOTHING_RARE: Final[Values] = (None,) * len(_RARE)
# Plain texts: of a kind of its own a driver asks at each value what it is.
_PENDING, _SKIPPED = MessageState.PENDING.value, MessageState.SKIPPED.value
_FORMS: Final = {form: form.value for form in Form}


def write(tx: Connection, batch_id: int, judged: Iterable[JudgedMessage], now: datetime) -> None:
    """Insert judged rows; the caller keeps to 5,000 a transaction."""
    moment = _moments(tx.dialect)
    alike = (batch_id, 0, 0, 0, moment(now))
    plain: list[Values] = []
    full: list[Values] = []
    for message in judged:
        always, rare = (*alike, *_always(message)), _rare(message, moment)
        if rare == _NOTHING_RARE:
            plain.append(always)
        else:
            full.append(always + rare)
    for columns, rows in ((_ALIKE + _ALWAYS, plain), (_ALIKE + _ALWAYS + _RARE, full)):
        if rows:
            tx.exec_driver_sql(_statement(columns, tx.dialect), rows)


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


def _rare(message: JudgedMessage, moment: Callable[[datetime], Any]) -> Values:
    problem, media, expires_at = message.problem, message.media, message.expires_at
    return (
        *((problem.code.value, problem.column, problem.detail) if problem else (None,) * 3),
        _json([(each.code, each.column, each.detail) for each in message.further]),
        _json([(each.code, each.detail) for each in message.notices]),
        _json(message.said_too),
        message.variant,
        _json(message.greetings),
        *(_of_file(media) if media else (None,) * 5),
        moment(expires_at) if expires_at else None,
    )


def _of_file(media: MediaFile) -> Values:
    return (str(media.path), media.name, media.content_type, media.size, media.sha256)


def _json(values: Sequence[object]) -> str | None:
    return json.dumps(values) if values else None


def _moments(dialect: Dialect) -> Callable[[datetime], Any]:
    """Return what makes of a moment what the driver keeps."""
    processor = messages.c.changed_at.type.dialect_impl(dialect).bind_processor(dialect)
    return processor or (lambda moment: moment)


@cache
def _statement(columns: tuple[str, ...], dialect: Dialect) -> str:
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    names = ", ".join(map(dialect.identifier_preparer.quote, columns))
    return f"INSERT INTO messages ({names}) VALUES ({', '.join([mark] * len(columns))})"  # noqa: S608 - names of ours
