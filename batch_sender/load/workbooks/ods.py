"""Read an ODS archive's sheets: the texts that they show, and their hidden rows.

The format keeps beside each value the text that the person saw; readers give the value alone, and
say nothing of hidden rows. So its one large part is read here, in a stream.
"""

import math
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import repeat
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.parsers import expat

from batch_sender.load.cell_formats.dated_texts import dated_text
from batch_sender.load.cell_formats.plain_values import plain_number
from batch_sender.load.files.archives import ArchiveDamaged, archive_checked
from batch_sender.load.files.limits import MAX_COLUMNS
from batch_sender.load.workbooks.told_values import as_told
from batch_sender.load.workbooks.unreadable import SheetsDamaged
from batch_sender.load.workbooks.unsaved import UNSAVED

_CONTENT: Final = "content.xml"
_BLOCK: Final = 1 << 16
_HIDDEN: Final = frozenset({"collapse", "filter"})
_SCIENTIFIC: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?E[+-]?\d+|#+", re.IGNORECASE)
_TRUTH: Final = {"1": "1", "0": "0", "true": "VERDADEIRO", "false": "FALSO"}
_TRUTH_SHOWN: Final = {"TRUE": "VERDADEIRO", "FALSE": "FALSO"}
"""As everywhere here, whatever the language of the program that saved it."""
_TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_TEXT: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_STYLE: Final = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_MOST_ROWS: Final = 1_048_576
_NO_CELLS: Final = frozenset({f"{_TABLE}tracked-changes", f"{_OFFICE}annotation"})
"""What holds texts that are not the sheet's: deleted cells, comments."""
_COLUMNS_REPEATED: Final = f"{_TABLE}number-columns-repeated"
_ROWS_REPEATED: Final = f"{_TABLE}number-rows-repeated"
_VALUE: Final = f"{_OFFICE}value"
_DATE: Final = f"{_OFFICE}date-value"
_STRING: Final = f"{_OFFICE}string-value"
_FORMULA: Final = f"{_TABLE}formula"
_TYPE: Final = f"{_OFFICE}value-type"
_BOOLEAN: Final = f"{_OFFICE}boolean-value"
_TIME: Final = f"{_OFFICE}time-value"
_RESULTS: Final = frozenset({_VALUE, _DATE, _STRING, _BOOLEAN, _TIME})
_SPAN: Final = re.compile(r"-?PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_DAY_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's dates have no zone
_SPACES: Final = 1_000
"""More blanks in a row than these are no text."""


class _Row(NamedTuple):
    """Rows that are alike: so `often`, from `first` on, in the sheet at the position `sheet`."""

    sheet: int
    first: int
    often: int
    cells: list[str]
    hidden: bool


@dataclass(slots=True)
class OdsSheet:
    """One sheet of the file at `path`: what is known of it, and its rows, read anew each time."""

    path: Path
    position: int
    name: str
    visible: bool
    filled: bool = False
    hidden: set[int] = field(default_factory=set)
    unsaved: set[int] = field(default_factory=set)
    width: int = 0

    @property
    def start(self) -> tuple[int, int] | None:
        """Return the corner that columns are counted from; None if nothing is filled."""
        return (0, 0) if self.filled else None

    def iter_rows(self) -> Iterator[list[Any]]:
        """Yield the rows from the first to the last filled one, blank ones too, in a stream."""
        number = 1
        for row in _filled_rows(self.path, _Hearer()):
            if row.sheet > self.position:
                return
            if row.sheet == self.position:
                yield from repeat([], row.first - number)
                yield from repeat(row.cells, row.often)
                number = row.first + row.often

    def note(self, row: _Row, area: int) -> None:
        """Take a row into account."""
        self.filled = True
        self.width = max(self.width, len(row.cells))
        if UNSAVED in row.cells:
            self.unsaved.update(at for at, text in enumerate(row.cells) if text == UNSAVED)
        last = row.first + row.often - 1
        if last > _MOST_ROWS or last * self.width > area:
            raise SheetsDamaged
        if row.hidden:
            self.hidden.update(range(row.first, last + 1))


def read_ods(path: Path, *, area: int) -> list[OdsSheet]:
    """Go over every sheet; `area`: rows × columns that one may span.

    Raises:
        SheetsDamaged, KeyError, expat.ExpatError: it is no sound workbook.
        OSError: the system itself does not let it be read.
    """
    hearer = _Hearer()
    sheets: list[OdsSheet] = []
    for row in _filled_rows(path, hearer):
        _add_begun(sheets, hearer, path)
        sheets[row.sheet].note(row, area)
    _add_begun(sheets, hearer, path)
    return sheets


def _add_begun(sheets: list[OdsSheet], hearer: "_Hearer", path: Path) -> None:
    for position in range(len(sheets), len(hearer.begun)):
        name, visible = hearer.begun[position]
        sheets.append(OdsSheet(path=path, position=position, name=name, visible=visible))


def _filled_rows(path: Path, hearer: "_Hearer") -> Iterator[_Row]:
    """Yield the rows of all sheets that show anything, as the part is read."""
    try:
        with archive_checked():
            yield from _parsed_rows(path, hearer)
    except ArchiveDamaged as err:
        raise SheetsDamaged from err


def _parsed_rows(path: Path, hearer: "_Hearer") -> Iterator[_Row]:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = hearer.start
    parser.EndElementHandler = hearer.end
    parser.CharacterDataHandler = hearer.text
    parser.StartDoctypeDeclHandler = _refuse
    with zipfile.ZipFile(path) as archive, archive.open(_CONTENT) as part:
        while block := part.read(_BLOCK):
            parser.Parse(block, False)  # noqa: FBT003 - expat takes no keyword here
            yield from hearer.rows
            hearer.rows.clear()
    parser.Parse(b"", True)  # noqa: FBT003 - as above


def _refuse(*_declaration: object) -> None:
    raise SheetsDamaged


class _Hearer:
    """Hears the tags of the part: `begun` are the sheets so far, `rows` those that were just read."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, bool]] = []
        self.rows: list[_Row] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._row: list[str] = []
        self._row_number = 0
        self._row_attributes: dict[str, str] = {}
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[str] = []
        self._left_out = 0
        # Looked up by the whole tag: a large sheet has millions of them.
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            f"{_TABLE}table": self._start_sheet,
            f"{_TABLE}table-row": self._start_row,
            f"{_TABLE}table-cell": self._start_cell,
            f"{_TABLE}covered-table-cell": self._start_cell,
            f"{_TEXT}p": self._start_paragraph,
            f"{_TEXT}s": self._blanks,
            f"{_TEXT}tab": lambda _attributes: self.text("\t"),
            f"{_TEXT}line-break": lambda _attributes: self.text("\n"),
            f"{_STYLE}style": self._start_style,
            f"{_STYLE}table-properties": self._hide,
        }
        self._ends: dict[str, Callable[[], None]] = {
            f"{_TABLE}table-cell": self._end_cell,
            f"{_TABLE}covered-table-cell": self._end_cell,
            f"{_TABLE}table-row": self._end_row,
        }

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Hear a tag open."""
        if self._left_out or tag in _NO_CELLS:
            self._left_out += 1
        elif heard := self._starts.get(tag):
            heard(attributes)

    def end(self, tag: str) -> None:
        """Hear a tag close."""
        if self._left_out:
            self._left_out -= 1
        elif heard := self._ends.get(tag):
            heard()

    def text(self, text: str) -> None:
        """Hear text, wherever it stands."""
        if self._paragraphs and not self._left_out:
            self._paragraphs[-1] += text

    def _start_style(self, attributes: dict[str, str]) -> None:
        self._style = attributes.get(f"{_STYLE}name", "")

    def _hide(self, attributes: dict[str, str]) -> None:
        if attributes.get(f"{_TABLE}display") == "false":
            self._hidden_styles.add(self._style)

    def _start_sheet(self, attributes: dict[str, str]) -> None:
        hidden = attributes.get(f"{_TABLE}style-name") in self._hidden_styles
        self.begun.append((attributes.get(f"{_TABLE}name", ""), not hidden))
        self._row_number = 0

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row, self._row_attributes = [], attributes

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cell, self._paragraphs = attributes, []

    def _start_paragraph(self, _attributes: dict[str, str]) -> None:
        if self._cell is not None:
            self._paragraphs.append("")

    def _blanks(self, attributes: dict[str, str]) -> None:
        self.text(" " * min(_SPACES, _count(attributes, f"{_TEXT}c")))

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        paragraphs, cell = self._paragraphs, self._cell
        text = paragraphs[0] if len(paragraphs) == 1 else "\n".join(paragraphs)
        shown = _shown(text, cell) if cell else text
        if cell and _is_unsaved(paragraphs, cell):
            shown = UNSAVED
        elif _VALUE in cell or _DATE in cell or _TIME in cell:
            shown = as_told(shown, _told(cell))
        self._cell, self._paragraphs = None, []
        repeated = _count(cell, _COLUMNS_REPEATED)
        # Blank cells behind the last are repeated to the end of the sheet.
        if len(self._row) + repeated > MAX_COLUMNS:
            if shown.strip():
                raise SheetsDamaged
            repeated = max(0, MAX_COLUMNS - len(self._row))
        self._row += [shown] * repeated

    def _end_row(self) -> None:
        repeated = _count(self._row_attributes, _ROWS_REPEATED)
        while self._row and not self._row[-1].strip():
            self._row.pop()
        first, self._row_number = self._row_number + 1, self._row_number + repeated
        if self._row and self.begun:
            hidden = self._row_attributes.get(f"{_TABLE}visibility") in _HIDDEN
            row = _Row(
                sheet=len(self.begun) - 1,
                first=first,
                often=repeated,
                cells=self._row,
                hidden=hidden,
            )
            self.rows.append(row)


def _count(attributes: dict[str, str], name: str) -> int:
    written = attributes.get(name, "")
    return max(1, int(written)) if written.isascii() and written.isdecimal() else 1


def _told(cell: dict[str, str]) -> float:
    """Return the number that a cell holds, of a moment that of its day; NaN for what is none."""
    try:
        if value := cell.get(_VALUE):
            return float(value)
        if moment := cell.get(_DATE):
            return (datetime.fromisoformat(moment) - _DAY_ZERO) / timedelta(days=1)
    except (ValueError, TypeError):
        return math.nan
    if (span := _SPAN.fullmatch(cell[_TIME])) is None:
        return math.nan
    hours, minutes, seconds = map(int, span.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds) / timedelta(days=1)


def _shown(text: str, cell: dict[str, str]) -> str:
    """Return what a cell shows, but a number whole where its format hides digits of it, and dates day first."""
    value = cell.get(_VALUE) or cell.get(_BOOLEAN, "")
    if value in _TRUTH:
        return _TRUTH_SHOWN.get(text, text or _TRUTH[value])
    if value and (not text or _SCIENTIFIC.fullmatch(text.strip())):
        try:
            return plain_number(float(value))
        except ValueError:
            return text
    if date := cell.get(_DATE):
        return dated_text(text.strip(), date)
    return text or cell.get(_STRING, "")


def _is_unsaved(paragraphs: list[str], cell: dict[str, str]) -> bool:
    """Tell a formula without its result; an empty text is one."""
    if _FORMULA not in cell or any(paragraphs) or not _RESULTS.isdisjoint(cell):
        return False
    return not paragraphs or cell.get(_TYPE) != "string"
