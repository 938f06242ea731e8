"""Read a text file once to its end: where its header stands, which columns hold anything."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final, Literal

from batch_sender.language import _, number
from batch_sender.load.clean_text import encodings_to_try, open_clean
from batch_sender.load.csv.dialects import SAMPLE_TEXT, Dialect, find_dialect
from batch_sender.load.csv.records import RecordReader, Records
from batch_sender.load.csv.recovery import UnreadableLine
from batch_sender.load.csv.shifts import ShiftCheck
from batch_sender.load.csv.widths import Widths
from batch_sender.load.errors import (
    EncodingWrong,
    HeaderRowEmpty,
    ListEmpty,
    ListError,
    ListTooLarge,
    ListWithoutRows,
    QuotesStray,
    QuoteStray,
    header_missing,
)
from batch_sender.load.files.limits import Limits
from batch_sender.load.headers import find_header
from batch_sender.load.layout import (
    SAMPLE,
    HeaderRow,
    Layout,
    columns_in_use,
    header_names,
    is_blank,
    title_lines,
)

_KEPT_ROWS: Final = 100_000
_KEPT_TEXT: Final = 8_000_000
_NAMED_LINES: Final = 10
"""Lines that an error names, of many."""

_Row = tuple[int, list[str]]

Quotes = Literal["strict", "letters"]
"""What a quotation mark is: as Excel writes them, or a letter unless it stands around a whole cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvOptions:
    """What a person said about a text file; None: find it out."""

    encoding: str | None
    delimiter: str | None
    header_row: HeaderRow | None
    quotes: Quotes = "strict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A file that was read once to its end.

    `records` are those of the whole file; `kept` are those below the header, or None where they are
    too many to keep; `titles` are the first lines above it; `shifts` tells which rows slid.
    """

    dialect: Dialect
    layout: Layout
    records: int
    kept: tuple[Records, ...] | None
    shifts: ShiftCheck
    titles: tuple[str, ...] = ()


@dataclass(slots=True)
class _Tally:
    """What is counted while the records pass. `bad_lines`: the first that are no rows."""

    columns: set[int]
    widths: Widths
    contacts: bool = False
    kept: list[Records] | None = field(default_factory=list)
    rows: int = 0
    text: int = 0
    bad: int = 0
    bad_lines: list[int] = field(default_factory=list)

    def below(self, records: Records) -> None:
        """Count records under the header."""
        cells = records.cells
        bad = UnreadableLine in set(map(type, cells))
        sound = list(map(self._sound, cells)) if bad else cells
        self.contacts = self.contacts or not all(map(is_blank, sound))
        self.widths.add(records.first, sound)
        nameless = set(range(self.widths.names)) - self.columns
        self.columns.update(at for at in nameless if _holds_any(sound, at))
        if self.kept is not None:
            self._keep(self.kept, records)

    def _sound(self, cells: list[str]) -> list[str]:
        """Return a record that can be read, and nothing for a line that is none."""
        if not isinstance(cells, UnreadableLine):
            return cells
        self.bad += 1
        if len(self.bad_lines) < _NAMED_LINES:
            self.bad_lines.append(cells.line)
        return []

    def _keep(self, kept: list[Records], records: Records) -> None:
        kept.append(records)
        self.rows += len(records.cells)
        self.text += sum(map(len, chain.from_iterable(records.cells)))
        if self.rows > _KEPT_ROWS or self.text > _KEPT_TEXT:
            self.kept = None


def _holds_any(records: Iterable[Sequence[str]], column: int) -> bool:
    return any(column < len(cells) and cells[column].strip() for cells in records)


def survey(path: Path, options: CsvOptions, limits: Limits) -> Survey:
    """Read `path` once, in the first encoding that all of it can be in.

    Raises:
        ListError: it is no list, or would have to be guessed at.
        OSError: it cannot be read.
    """
    encodings = encodings_to_try(path, options.encoding)
    for encoding in encodings:
        try:
            with open_clean(path, encoding) as file:
                sample = file.read(SAMPLE_TEXT)
            dialect = find_dialect(
                sample,
                encoding=encoding,
                wanted=options.delimiter,
                letters=options.quotes == "letters",
            )
            return _survey(path, dialect, options.header_row, limits)
        except UnicodeError:  # also UTF-16 without a mark of its byte order
            continue
    raise EncodingWrong(path=path, encoding=encodings[0])


def open_past_sep_line(path: Path, dialect: Dialect) -> io.TextIOWrapper:
    """Open `path` at its first row: Excel shows no row for `sep=;`."""
    file = open_clean(path, dialect.encoding)
    if dialect.sep_line:
        file.readline()
    return file


def _survey(path: Path, dialect: Dialect, header_row: HeaderRow | None, limits: Limits) -> Survey:
    with open_past_sep_line(path, dialect) as file:
        reader = RecordReader(file, path=path, dialect=dialect, limits=limits)
        above, header, below = _split_at_header(path, reader, header_row)
        if reader.unreadable is not None:
            _refuse_header(path, *reader.unreadable, header=header[0], said=header_row is not None)
        names = header_names(header[1])
        named = {index for index, name in enumerate(names) if name}
        widths = Widths(names=len(names), header=len(header[1]), row=header[0])
        tally = _Tally(columns=named, widths=widths)
        for records in chain(below, reader.chunks()):
            tally.below(records)
    if not tally.contacts:
        raise _without_rows(path, header[0], tally)
    if reader.read * reader.widest > limits.text_area:
        reason = _("one of its rows has {columns} columns").format(columns=number(reader.widest))
        raise ListTooLarge(path=path, reason=reason)
    shifts = ShiftCheck.of(names, widths, dialect.delimiter)
    columns = columns_in_use(header[0], tally.columns | shifts.nameless)
    return Survey(
        dialect=dialect,
        layout=Layout(row=header[0], names=names, columns=columns),
        records=reader.read,
        kept=None if tally.kept is None else tuple(tally.kept),
        shifts=shifts,
        titles=title_lines(above),
    )


def _refuse_header(path: Path, row: int, line: int, *, header: int, said: bool) -> None:
    """Refuse a file whose header is no row, or may have been passed over as it is none."""
    if row == header or (row < header and not said):
        raise QuoteStray(path=path, line=line)


def _without_rows(path: Path, header_row: int, tally: _Tally) -> ListError:
    if not tally.bad:
        return ListWithoutRows(path=path, row=header_row)
    lines = ", ".join(map(number, tally.bad_lines))
    more = ", …" if tally.bad > len(tally.bad_lines) else ""
    return QuotesStray(path=path, count=number(tally.bad), lines=lines + more)


def _split_at_header(
    path: Path, reader: RecordReader, header_row: HeaderRow | None
) -> tuple[Sequence[_Row], _Row, Sequence[Records]]:
    """Return the rows above the header, the header, and what was read below it."""
    if isinstance(header_row, int):
        return (), _read_until(path, reader, header_row), ()
    sample = _sample(reader)
    found = find_header(sample)
    if found is None:
        raise ListEmpty(path=path)
    if header_row is not None:
        return (), (0, []), [Records(1, [cells for _row, cells in sample])]
    row = sample[found.at][0]
    if found.is_contact:
        raise header_missing(path=path, row=row, below=found.below)
    below = [cells for _row, cells in sample[found.at + 1 :]]
    return (
        sample[: found.at],
        (row, list(found.cells)),
        [Records(row + 1, below)] if below else (),
    )


def _read_until(path: Path, reader: RecordReader, header_row: int) -> _Row:
    for row, cells in reader.one_by_one():
        if row == header_row and not is_blank(cells):
            return row, cells
        if row >= header_row:
            break
    raise HeaderRowEmpty(path=path, row=header_row)


def _sample(reader: RecordReader) -> list[_Row]:
    """Take the first rows that hold anything, and the blank ones between, within a bound."""
    sample: list[_Row] = []
    filled = text = 0
    for row, cells in reader.one_by_one():
        sample.append((row, cells))
        size = len("".join(cells).strip())
        filled += size > 0
        text += size
        if filled >= SAMPLE or text > _KEPT_TEXT or len(sample) > 100 * SAMPLE:
            break
    return sample
