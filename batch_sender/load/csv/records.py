"""Split clean text into records, and set the lines apart of which a quotation mark makes no row.

Python's own reader takes most files apart, many records at a time. Where it stumbles, or where a
mark behaves as it does not know, the same lines are gone over once more, one by one (`recovery`).
"""

import csv
import io
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from batch_sender.load.csv.dialects import Dialect
from batch_sender.load.csv.lines import Lines
from batch_sender.load.csv.recovery import LineByLine, UnreadableLine, by_letters
from batch_sender.load.errors import LineTooLong, TooManyColumns
from batch_sender.load.files.limits import MAX_COLUMNS, Limits

_CHUNK_ROWS: Final = 2_000
_CHUNK_CELLS: Final = 100_000
_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")


class Records(NamedTuple):
    """Records that follow one another: the row of the first as Excel numbers it, the cells of each."""

    first: int
    cells: list[list[str]]


class RecordReader:
    """Reads the records of a file from the first to the last, blank ones too.

    `read`: how many those are so far; `widest`: the cells of the widest. A line that is no row is an
    `UnreadableLine`; `unreadable`: row and line of the first.
    """

    def __init__(
        self, file: io.TextIOWrapper, *, path: Path, dialect: Dialect, limits: Limits
    ) -> None:
        csv.field_size_limit(max(csv.field_size_limit(), limits.cell_text))
        self.read = 0
        self.widest = 1
        self.unreadable: tuple[int, int] | None = None
        self._path, self._limits, self._dialect = path, limits, dialect
        self._lines = Lines(
            file,
            path=path,
            most=limits.line_text,
            first=int(dialect.sep_line) + 1,
            prepare=dialect.prepare,
        )
        self._careful = LineByLine(self._lines, dialect, most_text=limits.cell_text)
        self._quoted_behind_blank = re.compile(
            rf'(?:^|[{re.escape(dialect.delimiter)}])[ \t]+"', re.MULTILINE
        )
        self._begin()

    def take(self, most: int) -> Records:
        """Return the next records, `most` of them or what is left.

        Raises:
            LineTooLong, TooManyColumns: no list looks like that.
        """
        cells = self._settled(most)
        self.widest = max(self.widest, max(map(len, cells), default=0))
        records = Records(self.read + 1, cells)
        self.read += len(cells)
        return records

    def one_by_one(self) -> Iterator[tuple[int, list[str]]]:
        """Yield what is left, each record with its row; raises as `take`."""
        while (records := self.take(1)).cells:
            yield records.first, records.cells[0]

    def chunks(self) -> Iterator[Records]:
        """Yield what is left, many records at a time; raises as `take`."""
        while (records := self.take(max(1, min(_CHUNK_ROWS, _CHUNK_CELLS // self.widest)))).cells:
            yield records

    def _begin(self) -> None:
        self._reader = csv.reader(
            self._lines,
            delimiter=self._dialect.delimiter,
            skipinitialspace=self._dialect.padded,
            strict=True,
        )

    def _settled(self, most: int) -> list[list[str]]:
        first = self._lines.number + 1
        if self._dialect.letters:
            cells = by_letters(itertools.islice(self._lines, most), self._dialect)
        elif self._careful.in_doubt or (quick := self._quick(most)) is None:
            self._lines.take_back()
            cells = list(itertools.islice(self._careful.records(), most))
            self._begin()
            self._note_unreadable(cells)
        else:
            cells = quick
        self._refuse_endless(cells, first)
        self._lines.forget()
        return cells

    def _quick(self, most: int) -> list[list[str]] | None:
        """Take records as Python's reader does; None where they must be looked at more closely."""
        try:
            cells = list(itertools.islice(self._reader, most))
        except csv.Error:
            return None
        given = self._lines.given
        if len(given) != len(cells) and not self._are_rows(cells, given):
            return None
        text = "".join(given)
        # A mark behind a blank is rare, and to look for it is not free.
        behind_blank = ' "' in text or '\t"' in text
        return None if behind_blank and self._quoted_behind_blank.search(text) else cells

    def _are_rows(self, records: list[list[str]], lines: list[str]) -> bool:
        """Tell whether each record of more than one line is one row."""
        at = 0
        for cells in records:
            end = at + _lines_of(cells)
            if end - at > 1 and not self._careful.is_one_row(cells, lines[at:end]):
                return False
            at = end
        return True

    def _note_unreadable(self, records: list[list[str]]) -> None:
        for row, cells in enumerate(records, start=self.read + 1):
            if self.unreadable is None and isinstance(cells, UnreadableLine):
                self.unreadable = row, cells.line

    def _refuse_endless(self, records: list[list[str]], line: int) -> None:
        """Refuse a cell or a row that no sheet could hold; `line`: where the first record begins."""
        given, most = self._lines.given, max(map(len, records), default=0)
        if given and max(map(len, given)) <= self._limits.cell_text and most <= MAX_COLUMNS:
            return
        for cells in records:
            if max(map(len, cells), default=0) > self._limits.cell_text:
                raise LineTooLong(path=self._path, limit=self._limits.cell_text, line=line)
            if len(cells) > MAX_COLUMNS:
                raise TooManyColumns(path=self._path, limit=MAX_COLUMNS, line=line)
            line += _lines_of(cells)


def _lines_of(cells: list[str]) -> int:
    """Count the lines that a record stands in."""
    return 1 + sum(len(_LINE_BREAK.findall(cell)) for cell in cells)
