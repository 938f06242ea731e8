"""Rows of values go in, the XML of a worksheet's rows comes out, in a file; and into the archive.

openpyxl builds a tree for each cell: of a long workbook that is nearly all of the time. The rest of
a sheet is openpyxl's; these rows take the place of those that it has none of.
"""

import re
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from os import SEEK_END
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final
from xml.sax.saxutils import escape
from zipfile import ZipFile, ZipInfo

from openpyxl.compat import safe_string
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from batch_sender.results.cells import Cell

_NO_ROWS: Final = re.compile(rb"<sheetData\s*/>|<sheetData>\s*</sheetData>")
_letter: Final = lru_cache(maxsize=None)(get_column_letter)


class RowFile:
    """The rows of one worksheet, on disk: memory stays flat, however many there are."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - see close

    def add(self, row: int, look: str, cells: Iterable[tuple[Cell, str]]) -> None:
        """Write one row: the XML attributes it has, and each cell's value with its own.

        Texts must be clean (`for_workbook`); a cell with neither value nor attributes is left out.
        """
        parts = [f'<row r="{row}"{look}>']
        for column, (value, style) in enumerate(cells, 1):
            if style or (value is not None and value != ""):
                parts.append(_cell(f'<c r="{_letter(column)}{row}"{style}', value))
        parts.append("</row>")
        self._file.write("".join(parts).encode())

    def put_into(self, archive: ZipFile, about: ZipInfo, sheet: bytes) -> None:
        """Write a sheet that has no rows of its own into an archive, with these."""
        none = _NO_ROWS.search(sheet)
        assert none is not None  # noqa: S101 - every worksheet has its place for rows
        about.compress_type = archive.compression
        about.file_size = self._file.seek(0, SEEK_END) + len(sheet)  # over 2 GB it is a ZIP64
        self._file.seek(0)
        with archive.open(about, "w") as part:
            part.write(sheet[: none.start()] + b"<sheetData>")
            shutil.copyfileobj(self._file, part, 1 << 16)
            part.write(b"</sheetData>" + sheet[none.end() :])

    def close(self) -> None:
        """Remove the file; the disk may be full."""
        with suppress(OSError):
            self._file.close()


def _cell(begun: str, value: Cell) -> str:
    """Write a cell, its opening tag begun, as openpyxl does: text in place, times as numbers."""
    if value is None or value == "":
        return f"{begun} />"
    if isinstance(value, str):
        space = ' xml:space="preserve"' if value != value.strip() else ""
        return f'{begun} t="inlineStr"><is><t{space}>{escape(value)}</t></is></c>'
    if isinstance(value, datetime):
        days = to_excel(value)  # type: ignore[no-untyped-call]  # openpyxl leaves it untyped
        return f'{begun} t="n"><v>{safe_string(days)}</v></c>'
    return f'{begun} t="n"><v>{value}</v></c>'


class RowArchive(ZipFile):
    """An archive that puts rows into the worksheets that come without: `rows_of` a part's name."""

    rows_of: Callable[[str], RowFile | None]

    def write(self, filename: Any, arcname: Any = None, *args: Any, **more: Any) -> None:
        """Write a file; with its rows, where it is a sheet that has some."""
        rows = self.rows_of(str(arcname))
        if rows is None:
            super().write(filename, arcname, *args, **more)
        else:
            sheet = Path(filename).read_bytes()
            rows.put_into(self, ZipInfo.from_file(filename, arcname), sheet)
