"""Write judged messages as rows of `messages`, many at a time."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, column, table
from sqlalchemy import insert as inserting

from batch_sender.journal.database.copying import copy_in
from batch_sender.journal.schema.paths import as_kept
from batch_sender.journal.schema.tables import UtcDateTime, messages, other_texts
from batch_sender.models import Form, JudgedRows, MediaFile, MessageState, Problem, Repair
from batch_sender.models.json_texts import json_of_each

_Column = Sequence[Any]

# Plain texts: of a kind of its own a driver asks at each value what it is.
_PENDING, _SKIPPED = MessageState.PENDING.value, MessageState.SKIPPED.value
_TEXT: Final = Form.TEXT.value


def insert(tx: Connection, batch_id: int, judged: JudgedRows, *, now: datetime) -> None:
    """Insert rows; the caller keeps to 5,000 a transaction."""
    if not len(judged):
        return
    columns: dict[str, _Column] = {
        "batch_id": [batch_id] * len(judged),
        "changed_at": _moments(tx, [now]) * len(judged),
        **{name: [0] * len(judged) for name in ("parts_done", "attempts", "requeued")},
        **_in_all(judged),
        **_in_some(judged),
    }
    if any(judged.expires_at):
        columns["expires_at"] = _moments(tx, judged.expires_at)
    _insert(tx, columns)
    if any(judged.other_keys):
        _insert_other_keys(tx, batch_id, judged)


def _insert_other_keys(tx: Connection, batch_id: int, judged: JudgedRows) -> None:
    keys = [
        {"batch_id": batch_id, "row": row, "key": key}
        for row, others in zip(judged.row, judged.other_keys, strict=True)
        for key in dict.fromkeys(others)
    ]
    tx.execute(inserting(other_texts), keys)


def _insert(tx: Connection, columns: dict[str, _Column]) -> None:
    """Hand the rows to the driver as they are: what is JSON in the table is JSON already."""
    names = list(columns)
    if tx.dialect.name == "postgresql":
        copy_in(tx, messages, names, zip(*columns.values(), strict=True))
        return
    statement = inserting(table(messages.name, *map(column, names))).compile(dialect=tx.dialect)
    tx.exec_driver_sql(str(statement), list(zip(*columns.values(), strict=True)))


def _in_all(judged: JudgedRows) -> dict[str, _Column]:
    """Return the columns that every row fills, or may well fill."""
    return {
        "row": judged.row,
        "state": [_SKIPPED if problem else _PENDING for problem in judged.problem],
        "form": [_TEXT if form is Form.TEXT else form.value for form in judged.form],
        "number": judged.number,
        "person": judged.person,
        "idempotency_key": judged.idempotency_key,
        "repairs": _repairs(judged.repairs),
        "cells": json_of_each(judged.cells),
        "text": judged.text,
    }


def _in_some(judged: JudgedRows) -> dict[str, _Column]:
    """Return the columns that most lists have nothing for: an empty one costs as much as a full one."""
    columns: dict[str, _Column] = {}
    for name, columns_of in _RARE.items():
        if any(values := getattr(judged, name)):
            columns |= columns_of(values)
    return columns


def _why(problems: Sequence[Problem | None]) -> dict[str, _Column]:
    return {
        "reason": [each and each.code.value for each in problems],
        "column": [each and each.column for each in problems],
        "detail": [each and each.detail for each in problems],
    }


def _files(files: Sequence[MediaFile | None]) -> dict[str, _Column]:
    return {
        "media_path": [each and as_kept(str(each.path)) for each in files],
        "media_name": [each and each.name for each in files],
        "media_type": [each and each.content_type for each in files],
        "media_size": [each and each.size for each in files],
        "media_sha256": [each and each.sha256 for each in files],
    }


_RARE: Final[Mapping[str, Callable[[_Column], dict[str, _Column]]]] = {
    "problem": _why,
    "further": lambda of_rows: {
        "further": _json([[(p.code, p.column, p.detail) for p in each] for each in of_rows])
    },
    "notices": lambda of_rows: {
        "notices": _json([[(n.code, n.detail) for n in each] for each in of_rows])
    },
    "other_keys": lambda keys: {"other_keys": _json(keys)},
    "variant": lambda names: {"variant": names},
    "greetings": lambda spans: {"greetings": _json(spans)},
    "media": _files,
    "new_person": lambda values: {"new_person": list(map(int, values))},
    "turn": lambda turns: {"turn": turns},
    "payment_line": lambda lines: {"payment_line": lines},
}
"""What becomes of a message's fields that are mostly empty."""


def _repairs(of_rows: Sequence[Sequence[Repair]]) -> list[str | None]:
    """Write each row's repairs as JSON: [[rule, before, after], …]."""
    written = iter(json_of_each([repair for repairs in of_rows for repair in repairs]))
    return [
        f"[{', '.join([next(written) for _ in repairs])}]" if repairs else None
        for repairs in of_rows
    ]


def _moments(tx: Connection, moments: Sequence[datetime | None]) -> list[Any]:
    """Return moments as the driver takes them."""
    to_driver = UtcDateTime().dialect_impl(tx.dialect).bind_processor(tx.dialect)
    return [*moments] if to_driver is None else list(map(to_driver, moments))


def _json(of_rows: Sequence[Sequence[object]]) -> list[str | None]:
    return [json.dumps(each) if each else None for each in of_rows]
