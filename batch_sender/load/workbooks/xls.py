"""Read an XLS file's sheets: the texts that they show, and their hidden rows.

Those of Excel 2, 3 and 4, too, which some programs of shops and time clocks write to this day: one sheet,
without the container of later ones.
"""

import io
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

import xlrd
from xlrd.compdoc import SIGNATURE, CompDoc

from batch_sender.load.cell_formats.codes import BUILT_IN, GENERAL
from batch_sender.load.cell_formats.numbers import shown
from batch_sender.load.cell_formats.plain_values import plain_value
from batch_sender.load.workbooks.told_values import NumberText, tells_itself
from batch_sender.load.workbooks.unreadable import SheetsDamaged, SheetsProtected
from batch_sender.load.workbooks.unsaved import UNSAVED
from batch_sender.load.workbooks.xls_formulas import Cells, unsaved_cells

_STREAM: Final = 2
"""What a directory calls an entry that is a stream."""

_NUMBERED_FORMATS: Final = 50
"""From this version on, the built-in formats have their numbers; before, the file tells every one."""
_UNICODE: Final = 80
"""From this version on, texts say themselves how they are written."""
_WINDOWS: Final = "cp1252"
"""What programs write in Brazil that do not say."""

_NUMBERS: Final = frozenset({xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE})


class XlsSheet:
    """One sheet: its rows as texts, and the numbers of its hidden rows, from 1."""

    def __init__(self, book: Any, sheet: Any, unsaved: Cells) -> None:
        self._book = book
        self._sheet = sheet
        self.name: str = sheet.name
        self.visible = sheet.visibility == 0
        self.width: int = sheet.ncols
        self.unsaved = {column for _row, column in unsaved}
        self._unsaved = unsaved
        self.hidden = frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden)

    @property
    def filled(self) -> bool:
        """Whether any cell shows anything."""
        return any("".join(row).strip() for row in self.iter_rows())

    @property
    def start(self) -> tuple[int, int] | None:
        """Return the corner that columns are counted from; None if there are no cells."""
        return (0, 0) if self._sheet.nrows else None

    def iter_rows(self) -> Iterator[list[Any]]:
        """Yield the rows from the first on, blank ones too."""
        for row in range(self._sheet.nrows):
            texts = [self._text(cell) for cell in self._sheet.row(row)]
            for column in range(len(texts)) if self._unsaved else ():
                if (row, column) in self._unsaved:
                    texts[column] = UNSAVED
            yield texts

    def _text(self, cell: Any) -> str:
        if cell.ctype in _NUMBERS:
            code = self._code(cell)
            text = shown(cell.value, code, from_1904=self._book.datemode == 1)
            return NumberText(text) if tells_itself(code, float) else text
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return plain_value(bool(cell.value))
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#ERROR!"))
        return str(cell.value)

    def _code(self, cell: Any) -> str:
        if cell.xf_index >= len(self._book.xf_list):
            return GENERAL  # the file tells no formats
        key = self._book.xf_list[cell.xf_index].format_key
        if key in BUILT_IN and self._book.biff_version >= _NUMBERED_FORMATS:
            return BUILT_IN[key]
        form = self._book.format_map.get(key)
        return str(form.format_str) if form is not None else GENERAL


def read_xls(path: Path) -> list[XlsSheet]:
    """Open every sheet.

    Raises:
        SheetsProtected, SheetsDamaged: they cannot be read.
    """
    try:
        content = path.read_bytes()
        unsaved: list[Cells] = []
        if content.startswith(SIGNATURE):
            document = CompDoc(content, logfile=io.StringIO())
            _refuse_endless(document)
            unsaved = unsaved_cells(document)
        book = _opened(content)
        if book.codepage is None and book.biff_version < _UNICODE:
            book = _opened(content, encoding=_WINDOWS)
    except MemoryError:
        raise
    except Exception as err:
        # Whatever stands in the file: its reader meets a hostile one with any exception there is.
        raise (SheetsProtected if "encrypted" in str(err) else SheetsDamaged) from err
    pairs = zip_longest(book.sheets(), unsaved[: book.nsheets], fillvalue=frozenset[Any]())
    return [XlsSheet(book, sheet, cells) for sheet, cells in pairs]


def _opened(content: bytes, encoding: str | None = None) -> Any:
    # Rows are kept as long as they are: a single far cell does not fill the memory.
    return xlrd.open_workbook(
        file_contents=content,
        logfile=io.StringIO(),
        formatting_info=True,
        ragged_rows=True,
        encoding_override=encoding,
    )


def _refuse_endless(document: CompDoc) -> None:
    """Refuse a file whose short sectors come round: `xlrd` follows those until the memory is full.

    Raises:
        SheetsDamaged: they do.
    """
    following = document.SSAT
    for entry in document.dirlist:
        if entry.etype == _STREAM and 0 <= entry.tot_size < document.min_size_std_stream:
            sector, steps = entry.first_SID, 0
            while 0 <= sector < len(following):
                sector, steps = following[sector], steps + 1
                if steps > len(following):
                    raise SheetsDamaged
