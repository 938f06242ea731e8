"""A path goes in; an empty workbook to fill comes out, and lies there when it is filled."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED

from openpyxl import Workbook
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.writer.excel import ExcelWriter

from batch_sender.results import looks
from batch_sender.results.row_files import RowArchive, RowFile


class Book(Workbook):
    """A workbook in write-only mode, with files for the rows of its long sheets."""

    def __init__(self) -> None:
        super().__init__(write_only=True)
        self._row_files: list[tuple[Any, RowFile]] = []

    def row_file(self, sheet: Any) -> RowFile:
        """Return a file for a sheet's rows; the sheet itself is given none."""
        rows = RowFile()
        self._row_files.append((sheet, rows))
        return rows

    def rows_of(self, name: str) -> RowFile | None:
        """Return the rows of the sheet that is this part of the archive, if they lie in a file."""
        return next((rows for sheet, rows in self._row_files if sheet.path[1:] == name), None)

    def close_row_files(self) -> None:
        """Remove them."""
        for _sheet, rows in self._row_files:
            rows.close()


@contextmanager
def new_book(path: Path, title: str) -> Iterator[Book]:
    """Hand out an empty workbook, then write it to `path`; its temporary files never stay."""
    book = Book()
    book.properties.title = title
    _wrap_every_cell(book)
    try:
        yield book
        with RowArchive(path, "w", ZIP_DEFLATED, allowZip64=True) as archive:
            archive.rows_of = book.rows_of
            ExcelWriter(book, archive).save()
    except BaseException:
        _discard(book)
        raise
    finally:
        book.close_row_files()


def _wrap_every_cell(book: Any) -> None:
    """Make "wrapped, at the top" the format of cells that have none of their own.

    openpyxl has no public way to say this, and giving each cell a style nearly doubles the time.
    It is what Excel goes by (ECMA-376 18.3.1.4: a cell's format is number 0 unless it names one).
    """
    style = StyleArray()
    style.alignmentId = book._alignments.add(looks.BODY_ALIGNMENT)  # noqa: SLF001 - see above
    book._cell_styles = IndexedList([style])  # noqa: SLF001 - see above


def _discard(book: Any) -> None:
    """Close and remove the temporary file that openpyxl keeps for each sheet until it exits."""
    for sheet in book.worksheets:
        with suppress(Exception):  # the disk may be full, or the sheet half closed
            sheet.close()
        with suppress(Exception):
            sheet._writer.cleanup()  # noqa: SLF001 - openpyxl offers it nowhere else
