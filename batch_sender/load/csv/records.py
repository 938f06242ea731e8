"""Split clean text into records, and refuse a quotation mark that would swallow rows."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from batch_sender.load.csv.dialects import Dialect
from batch_sender.load.errors import LineTooLong, QuoteStray, TooManyColumns
from batch_sender.load.files.limits import MAX_COLUMNS, Limits
from batch_sender.load.layout import looks_like_phone

_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")


class CsvRecord(NamedTuple):
    """One record: `row` as Excel numbers it; a named tuple, for a million of them are made."""

    row: int
    cells: Sequence[str]


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


def records(
    file: io.TextIOWrapper, *, path: Path, dialect: Dialect, limits: Limits
) -> Iterator[CsvRecord]:
    """Yield every record of `file`, blank ones too.

    Raises:
        QuoteStray: a quotation mark is left open, stands where none may, or holds whole rows.
        LineTooLong, TooManyColumns: no list looks like that.
    """
    csv.field_size_limit(max(csv.field_size_limit(), limits.cell_text))
    above = int(dialect.sep_line)
    lines = _Lines(file, path, limits.line_text, first=above + 1)
    reader = csv.reader(lines, delimiter=dialect.delimiter, strict=True)
    before = 0
    try:
        for row, cells in enumerate(reader, start=1):
            line = reader.line_num
            if line - before > 1:
                _check_not_swallowed(cells, path, dialect, before + 1)
            if len(cells) > MAX_COLUMNS:
                raise TooManyColumns(path=path, limit=MAX_COLUMNS, line=above + line)
            before = line
            yield CsvRecord(row, cells)
    except csv.Error as err:
        line = above + before + 1
        if len(lines.latest) > limits.cell_text:
            raise LineTooLong(path=path, limit=limits.cell_text, line=line) from err
        raise QuoteStray(path=path, line=line) from err


def _check_not_swallowed(
    cells: Sequence[str], path: Path, dialect: Dialect, lines_before: int
) -> None:
    """Refuse a record whose quoted lines, taken apart, are rows with a number in one column."""
    for index, cell in enumerate(cells):
        parts = _LINE_BREAK.split(cell)
        if len(parts) > 1 and _are_rows(
            cells[:index], parts, cells[index + 1 :], dialect.delimiter
        ):
            raise QuoteStray(path=path, line=lines_before + dialect.sep_line)


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
