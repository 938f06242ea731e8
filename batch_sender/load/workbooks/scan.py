"""Scan a worksheet's XML in a stream: is it safe to read, and how are its cells shown?

Readers give the values, but not the formats, the hidden rows, the errors and the formulas; and none of them
guards itself against a cell at the far end of the sheet. Both need the same look at the archive's
own XML: once, in constant memory, before a reader sees it.
"""

import re
import zipfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from batch_sender.load.cell_formats.codes import ERROR_MARK, FORMULA_MARK, GENERAL
from batch_sender.load.files.limits import MAX_COLUMNS, Limits
from batch_sender.load.layout import column_letter
from batch_sender.load.workbooks.formulas import Cell, UnsavedFormulas, column_index
from batch_sender.load.workbooks.parts import UnsafePart, WorkbookParts
from batch_sender.load.workbooks.sheet_rows import raw_rows

# The plain notation first, for speed; a row that holds any other goes through _ANY_CELL.
_CELL: Final = re.compile(rb'<c r="([A-Z]{1,3})[0-9]+"([^>]*)>')
_ANY_CELL: Final = re.compile(rb"<c(?=[\s/>])([^>]*)>")
_ATTRIBUTE: Final = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_VALUE: Final = re.compile(rb"<v[^>]*>([^<]*)</v")
_ERROR_TEXT: Final = re.compile(r"#[A-Z0-9_/!?]{1,20}")
_TRUE: Final = frozenset({"1", "true", "on"})
_FORMATTED: Final = frozenset({"n", "d"})
_NOT_FORMATTED: Final = -1
_UNSAVED: Final = 1
_LONGEST_CODE: Final = 1_000
_MOST_KINDS: Final = 70_000
_KNOWN: Final = 1_000_000
"""Cells of rows that are remembered for those that are alike."""

_Cells = tuple[tuple[bytes, bytes], ...]
_Kinds = tuple[tuple[int, int], ...]


