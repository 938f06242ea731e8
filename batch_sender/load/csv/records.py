"""Split clean text into records, and refuse a quotation mark that would swallow rows."""

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from batch_sender.load.csv.dialects import Dialect
from batch_sender.load.errors import LineTooLong, QuoteStray, TooManyColumns
from batch_sender.load.files.limits import MAX_COLUMNS, Limits
from batch_sender.load.layout import looks_like_phone

_CHUNK_ROWS: Final = 2_000
_CHUNK_CELLS: Final = 100_000
_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")


class Records(NamedTuple):
    """Records that follow one another: the row of the first as Excel numbers it, the cells of each."""

    first: int
    cells: list[list[str]]


@dataclass(slots=True)
class _Lines:
    """The lines of a file from its line `first` on, none longer than memory likes."""

    file: io.TextIOWrapper
    path: Path
    longest: int
    first: int
    latest: str = ""

    def __iter__(self) -> Iterator[str]:
        longest = self.longest
        lines = iter(partial(self.file.readline, longest), "")
        for number, line in enumerate(lines, start=self.first):
            if len(line) == longest:
                raise LineTooLong(path=self.path, limit=longest, line=number)
            self.latest = line
            yield line


class RecordReader:
    """Reads the records of a file from the first to the last, blank ones too.

    `read`: how many those are so far; `widest`: the cells of the widest.
    """

    def __init__(
        self, file: io.TextIOWrapper, *, path: Path, dialect: Dialect, limits: Limits
    ) -> None:
        csv.field_size_limit(max(csv.field_size_limit(), limits.cell_text))
        self.read = 0
        self.widest = 1
        self._path, self._limits = path, limits
        self._above = int(dialect.sep_line)
        self._delimiter = dialect.delimiter
        self._lines = _Lines(file, path, limits.line_text, first=self._above + 1)
        self._reader = csv.reader(self._lines, delimiter=dialect.delimiter, strict=True)

    def take(self, most: int) -> Records:
        """Return the next records, `most` of them or what is left.

        Raises:
            QuoteStray: a quotation mark is left open, stands where none may, or holds whole rows.
            LineTooLong, TooManyColumns: no list looks like that.
        """
        cells: list[list[str]] = []
        before = self._reader.line_num
        try:
            cells.extend(itertools.islice(self._reader, most))
        except csv.Error as err:
            line = self._checked(cells, before) + 1
            if len(self._lines.latest) > self._limits.cell_text:
                limit = self._limits.cell_text
                raise LineTooLong(path=self._path, limit=limit, line=line) from err
            raise QuoteStray(path=self._path, line=line) from err
        self.widest = max(self.widest, max(map(len, cells), default=0))
        if self._reader.line_num - before != len(cells) or self.widest > MAX_COLUMNS:
            self._checked(cells, before)
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

    def _checked(self, records: Iterable[Sequence[str]], before: int) -> int:
        """Look at records of more than one line, and at wide ones; return the file's line they end at."""
        line = self._above + before
        for cells in records:
            breaks = sum(len(_LINE_BREAK.findall(cell)) for cell in cells)
            if breaks and _holds_rows(cells, self._delimiter):
                raise QuoteStray(path=self._path, line=line + 1)
            line += 1 + breaks
            if len(cells) > MAX_COLUMNS:
                raise TooManyColumns(path=self._path, limit=MAX_COLUMNS, line=line)
        return line


def _holds_rows(cells: Sequence[str], delimiter: str) -> bool:
    """Tell whether a record's quoted lines, taken apart, are rows with a number in one column."""
    parted = ((index, _LINE_BREAK.split(cell)) for index, cell in enumerate(cells))
    return any(
        len(parts) > 1 and _are_rows(cells[:index], parts, cells[index + 1 :], delimiter)
        for index, parts in parted
    )


def _are_rows(
    before: Sequence[str], parts: Sequence[str], after: Sequence[str], delimiter: str
) -> bool:
    rows = [part.split(delimiter) for part in parts if part.strip()]
    if len(rows) < 2:
        return False
    rows[0] = [*before, *rows[0]]
    rows[-1] = [*rows[-1], *after]
    widths = {len(row) for row in rows}
    if len(widths) != 1 or widths == {1}:
        return False
    return any(all(map(looks_like_phone, column)) for column in zip(*rows, strict=True))
