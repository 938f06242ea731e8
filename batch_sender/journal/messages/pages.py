"""Read a batch's rows a page at a time: by state, by reason, by what a person looks for."""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from sqlalchemy import ColumnElement, Connection, Text, cast, func, select

from batch_sender.journal.messages.reading import message_of
from batch_sender.journal.schema.conditions import is_set_aside, stands_at
from batch_sender.journal.schema.tables import messages
from batch_sender.models import MessageRecord, MessageState

_TOGETHER: Final = 1000
"""Rows that are read, and whose accents are taken off, at once."""

_ESCAPE: Final = re.compile(r"(\\(?:u[0-9a-f]{4}|[^u]))")
"""A letter as JSON has those that are none of a to z, or a sign that it cannot have as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What is looked for. `piece`: of a row's cells as `_plain`; `digits`: of its number, empty where none is meant."""

    piece: str
    digits: str

    @classmethod
    def of(cls, text: str) -> "_Wanted":
        """Look for a text in the cells; for figures alone also in the number, and for the row itself."""
        piece, digits = json.dumps(_folded(text.strip()))[1:-1], re.sub(r"\D", "", text)
        is_number = not re.search(r"[^\d\s()+./-]", text)
        return cls(piece=piece, digits=digits if is_number else "")

    def among(
        self, rows: Sequence[int], cells: Sequence[str], numbers: Sequence[str | None]
    ) -> Iterator[int]:
        """Yield the rows that fit; most rows together hold nothing of what is looked for."""
        plain = _plain(cells)
        if not self.digits:
            if self.piece in plain:
                yield from (
                    row
                    for row, each in zip(rows, plain.split("\n"), strict=True)
                    if self.piece in each
                )
            return
        for row, each, number in zip(rows, plain.split("\n"), numbers, strict=True):
            if self.digits in (number or "") or self.digits == str(row) or self.piece in each:
                yield row


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsWanted:
    """Which rows of a batch. `text`: a piece of a cell, whatever its accents, or of a phone number."""

    state: MessageState | None = None
    reason: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPage:
    """Some rows in the order of the list, and whether others that are wanted stand before or behind."""

    rows: tuple[MessageRecord, ...]
    has_before: bool
    has_after: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonCount:
    """How many rows stand at a state for one reason."""

    state: MessageState
    reason: str
    rows: int


def row_page(
    connection: Connection,
    batch_id: int,
    wanted: RowsWanted,
    *,
    after: int = 0,
    before: int | None = None,
    most: int,
) -> RowPage:
    """Read the first wanted rows behind row `after`, or the last ones in front of row `before`."""
    here = _here(batch_id, wanted)
    which = here & (messages.c.row > after if before is None else messages.c.row < before)
    order = messages.c.row.asc() if before is None else messages.c.row.desc()
    found = list(islice(_found(connection, which, order, wanted.text), most + 1))
    shown, more = sorted(found[:most]), len(found) > most
    read = select(messages).where(messages.c.batch_id == batch_id, messages.c.row.in_(shown))
    return RowPage(
        rows=tuple(map(message_of, connection.execute(read.order_by(messages.c.row)))),
        has_before=more if before is not None else after > 0,
        has_after=more if before is None else True,
    )


def by_reason(connection: Connection, batch_id: int) -> list[ReasonCount]:
    """Count the rows that are neither waiting, under way nor accepted, by state and reason."""
    counted = (
        select(messages.c.state, messages.c.reason, func.count())
        .where(messages.c.batch_id == batch_id, is_set_aside(), messages.c.reason.is_not(None))
        .group_by(messages.c.state, messages.c.reason)
        .order_by(func.count().desc(), messages.c.reason)
    )
    return [
        ReasonCount(state=MessageState(state), reason=reason, rows=n)
        for state, reason, n in connection.execute(counted)
    ]


def _here(batch_id: int, wanted: RowsWanted) -> ColumnElement[bool]:
    here = messages.c.batch_id == batch_id
    if wanted.state is not None:
        here &= stands_at(wanted.state)
    return here if wanted.reason is None else here & (messages.c.reason == wanted.reason)


def _found(
    connection: Connection, which: ColumnElement[bool], order: ColumnElement[int], text: str
) -> Iterator[int]:
    in_order = connection.execution_options(yield_per=1000)
    if not text.strip():
        yield from in_order.execute(select(messages.c.row).where(which).order_by(order)).scalars()
        return
    looked_for = _Wanted.of(text)
    looked_at = select(messages.c.row, messages.c.number, cast(messages.c.cells, Text))
    for some in in_order.execute(looked_at.where(which).order_by(order)).partitions(_TOGETHER):
        rows, numbers, cells = zip(*some, strict=True)
        yield from looked_for.among(rows, cells, numbers)


def _plain(cells: Sequence[str]) -> str:
    """Take the accents off cells as JSON, a row a line: João is found by joao.

    To read the JSON of each row by itself would take five times as long. In JSON no line ends.
    """
    pieces = _ESCAPE.split("\n".join(cells))
    pieces[1::2] = map(_FOLDED.__getitem__, pieces[1::2])
    return "".join(pieces).lower()


class _Folded(dict[str, str]):
    """Letters as JSON escapes them, without their accents: each is looked at once."""

    def __missing__(self, escape: str) -> str:
        found = self[escape] = json.dumps(_folded(json.loads(f'"{escape}"')))[1:-1]
        return found


_FOLDED: Final = _Folded()


def _folded(text: str) -> str:
    """Take the accents off a text: João becomes joao."""
    parted = unicodedata.normalize("NFKD", text)
    return "".join(each for each in parted if not unicodedata.combining(each)).casefold()
