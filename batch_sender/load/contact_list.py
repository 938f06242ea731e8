"""Open a contact list of whatever format, and stream its rows."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Protocol, Self

from batch_sender.load.cell_repairs import mended, mended_names
from batch_sender.load.csv.lists import CsvSource
from batch_sender.load.csv.survey import CsvOptions, Quotes
from batch_sender.load.errors import HeaderRowEmpty, ListChanged, SheetNotPossible
from batch_sender.load.files.facts import Facts
from batch_sender.load.files.kinds import FileKind, file_kind, readable
from batch_sender.load.files.limits import LIMITS
from batch_sender.load.files.versions import FileSnapshot
from batch_sender.load.layout import HeaderRow
from batch_sender.load.second_tables import without_second_tables
from batch_sender.load.workbooks.lists import WorkbookOptions, WorkbookSource
from batch_sender.models import Contact, Contacts, FileContent


class ListSource(Protocol):
    """What stands behind a contact list: a text file, a workbook or rows in memory."""

    @property
    def facts(self) -> Facts:
        """Return what is known besides the rows."""

    def chunks(self) -> Iterator[Contacts]:
        """Yield the contacts some at a time, each time from the first."""

    def close(self) -> None:
        """Let go of files and processes."""


class ContactList:
    """An open list: its header, and its rows in a stream. Close it, or use it in a `with`."""

    def __init__(self, source: ListSource, snapshot: FileSnapshot | None = None) -> None:
        self._source = source
        self._snapshot = snapshot
        self._facts = source.facts
        self._begun: Iterator[Contacts] | None = None

    @property
    def header(self) -> tuple[str, ...]:
        """The columns' names, each different; a nameless column with data is "Column C"."""
        return mended_names(self._facts.header)

    @property
    def written(self) -> tuple[str, ...]:
        """The names of `header` as the list has them: two columns may have the same."""
        return mended_names(self._facts.written)

    @property
    def header_row(self) -> int:
        """The row that names the columns, as Excel numbers it; 0 where none does."""
        return self._facts.header_row

    @property
    def titles(self) -> tuple[str, ...]:
        """What stood above the header and was left out, its first lines."""
        return self._facts.titles

    @property
    def kind(self) -> str:
        """The format: "csv" (any text), "xlsx" (XLSM too), "xls", "ods" or "rows"."""
        return self._facts.kind.value

    @property
    def sheet(self) -> str | None:
        """The sheet that was taken; None for a text file."""
        return self._facts.sheet

    @property
    def other_sheets(self) -> tuple[str, ...]:
        """The other visible sheets that hold data."""
        return self._facts.other_sheets

    @property
    def hidden(self) -> int:
        """How many filled rows are hidden and left out."""
        return self._facts.hidden

    @property
    def unsaved(self) -> frozenset[int]:
        """The columns with formulas whose results were never saved: cells that may look empty and are not."""
        return self._facts.unsaved

    @property
    def places(self) -> tuple[int, ...]:
        """Where each column stands in the sheet itself, from 0; nothing for rows in memory."""
        return self._facts.places

    @property
    def encoding(self) -> str | None:
        """The encoding a text file was found to be in; None for a workbook."""
        return self._facts.encoding

    @property
    def delimiter(self) -> str | None:
        """The sign that was found to separate a text file's columns; None for a workbook."""
        return self._facts.delimiter

    @property
    def content(self) -> FileContent | None:
        """What the file holds; None for rows in memory."""
        return self._snapshot.content if self._snapshot else None

    def refuse_if_changed(self) -> None:
        """See that every row that was read is of `content`.

        Raises:
            ListChanged: the file was written to meanwhile, or is gone.
        """
        if self._snapshot is None:
            return
        try:
            unchanged = self._snapshot.still_holds()
        except OSError as err:
            raise ListChanged(path=self._snapshot.path) from err
        if not unchanged:
            raise ListChanged(path=self._snapshot.path)

    def chunks(self) -> Iterator[Contacts]:
        """Yield the rows that show anything, many at a time, one cell for each name of the header.

        Each call is a pass of its own, in flat memory.

        Raises:
            ListError: the file changed since it was opened, or its reader failed.
        """
        begun, self._begun = self._begun, None
        if begun is not None:
            return begun
        return without_second_tables(map(mended, self._source.chunks()), self.written)

    def rows(self) -> Iterator[Contact]:
        """Yield the rows of `chunks` one by one; raises as it does."""
        for chunk in self.chunks():
            yield from map(Contact, chunk.rows, chunk.cells)

    def sample(self, most: int) -> Sequence[tuple[str, ...]]:
        """Return the cells of the first sound rows. The pass that was begun serves the next one, too.

        Raises:
            ListError: as `chunks`.
        """
        chunks, first = self.chunks(), list[Contacts]()
        while sum(len(chunk.rows) for chunk in first) < most and (more := next(chunks, None)):
            first.append(more)
        self._begun = chain(first, chunks)
        return list(islice(chain.from_iterable(chunk.trusted for chunk in first), most))

    def close(self) -> None:
        """Let go of files and processes."""
        self._begun = None
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_list(  # noqa: PLR0913 - what a person may say of a file, each left out by most
    path: Path,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    quotes: Quotes = "strict",
    header_row: HeaderRow | None = None,
    hidden_rows: bool = False,
) -> ContactList:
    """Open the contact list at `path`; what is None is found out.

    `header_row` counts as Excel does, from 1; "none": no row names the columns. `sheet` is for
    workbooks, `encoding`, `delimiter` and `quotes` are for text files and otherwise left aside.
    `hidden_rows`: read them like any other.

    Raises:
        ListError: it cannot be used, and what to do about it.
    """
    if isinstance(header_row, int) and header_row < 1:
        raise HeaderRowEmpty(path=path, row=header_row)
    kind = file_kind(path, LIMITS)
    with readable(path):
        snapshot = FileSnapshot.of(path)
    if kind is not FileKind.CSV:
        workbook = WorkbookOptions(sheet=sheet, header_row=header_row, hidden_rows=hidden_rows)
        return ContactList(WorkbookSource(path, kind, workbook, LIMITS), snapshot)
    if sheet is not None:
        raise SheetNotPossible(path=path, sheet=sheet)
    text = CsvOptions(encoding=encoding, delimiter=delimiter, quotes=quotes, header_row=header_row)
    return ContactList(CsvSource(path, text, LIMITS), snapshot)
