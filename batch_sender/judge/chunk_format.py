"""Write pieces of a list, as read and as judged, for another machine, and read them back.

Compressed JSON, a column for each question: a worker reads what another one wrote into a database, so
nothing in it may be able to do more than be read. What most rows have nothing of is written for those that do.
"""

import json
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, TypeVar

from batch_sender.models import (
    Contacts,
    Form,
    JudgedRows,
    MediaFile,
    Problem,
    ProblemCode,
    Repair,
    RepairRule,
)
from batch_sender.models.spans import GreetingSpan

T = TypeVar("T")

_FAST: Final = 1
_RULES: Final = {rule.value: rule for rule in RepairRule}
_FORMS: Final = {form.value: form for form in Form}
_PLAIN: Final = ("number", "person", "idempotency_key", "text", "variant", "payment_line")
"""Columns of texts, of which nearly every row has one, or none has."""


def packed(told: object) -> bytes:
    """Write JSON, compressed."""
    return zlib.compress(json.dumps(told).encode("ascii"), _FAST)


def unpacked(content: bytes) -> Any:
    """Read it back.

    Raises:
        ValueError: nobody wrote that.
    """
    try:
        return json.loads(zlib.decompress(content))
    except zlib.error as err:
        raise ValueError from err


def pack_contacts(contacts: Contacts) -> bytes:
    """Write rows as they were read."""
    return packed(
        {
            "rows": list(contacts.rows),
            "cells": contacts.cells,
            "faults": {row: _told(problem) for row, problem in contacts.faults.items()},
            "repairs": {row: list(each) for row, each in contacts.repairs.items()},
            "unsaved": {row: list(each) for row, each in contacts.unsaved.items()},
        }
    )


def unpack_contacts(content: bytes) -> Contacts:
    """Read them back."""
    told = unpacked(content)
    return Contacts(
        rows=told["rows"],
        cells=list(map(tuple, told["cells"])),
        faults=_by_row(told["faults"], _problem),
        repairs=_by_row(told["repairs"], _repairs),
        unsaved=_by_row(told["unsaved"], tuple),
    )


def pack_judged(rows: JudgedRows, payments: Counter[str]) -> bytes:
    """Write how rows were judged by themselves, and how many payment lines of each kind they have.

    Of a file, which is the same for all of them, the name alone.
    """
    named = {name: getattr(rows, name) for name in _PLAIN}
    return packed(
        {
            **{name: values for name, values in named.items() if values.count(None) < len(values)},
            "rows": len(rows),
            "payments": payments,
            "problem": {place: _told(each) for place, each in enumerate(rows.problem) if each},
            "further": _some(rows.further, lambda each: list(map(_told, each))),
            "repairs": _some(rows.repairs, list),
            "other_keys": _some(rows.other_keys, list),
            "greetings": _some(rows.greetings, list),
            "form": _some([form is not Form.TEXT and form.value for form in rows.form], str),
            "media": _some([file and file.name for file in rows.media], str),
            "expires_at": _some(rows.expires_at, datetime.isoformat),
        }
    )


def unpack_judged(
    content: bytes, contacts: Contacts, *, file: MediaFile | None
) -> tuple[JudgedRows, Counter[str]]:
    """Read it back, for the rows as they were read; `file`: what all of them send.

    Raises:
        ValueError, LookupError, TypeError: nobody wrote that, or not of these rows.
    """
    told, many = unpacked(content), len(contacts.rows)

    def some(name: str, read: Callable[[Any], T], nothing: T) -> list[T]:
        column = [nothing] * many
        for place, value in told[name].items():
            column[int(place)] = read(value)
        return column

    plain = {name: told.get(name) or [None] * many for name in _PLAIN}
    if told["rows"] != many or any(len(column) != many for column in plain.values()):
        raise ValueError
    files = {} if file is None else {file.name: file}

    def called(name: str) -> MediaFile | None:
        if name not in files and file is not None:
            files[name] = replace(file, name=name)
        return files.get(name)

    rows = JudgedRows(
        **plain,
        row=contacts.rows,
        cells=contacts.cells,
        repairs=some("repairs", _repairs, ()),
        problem=some("problem", _problem, None),
        further=some("further", lambda each: tuple(map(_problem, each)), ()),
        notices=[()] * many,
        other_keys=some("other_keys", tuple, ()),
        greetings=some("greetings", _greetings, ()),
        form=some("form", _FORMS.__getitem__, Form.TEXT),
        media=some("media", called, None),
        expires_at=some("expires_at", datetime.fromisoformat, None),
        new_person=[False] * many,
        turn=[0] * many,
    )
    return rows, Counter(told["payments"])


def _told(problem: Problem) -> tuple[str, str | None, str]:
    return problem.code.value, problem.column, problem.detail


def _problem(told: Sequence[Any]) -> Problem:
    code, column, detail = told
    return Problem(code=ProblemCode(code), column=column, detail=detail)


def _repairs(told: Sequence[Sequence[str]]) -> tuple[Repair, ...]:
    return tuple(Repair(_RULES[rule], before, after) for rule, before, after in told)


def _greetings(told: Sequence[Sequence[Any]]) -> tuple[GreetingSpan, ...]:
    return tuple(GreetingSpan(*span) for span in told)


def _some(column: Sequence[Any], tell: Callable[[Any], object]) -> dict[int, object]:
    """Tell the values of a column by their places, where there are any."""
    return {place: tell(value) for place, value in enumerate(column) if value}


def _by_row(told: Mapping[str, Any], read: Callable[[Any], T]) -> Mapping[int, T]:
    return {int(row): read(value) for row, value in told.items()}
