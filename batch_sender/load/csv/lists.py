"""Read a contact list from a text file, its rows numbered as Excel numbers them.

Two readers share the work. `csv` in strict mode goes over the whole file once and refuses what it
would have to guess (see `csv_survey`). What fits into a small memory is kept from that pass; a
longer list is read again by pandas, in chunks. A test holds that both read the same.
"""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from batch_sender.load.csv.survey import CsvOptions, Survey, open_past_sep_line, survey
from batch_sender.load.errors import ListChanged
from batch_sender.load.files.facts import Facts
from batch_sender.load.files.kinds import FileKind, readable
from batch_sender.load.files.limits import Limits
from batch_sender.load.files.versions import file_version
from batch_sender.load.layout import written_names
from batch_sender.models import Contact

if TYPE_CHECKING:
    import pandas

_CHUNK_CELLS: Final = 100_000
_GUARDED: Final = tuple(f"'{sign}" for sign in "=+-@\t＝＋－＠")
"""A guard against formulas, as programs that write CSVs (ours, too) put it; the text is behind it."""


class CsvSource:
    """A text file, every line of which has been checked."""

    def __init__(self, path: Path, options: CsvOptions, limits: Limits) -> None:
        self._path = path
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
        )

    def rows(self) -> Iterator[Contact]:
        """Yield the contacts, each time from the first.

        Raises:
            ListChanged: the file is not what it was.
        """
        if self._survey.kept is not None:
            return _kept_rows(self._survey)
        return _rows_by_pandas(self._path, self._survey, self._version)

    def close(self) -> None:
        """Let go of nothing: the file is open only while rows are read."""


def _kept_rows(found: Survey) -> Iterator[Contact]:
    columns = found.layout.columns
    padding = [""] * (columns[-1] + 1)
    for row, cells in found.kept or ():
        padded = [*cells, *padding[len(cells) :]]
        yield Contact(row=row, cells=_unguarded([padded[index] for index in columns]))


def _rows_by_pandas(path: Path, found: Survey, version: tuple[int, int]) -> Iterator[Contact]:
    import pandas  # noqa: PLC0415 - half a second that short lists do not need

    position = 0
    with readable(path):
        if file_version(path) != version:
            raise ListChanged(path=path)
        file = open_past_sep_line(path, found.dialect)
    with file:
        try:
            for chunk in _chunks(file, found):
                yield from _numbered(chunk, position, found.layout.row)
                position += len(chunk)
        except (pandas.errors.ParserError, UnicodeDecodeError, OSError) as err:
            raise ListChanged(path=path) from err
    if position != found.records:
        raise ListChanged(path=path)


def _chunks(file: io.TextIOWrapper, found: Survey) -> "Iterator[pandas.DataFrame]":
    import pandas  # noqa: PLC0415 - as above

    with pandas.read_csv(
        file,
        sep=found.dialect.delimiter,
        header=None,
        names=range(found.width),
        usecols=list(found.layout.columns),
        index_col=False,
        dtype=object,
        na_filter=False,
        skip_blank_lines=False,
        chunksize=max(1, _CHUNK_CELLS // found.width),
    ) as chunks:
        yield from chunks


def _numbered(chunk: "pandas.DataFrame", position: int, header_row: int) -> Iterator[Contact]:
    rows = chunk.itertuples(index=False, name=None)
    for row, cells in enumerate(rows, start=position + 1):
        text = "".join(cells)
        if row > header_row and text and not text.isspace():
            yield Contact(row, _unguarded(cells) if "'" in text else cells)


def _unguarded(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the cells as they were before a program that wrote the file guarded them."""
    return tuple([cell[1:] if cell.startswith(_GUARDED) else cell for cell in cells])
