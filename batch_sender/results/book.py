"""Create XLSX workbooks whose sheets are written row by row, so that memory stays flat."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from traceback import clear_frames
from typing import Any, BinaryIO, Final

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

_OPTIONS: Final = {
    "constant_memory": True,
    "use_zip64": True,
    # Cells are written as what they are, and never guessed at.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@contextmanager
def new_book(path: Path, title: str, *, author: str = "") -> Iterator[Workbook]:
    """Yield an empty workbook, then write it to `path`; its temporary files never stay.

    Raises:
        OSError: the system refused to write it.
    """
    with TemporaryDirectory(prefix="batch-sender-") as folder, path.open("wb") as file:
        output = _Output(file)
        book = Workbook(output, {**_OPTIONS, "tmpdir": folder})
        book.set_properties({"title": title, "author": author})
        try:
            yield book
            _close(book, output)
        finally:
            for sheet in book.worksheets():
                with suppress(OSError):  # the disk may be full
                    sheet.row_data_fh.close()


def _close(book: Workbook, output: "_Output") -> None:
    try:
        book.close()
    except Exception as err:
        output.file = BytesIO()
        refused = err.args[0] if isinstance(err, FileCreateError) else err  # which that one hides
        clear_frames(refused.__traceback__)  # the archive goes while there is that to write to
        if refused is err:
            raise
        raise refused from err


class _Output:
    """The file of an archive, to be replaced when it fails.

    XlsxWriter then leaves its ZipFile open, which tries to complete itself when it is collected.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)


def put_in_order(book: Workbook, titles: list[str]) -> None:
    """Sort the sheets by `titles`, each before its continuations ("Results", "Results 2", …)."""
    places = {title: place for place, title in enumerate(titles)}

    def place(sheet: Any) -> tuple[int, int]:
        title, _space, number = sheet.name.rpartition(" ")
        return (places[title], int(number)) if title in places else (places[sheet.name], 1)

    sheets = book.worksheets()
    sheets.sort(key=place)
    for index, sheet in enumerate(sheets):
        sheet.index = index  # print titles and filters refer to a sheet by its place
    sheets[0].activate()
