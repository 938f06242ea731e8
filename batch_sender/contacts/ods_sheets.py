"""An ODS archive goes in; its sheets come out with the texts that they show, and their hidden rows.

The format keeps beside each value the text that the person saw; readers give the value alone, and
say nothing of hidden rows. So its one large part is read here, in a stream.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from batch_sender.contacts.limits import MAX_COLUMNS
from batch_sender.contacts.plain_values import plain_number
from batch_sender.contacts.unreadable import SheetsDamaged

_CONTENT: Final = "content.xml"
_BLOCK: Final = 1 << 16
_HIDDEN: Final = frozenset({"collapse", "filter"})
_NO_CELLS: Final = frozenset({"tracked-changes", "annotation"})
"""What holds texts that are not the sheet's: deleted cells, comments."""
_SCIENTIFIC: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?E[+-]?\d+|#+", re.IGNORECASE)
_TRUTH: Final = {"1": "1", "0": "0", "true": "VERDADEIRO", "false": "FALSO"}
_TRUTH_SHOWN: Final = {"TRUE": "VERDADEIRO", "FALSE": "FALSO"}
"""As everywhere here, whatever the language of the program that saved it."""
_TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_TEXT: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_STYLE: Final = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_MOST_ROWS: Final = 1_048_576
_SPACES: Final = 1_000
"""More blanks in a row than these are no text."""


@dataclass(slots=True)
class OdsSheet:
    """One sheet: its filled rows by their number from 1, and which of them are hidden."""

    name: str
    visible: bool
    filled: dict[int, list[str]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    width: int = 0

    @property
    def start(self) -> tuple[int, int] | None:
        """Return the corner that columns are counted from; None if nothing is filled."""
        return (0, 0) if self.filled else None

    def iter_rows(self) -> Iterator[list[Any]]:
        """Yield the rows from the first to the last filled one, blank ones too."""
        for number in range(1, max(self.filled, default=0) + 1):
            yield self.filled.get(number, [])


def read_ods(archive: zipfile.ZipFile, *, area: int) -> list[OdsSheet]:
    """Read every sheet; `area`: rows × columns that one may span.

    Raises:
        SheetsDamaged, KeyError, zipfile.BadZipFile, expat.ExpatError: it is no sound workbook.
    """
    reader = _Reader(area)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    with archive.open(_CONTENT) as part:
        while block := part.read(_BLOCK):
            parser.Parse(block, False)  # noqa: FBT003 - expat takes no keyword here
    parser.Parse(b"", True)  # noqa: FBT003 - as above
    return reader.sheets


def _refuse(*_declaration: object) -> None:
    raise SheetsDamaged


class _Reader:
    """Hears the tags of the part, and builds the sheets."""

    def __init__(self, area: int) -> None:
        self.sheets: list[OdsSheet] = []
        self._area = area
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._row: list[str] = []
        self._row_number = 0
        self._row_attributes: dict[str, str] = {}
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[str] = []
        self._left_out = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Hear a tag open."""
        name = tag.rpartition(" ")[2]
        if self._left_out or name in _NO_CELLS:
            self._left_out += 1
        elif tag.startswith(_TEXT):
            self._start_text(name, attributes)
        elif tag.startswith(_TABLE):
            self._start_table(name, attributes)
        elif tag == f"{_STYLE}style":
            self._style = attributes.get(f"{_STYLE}name", "")
        elif tag == f"{_STYLE}table-properties" and attributes.get(f"{_TABLE}display") == "false":
            self._hidden_styles.add(self._style)

    def end(self, tag: str) -> None:
        """Hear a tag close."""
        if self._left_out:
            self._left_out -= 1
        elif tag in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            self._end_cell()
        elif tag == f"{_TABLE}table-row":
            self._end_row()

    def text(self, text: str) -> None:
        """Hear text, wherever it stands."""
        if self._paragraphs and not self._left_out:
            self._paragraphs[-1] += text

    def _start_table(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            hidden = attributes.get(f"{_TABLE}style-name") in self._hidden_styles
            called = attributes.get(f"{_TABLE}name", "")
            self.sheets.append(OdsSheet(name=called, visible=not hidden))
            self._row_number = 0
        elif name == "table-row":
            self._row, self._row_attributes = [], attributes
        elif name in {"table-cell", "covered-table-cell"}:
            self._cell, self._paragraphs = attributes, []

    def _start_text(self, name: str, attributes: dict[str, str]) -> None:
        if self._cell is None:
            return
        if name == "p":
            self._paragraphs.append("")
        elif self._paragraphs and name in {"s", "tab", "line-break"}:
            count = min(_SPACES, _count(attributes, f"{_TEXT}c"))
            self._paragraphs[-1] += {"s": " " * count, "tab": "\t", "line-break": "\n"}[name]

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        shown = _shown("\n".join(self._paragraphs), self._cell)
        repeated = _count(self._cell, f"{_TABLE}number-columns-repeated")
        self._cell, self._paragraphs = None, []
        # Blank cells behind the last are repeated to the end of the sheet.
        if len(self._row) + repeated > MAX_COLUMNS:
            if shown.strip():
                raise SheetsDamaged
            repeated = max(0, MAX_COLUMNS - len(self._row))
        self._row.extend([shown] * repeated)

    def _end_row(self) -> None:
        repeated = _count(self._row_attributes, f"{_TABLE}number-rows-repeated")
        while self._row and not self._row[-1].strip():
            self._row.pop()
        first, self._row_number = self._row_number + 1, self._row_number + repeated
        if not self._row or not self.sheets:
            return
        sheet = self.sheets[-1]
        sheet.width = max(sheet.width, len(self._row))
        if self._row_number > _MOST_ROWS or self._row_number * sheet.width > self._area:
            raise SheetsDamaged
        rows = range(first, self._row_number + 1)
        sheet.filled.update(dict.fromkeys(rows, self._row))
        if self._row_attributes.get(f"{_TABLE}visibility") in _HIDDEN:
            sheet.hidden.update(rows)


def _count(attributes: dict[str, str], name: str) -> int:
    written = attributes.get(name, "1")
    return max(1, int(written)) if written.isascii() and written.isdecimal() else 1


def _shown(text: str, cell: dict[str, str]) -> str:
    """Return what a cell shows, but a number whole where its format hides digits of it."""
    value = cell.get(f"{_OFFICE}value") or cell.get(f"{_OFFICE}boolean-value", "")
    if value in _TRUTH:
        return _TRUTH_SHOWN.get(text, text or _TRUTH[value])
    if value and (not text or _SCIENTIFIC.fullmatch(text.strip())):
        try:
            return plain_number(float(value))
        except ValueError:
            return text
    return text or cell.get(f"{_OFFICE}string-value", "")