class FarCell(Exception):
    """The cells lie so far apart that a reader would fill the memory with what is between."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__(rows, columns)
        self.rows = rows
        self.columns = columns


@dataclass(frozen=True, slots=True)
class Runs:
    """How one column is shown, from top to bottom: from row `starts[i]` on as `kinds[i]` says."""

    starts: "array[int]" = field(default_factory=lambda: array("I"))
    kinds: "array[int]" = field(default_factory=lambda: array("I"))

    def note(self, row: int, kind: int) -> None:
        """From `row` on, the column is shown as `kind`."""
        if self.starts and self.starts[-1] == row:
            self.starts.pop()
            self.kinds.pop()
        if kind != (self.kinds[-1] if self.kinds else 0):
            self.starts.append(row)
            self.kinds.append(kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetScan:
    """What the XML of a sheet tells; columns count from 0, rows from 1.

    `runs` holds indices into `kinds`. `kinds[0]` is the format "General"; an error is a kind of
    its own, marked by `ERROR_MARK`, and so is a formula without result (`FORMULA_MARK`). `hidden`
    are the hidden rows, ascending.
    """

    kinds: tuple[str, ...]
    runs: dict[int, Runs]
    hidden: "array[int]"


def scan_sheet(
    archive: zipfile.ZipFile, part: str, workbook: WorkbookParts, limits: Limits
) -> SheetScan:
    """Go over the sheet in `part` of a workbook.

    Raises:
        FarCell: its cells span more than `limits.area`.
        UnsafePart, ValueError, zipfile.BadZipFile: it is no sound sheet.
    """
    scanner = _Scanner(workbook, limits)
    for row in raw_rows(archive, part, limits):
        scanner.take(row)
    return SheetScan(kinds=tuple(scanner.kinds), runs=scanner.runs, hidden=scanner.hidden)


def holds_data(archive: zipfile.ZipFile, part: str, limits: Limits) -> bool:
    """Tell whether any cell of the sheet in `part` holds a value, or a formula that would give one."""
    rows = raw_rows(archive, part, limits)
    return any(b"</v>" in row or b"</is>" in row or b"</f>" in row for row in rows)


class _Scanner:
    """Takes the rows of one sheet as they come."""

    def __init__(self, workbook: WorkbookParts, limits: Limits) -> None:
        self.kinds: dict[str, int] = {GENERAL: 0, FORMULA_MARK: _UNSAVED}
        self.runs: dict[int, Runs] = {}
        self.hidden: array[int] = array("I")
        self._styles = [self._kind(code) for code in workbook.formats]
        self._formulas = UnsavedFormulas(never_calculated=workbook.never_calculated)
        self._limits = limits
        self._row = self._first_row = self._columns = 0
        self._cells: _Cells = ()
        self._known: dict[_Cells, _Kinds] = {}
        self._room = _KNOWN
        self._errors: set[int] = set()

    def take(self, row: bytes) -> None:
        """Note one row: what stands between "<row" and the next one."""
        end = row.find(b">")
        self._head(row[:end])
        cells: _Cells = tuple(_CELL.findall(row, end))
        if len(cells) != row.count(b"<c", end):
            cells = tuple(_plain_cells(row[end:]))
        if cells != self._cells:
            self._cells = cells
            self._note(self._known.get(cells) or self._learn(cells, row[end:]))
        if self._formulas.may_be_in(row):
            self._note_formulas(cells, row[end:])
        if self._columns:
            self._check_area()

    def _head(self, head: bytes) -> None:
        at = head.find(b' r="')
        if at >= 0 and b"hidden" not in head:
            row = int(head[at + 4 : head.index(b'"', at + 4)])
        else:
            attributes = _attributes(head)
            row = int(attributes.get("r", self._row + 1))
        if not self._row < row <= self._limits.rows:
            raise UnsafePart(f"row {row}")
        self._row = row
        if b"hidden" in head and _attributes(head).get("hidden", "") in _TRUE:
            self.hidden.append(row)

    def _note(self, kinds: _Kinds) -> None:
        for column, kind in kinds:
            if kind > 0 or (kind == 0 and column in self.runs):
                self.runs.setdefault(column, Runs()).note(self._row, kind)
            if kind in self._errors:
                self.runs[column].note(self._row + 1, 0)
            if column >= self._columns:
                self._columns = column + 1

    def _note_formulas(self, cells: _Cells, row: bytes) -> None:
        """Let the cells whose formula has no result be a kind of their own, in this row alone."""
        unsaved = self._formulas.columns(self._row, _whole_cells(cells, row))
        for column in unsaved:
            runs = self.runs.setdefault(column, Runs())
            runs.note(self._row, _UNSAVED)
            runs.note(self._row + 1, 0)
            self._columns = max(self._columns, column + 1)
        if unsaved:
            self._cells = ()

    def _check_area(self) -> None:
        self._first_row = self._first_row or self._row
        rows = self._row - self._first_row + 1
        if rows * self._columns > self._limits.area or self._columns > MAX_COLUMNS:
            raise FarCell(rows, self._columns)

    def _learn(self, cells: _Cells, row: bytes) -> _Kinds:
        """Work out how the cells of a row are shown, and keep it for the rows that are alike."""
        kinds: list[tuple[int, int]] = []
        lasting = True
        for index, (letters, notes) in enumerate(cells):
            if notes.endswith(b"/"):
                continue
            attributes = _attributes(notes)
            kind = self._kind_of(attributes)
            if attributes.get("t") == "e":
                kind, lasting = self._kind(ERROR_MARK + _error_text(row, index)), False
                self._errors.add(kind)
            kinds.append((column_index(letters), kind))
        if lasting:
            self._remember(cells, tuple(kinds))
        else:
            self._cells = ()
        return tuple(kinds)

    def _remember(self, cells: _Cells, kinds: _Kinds) -> None:
        if self._room < len(cells):
            self._known.clear()
            self._room = _KNOWN
        self._room -= len(cells)
        self._known[cells] = kinds

    def _kind_of(self, attributes: dict[str, str]) -> int:
        if attributes.get("t", "n") not in _FORMATTED:
            return _NOT_FORMATTED
        style = int(attributes.get("s", "0"))
        return self._styles[style] if 0 <= style < len(self._styles) else 0

    def _kind(self, code: str) -> int:
        if len(code) > _LONGEST_CODE or len(self.kinds) > _MOST_KINDS:
            return 0
        return self.kinds.setdefault(code, len(self.kinds))


def _attributes(notes: bytes) -> dict[str, str]:
    return {
        name.decode("ascii", "replace"): (double or single).decode("ascii", "replace")
        for name, double, single in _ATTRIBUTE.findall(notes)
    }


def _plain_cells(row: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the cells of a row in any notation; one without its reference follows the last."""
    column = -1
    for match in _ANY_CELL.finditer(row):
        attributes = _attributes(match[1])
        letters = attributes.pop("r", "").rstrip("0123456789").encode("ascii", "replace")
        column = column_index(letters) if letters else column + 1
        notes = " ".join(f'{name}="{text}"' for name, text in attributes.items()).encode()
        yield letters or column_letter(column).encode(), notes + match[1][-1:].strip(b"\"'")


def _whole_cells(cells: _Cells, row: bytes) -> Iterator[Cell]:
    tags = list(_ANY_CELL.finditer(row))
    ends = [*(tag.start() for tag in tags[1:]), len(row)]
    for (letters, attributes), tag, end in zip(cells, tags, ends, strict=True):
        inside = b"" if attributes.endswith(b"/") else row[tag.end() : end]
        yield Cell(column_index(letters), attributes, inside)


def _error_text(row: bytes, index: int) -> str:
    """Return the error that the cell number `index` of a row holds, such as "#N/A"."""
    cells = [match.end() for match in _ANY_CELL.finditer(row)]
    end = cells[index + 1] if index + 1 < len(cells) else len(row)
    value = _VALUE.search(row, cells[index], end)
    text = value[1].decode("ascii", "replace") if value is not None else ""
    return text if _ERROR_TEXT.fullmatch(text) else "#ERROR!"
