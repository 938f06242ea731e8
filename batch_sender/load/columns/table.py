"""A list's columns as far as they are known before its rows are judged: their names, and sample rows."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from batch_sender.models import column_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`header`: one name for each column, never twice the same; `written`: as the list has them.

    `many`: more rows than the sample, for what only a look at many can tell. `unsaved`: columns with
    formulas whose results were never saved. Where they show nothing else, their name tells. `places`:
    where each column stands in the sheet itself, which may have blank ones between; all in a row if not told.
    """

    header: Sequence[str]
    written: Sequence[str]
    sample: Sequence[Sequence[str]]
    many: Sequence[Sequence[str]] = ()
    unsaved: frozenset[int] = frozenset()
    places: Sequence[int] = ()

    @property
    def letter_places(self) -> Sequence[int]:
        """The places that the columns' letters in a spreadsheet stand for, from 0."""
        return self.places or range(len(self.header))


def named(table: Table, pattern: re.Pattern[str]) -> list[int]:
    """Return the columns whose whole name fits, as `column_key` writes it."""
    return [i for i, name in enumerate(table.written) if pattern.fullmatch(column_key(name))]


def values(table: Table, column: int) -> list[str]:
    """Return the filled cells of a column in the sample."""
    return [row[column] for row in table.sample if column < len(row) and row[column].strip()]


def mostly(table: Table, column: int, fits: Callable[[str], bool]) -> bool:
    """Tell whether more than half of a column's filled cells fit; where none is filled, its name tells."""
    filled = values(table, column)
    if not filled:
        return column in table.unsaved
    return 2 * sum(map(fits, filled)) > len(filled)
