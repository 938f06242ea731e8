"""Turn a judged message into the values of a row of the journal's `messages`.

Plain texts and numbers: they pass between processes at little cost.
"""

import json
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from batch_sender.models import Form, JudgedMessage, MediaFile, MessageState, Problem
from batch_sender.models.json_texts import listed

Values = tuple[Any, ...]

TableRow = tuple[Values, Values | None, tuple[str, ...]]
"""A judged message as it is written: its values of the columns that most rows have, those of the rest,
and its keys for `other_texts`.
"""

ALWAYS: Final = (
    "row",
    "state",
    "form",
    "number",
    "person",
    "idempotency_key",
    "repairs",
    "cells",
    "text",
)
_WHY: Final = ("reason", "column", "detail")
RARE: Final = (
    *_WHY,
    *("further", "notices", "other_keys", "variant", "greetings"),
    *("media_path", "media_name", "media_type", "media_size", "media_sha256", "expires_at"),
)
"""What most rows have none of: empty columns cost a third of a row's time. The last is a moment (ISO)."""

_NOTHING_RARE: Final[Values] = (None,) * len(RARE)
ROW, _STATE, _PERSON, _IDEMPOTENCY_KEY = map(
    ALWAYS.index, ("row", "state", "person", "idempotency_key")
)
# Plain texts: of a kind of its own a driver asks at each value what it is.
_PENDING, _SKIPPED = MessageState.PENDING.value, MessageState.SKIPPED.value
_FORMS: Final = {form: form.value for form in Form}


def table_row(message: JudgedMessage) -> TableRow:
    """Put a judged message into the table's columns."""
    others = tuple(dict.fromkeys(message.other_keys)) if message.other_keys else ()
    return _always(message), _rare(message) if _is_rare(message) else None, others


class Candidate(NamedTuple):
    """A row that may leave, as its judge asks about it among all others.

    `other_keys`: the keys of what the batch's other texts say to this person.
    """

    row: int
    person: str
    idempotency_key: str
    other_keys: tuple[str, ...]


def candidate(row: TableRow) -> Candidate | None:
    """Return what is to be asked of a row; None where it has a problem of its own."""
    always, _rare, others = row
    if always[_STATE] != _PENDING:
        return None
    return Candidate(always[ROW], always[_PERSON], always[_IDEMPOTENCY_KEY], others)


def refused_row(row: TableRow, problem: Problem) -> TableRow:
    """Skip a row that could have left, for a problem that it has among the others."""
    always, rare, others = row
    skipped = (*always[:_STATE], _SKIPPED, *always[_STATE + 1 :])
    return skipped, (*_why(problem), *(rare or _NOTHING_RARE)[len(_WHY) :]), others


def _always(message: JudgedMessage) -> Values:
    repairs = [listed((each.rule, each.before, each.after)) for each in message.repairs]
    return (
        message.row,
        _SKIPPED if message.problem else _PENDING,
        _FORMS[message.form],
        message.number,
        # Without a known twin the number stands for the person.
        message.person or message.number,
        message.idempotency_key,
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
        or message.other_keys
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
        _json(message.other_keys),
        message.variant,
        _json(message.greetings),
        *(_of_file(media) if media else (None, None, None, None, None)),
        message.expires_at and message.expires_at.isoformat(),
    )


def _why(problem: Problem) -> Values:
    return (problem.code.value, problem.column, problem.detail)


def _of_file(media: MediaFile) -> Values:
    return (str(media.path), media.name, media.content_type, media.size, media.sha256)


def _json(values: Sequence[object]) -> str | None:
    return json.dumps(values) if values else None
