"""Read an XLS file's sheets: the texts that they show, and their hidden rows."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import xlrd
from xlrd.compdoc import CompDoc

from batch_sender.load.cell_formats.codes import BUILT_IN, GENERAL
from batch_sender.load.cell_formats.numbers import shown
from batch_sender.load.cell_formats.plain_values import plain_value
from batch_sender.load.workbooks.told_values import NumberText, tells_itself
from batch_sender.load.workbooks.unreadable import SheetsDamaged, SheetsProtected

_STREAM: Final = 2
"""What a directory calls an entry that is a stream."""

_NUMBERS: Final = frozenset({xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE})


class XlsSheet:
    """One sheet: its rows as texts, and the numbers of its hidden rows, from 1."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self._book = book
        self._sheet = sheet
        self.name: str = sheet.name
        self.visible = sheet.visibility == 0
        self.width: int = sheet.ncols
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
            yield [self._text(cell) for cell in self._sheet.row(row)]

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
        key = self._book.xf_list[cell.xf_index].format_key
        if key in BUILT_IN:
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
        _refuse_endless(content)
        # Rows are kept as long as they are: a single far cell does not fill the memory.
        book = xlrd.open_workbook(
            file_contents=content, logfile=io.StringIO(), formatting_info=True, ragged_rows=True
        )
    except MemoryError:
        raise
    except Exception as err:
        # Whatever stands in the file: its reader meets a hostile one with any exception there is.
        raise (SheetsProtected if "encrypted" in str(err) else SheetsDamaged) from err
    return [XlsSheet(book, sheet) for sheet in book.sheets()]


def _refuse_endless(content: bytes) -> None:
    """Refuse a file whose short sectors come round: `xlrd` follows those until the memory is full.

    Raises:
        SheetsDamaged: they do.
    """
    document = CompDoc(content, logfile=io.StringIO())
    following = document.SSAT
    for entry in document.dirlist:
        if entry.etype == _STREAM and 0 <= entry.tot_size < document.min_size_std_stream:
            sector, steps = entry.first_SID, 0
            while 0 <= sector < len(following):
                sector, steps = following[sector], steps + 1
                if steps > len(following):
                    raise SheetsDamaged
