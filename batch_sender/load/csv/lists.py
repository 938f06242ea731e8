"""Read a contact list from a text file, its rows numbered as Excel numbers them.

The whole file is gone over once, and refused where it would have to be guessed at (`survey`). What
fits into a small memory is kept from that pass; a longer list is read a second time as its rows are
asked for.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from batch_sender.load.csv.records import RecordReader, Records
from batch_sender.load.csv.shifts import unreadable
from batch_sender.load.csv.survey import (
    CsvOptions,
    Survey,
    open_past_sep_line,
    survey,
)
from batch_sender.load.errors import ListChanged, ListError
from batch_sender.load.files.facts import Facts
from batch_sender.load.files.kinds import FileKind, readable
from batch_sender.load.files.limits import Limits
from batch_sender.load.files.versions import file_version
from batch_sender.load.layout import written_names
from batch_sender.models import Contacts, Problem

_GUARDED: Final = tuple(f"'{sign}" for sign in "=+-@\t＝＋－＠")
"""A guard against formulas, as programs that write CSVs (ours, too) put it; the text is behind it."""


class CsvSource:
    """A text file, every line of which has been checked."""

    def __init__(self, path: Path, options: CsvOptions, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        with readable(path):
            self._version = file_version(path)
            self._survey = survey(path, options, limits)

    @property
    def facts(self) -> Facts:
        """What there is to say about the list besides its rows."""
        layout, dialect = self._survey.layout, self._survey.dialect
        return Facts(
            kind=FileKind.CSV,
            header=layout.header,
            written=written_names(layout.names, layout.columns),
            header_row=layout.row,
            hidden=0,
            titles=self._survey.titles,
            encoding=dialect.encoding,
            delimiter=dialect.delimiter,
            places=layout.columns,
        )

    def chunks(self) -> Iterator[Contacts]:
        """Yield the contacts some at a time, each time from the first.

        Raises:
            ListChanged: the file is not what it was.
        """
        kept = self._survey.kept
        for records in self._read_again() if kept is None else kept:
            contacts = _contacts(records, self._survey)
            if contacts.rows:
                yield contacts

    def close(self) -> None:
        """Let go of nothing: the file is open only while rows are read."""

    def _read_again(self) -> Iterator[Records]:
        with readable(self._path):
            if file_version(self._path) != self._version:
                raise ListChanged(path=self._path)
            file = open_past_sep_line(self._path, self._survey.dialect)
        with file:
            reader = RecordReader(
                file, path=self._path, dialect=self._survey.dialect, limits=self._limits
            )
            try:
                yield from reader.chunks()
            except (ListError, UnicodeError, OSError) as err:
                raise ListChanged(path=self._path) from err
        if reader.read != self._survey.records:
            raise ListChanged(path=self._path)


def _contacts(records: Records, surveyed: Survey) -> Contacts:
    """Take the cells that count out of the rows below the header that hold anything."""
    layout = surveyed.layout
    rows, cells = list[int](), list[tuple[str, ...]]()
    taken = _taker(layout.columns)
    faults = _faults(records, surveyed)
    for row, found in enumerate(records.cells, start=records.first):
        text = "".join(found)
        if row > layout.row and text and not text.isspace():
            whole = _all_of(found, surveyed) if row in faults or "tel:" in text else found
            rows.append(row)
            cells.append(_unguarded(taken(whole)) if "'" in text else tuple(taken(whole)))
    return Contacts(rows, cells, faults)


def _faults(records: Records, surveyed: Survey) -> dict[int, Problem]:
    """Return why rows below the header cannot be trusted."""
    above = max(0, surveyed.layout.row + 1 - records.first)
    below = Records(records.first + above, records.cells[above:] if above else records.cells)
    slid = surveyed.shifts.faults(below.first, below.cells)
    return slid | unreadable(below.first, below.cells, surveyed.dialect.delimiter)


def _all_of(found: list[str], surveyed: Survey) -> list[str]:
    """Return a row's cells, what is left over written behind the last of them.

    Nothing of a row that is no good may be missing in the results; no message is made of it.
    """
    last = surveyed.shifts.width - 1
    if len(found) <= last:
        return found
    rest = surveyed.dialect.delimiter.join(found[last:]).rstrip(surveyed.dialect.delimiter)
    return [*found[:last], rest]


def _taker(columns: Sequence[int]) -> Callable[[list[str]], Sequence[str]]:
    """Return what takes the cells of these columns out of a record, "" behind its end."""
    width = columns[-1] + 1
    padding = [""] * width
    every = len(columns) == width

    def taken(found: list[str]) -> Sequence[str]:
        if len(found) != width:
            found = [*found, *padding[len(found) :]][:width]
        return found if every else [found[index] for index in columns]

    return taken


def _unguarded(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the cells as they were before a program that wrote the file guarded them."""
    return tuple([cell[1:] if cell.startswith(_GUARDED) else cell for cell in cells])
