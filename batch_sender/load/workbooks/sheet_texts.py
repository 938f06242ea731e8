"""Turn the values that a reader gives for a sheet into the texts that the sheet shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, islice, zip_longest
from typing import Any, Final, Protocol

from batch_sender.load.cell_formats.codes import ERROR_MARK, GENERAL
from batch_sender.load.cell_formats.numbers import shown
from batch_sender.load.cell_formats.plain_values import Value
from batch_sender.load.clean_text import clean
from batch_sender.load.layout import is_blank

_ROWS, _CELLS = 2_000, 100_000
"""So many are looked at together, at most."""


AS_STORED: Final[dict[str, Any]] = {
    "kinds": [GENERAL],
    "runs": {},
    "hidden": [],
    "from_1904": False,
}
"""What a request says where the pre-scan tells nothing of formats and hidden rows."""


class Sheet(Protocol):
    """What is used of a sheet: its rows from the first on, its columns from `start[1]` on."""

    @property
    def start(self) -> tuple[int, int] | None:
        """Return row and column of the first cell, from 0; None if there is none."""

    @property
    def width(self) -> int:
        """Return how many columns it has, from `start[1]` on."""

    def iter_rows(self) -> Iterator[list[Any]]:
        """Yield the rows, blank ones too, from the sheet's first on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How the cells are shown: column → (rows from which on, kinds), and the hidden rows."""

    kinds: tuple[str, ...]
    runs: dict[int, tuple[Sequence[int], Sequence[int]]]
    hidden: frozenset[int]
    from_1904: bool

    @classmethod
    def of(cls, request: dict[str, Any]) -> "Shown":
        """Read what the pre-scan found from a request."""
        return cls(
            kinds=tuple(request["kinds"]),
            runs={
                int(column): (starts, kinds) for column, (starts, kinds) in request["runs"].items()
            },
            hidden=frozenset(request["hidden"]),
            from_1904=request["from_1904"],
        )


class _Column:
    """One column's kinds, asked for with rising row numbers."""

    def __init__(self, starts: Sequence[int], kinds: Sequence[str]) -> None:
        self._starts = starts
        self._kinds = kinds
        self._next = 0
        self._kind = GENERAL

    def kind(self, row: int) -> str:
        """Return how the cell in `row` is shown."""
        while self._next < len(self._starts) and self._starts[self._next] <= row:
            self._kind = self._kinds[self._next]
            self._next += 1
        return self._kind


class SheetTexts:
    """The rows of one sheet as a person sees them; rows count from 1, columns from 0."""

    def __init__(self, sheet: Sheet, how: Shown) -> None:
        self._sheet = sheet
        self._how = how
        self._offset = sheet.start[1] if sheet.start is not None else 0
        self.width = self._offset + sheet.width if sheet.start is not None else 0
        self.hidden = how.hidden

    def row(self, number: int) -> list[str]:
        """Return one row, hidden or not; blank if the sheet ends before it."""
        columns = self._columns(range(self.width))
        for values in islice(self._sheet.iter_rows(), number - 1, number):
            return self._texts(number, values, columns)
        return []

    def rows(self, *, columns: Sequence[int] | None) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows that are not hidden and show anything, from the first; all columns if None."""
        for numbers, texts in self.chunks(after=0, columns=columns):
            yield from zip(numbers, map(list, zip(*texts, strict=True)), strict=True)

    def chunks(
        self, *, after: int, columns: Sequence[int] | None
    ) -> Iterator[tuple[list[int], list[list[str]]]]:
        """Yield the rows below `after` that are not hidden and show anything, some at a time.

        Of each some: the rows' numbers, and their texts column by column.
        """
        wanted = self._columns(range(self.width) if columns is None else columns)
        if not wanted:
            return
        filled = self.filled_rows(after=after)
        seen = ((number, values) for number, values in filled if number not in self.hidden)
        while some := list(islice(seen, max(1, min(_ROWS, _CELLS // len(wanted))))):
            numbers = [number for number, _values in some]
            texts = self._texts_of(numbers, [values for _number, values in some], wanted)
            filled_too = [not is_blank(row) for row in zip(*texts, strict=True)]
            yield (
                list(compress(numbers, filled_too)),
                [list(compress(column, filled_too)) for column in texts],
            )

    def filled_rows(self, *, after: int) -> Iterator[tuple[int, list[Any]]]:
        """Yield the rows below `after` in which any cell may show something, as the reader gives them."""
        errors = bool(self.error_columns())
        for number, values in enumerate(self._sheet.iter_rows(), start=1):
            if number > after and (errors or values.count("") < len(values)):
                yield number, values

    def holds(self, values: Sequence[Value], column: int) -> bool:
        """Tell whether a row as the reader gives it has something in `column`."""
        at = column - self._offset
        return at >= 0 and at < len(values) and bool(str(values[at]).strip())

    def error_columns(self) -> set[int]:
        """Return the columns in which an error stands: readers show nothing there."""
        return {
            column
            for column, (_starts, kinds) in self._how.runs.items()
            if any(self._how.kinds[kind].startswith(ERROR_MARK) for kind in set(kinds))
        }

    def _columns(self, columns: Sequence[int]) -> list[tuple[int, _Column | None]]:
        found: list[tuple[int, _Column | None]] = []
        for column in columns:
            runs = self._how.runs.get(column)
            kinds = None if runs is None else [self._how.kinds[kind] for kind in runs[1]]
            found.append(
                (
                    column - self._offset,
                    None if runs is None or kinds is None else _Column(runs[0], kinds),
                )
            )
        return found

    def _texts_of(
        self,
        numbers: Sequence[int],
        rows: Sequence[list[Any]],
        wanted: Sequence[tuple[int, _Column | None]],
    ) -> list[Sequence[str]]:
        """Return the texts of rows column by column."""
        columns = list(zip_longest(*rows, fillvalue=""))
        missing = ("",) * len(rows)
        return [
            self._column_texts(numbers, columns[at] if 0 <= at < len(columns) else missing, kinds)
            for at, kinds in wanted
        ]

    def _column_texts(
        self, numbers: Sequence[int], values: Sequence[Any], kinds: _Column | None
    ) -> Sequence[str]:
        if kinds is None and _are_plain(values):
            return values
        return [
            self._text(number, value, kinds) for number, value in zip(numbers, values, strict=True)
        ]

    def _texts(
        self, row: int, values: Sequence[Value], columns: Sequence[tuple[int, _Column | None]]
    ) -> list[str]:
        return [
            self._text(row, values[at], column) if 0 <= at < len(values) else ""
            for at, column in columns
        ]

    def _text(self, row: int, value: Value, column: _Column | None) -> str:
        if isinstance(value, str) and (value or column is None):
            return clean(value)
        kind = GENERAL if column is None else column.kind(row)
        if kind.startswith(ERROR_MARK):
            return kind.removeprefix(ERROR_MARK)
        return shown(value, kind, from_1904=self._how.from_1904)


def _are_plain(values: Sequence[Any]) -> bool:
    """Tell nothing but clean texts, as most columns of most lists are, in one look at all of them."""
    try:
        text = "".join(values)
    except TypeError:
        return False
    return clean(text) == text
