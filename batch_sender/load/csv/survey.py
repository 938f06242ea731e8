"""Read a text file once to its end: where its header stands, which columns hold anything."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final

from batch_sender.language import _, number
from batch_sender.load.clean_text import encodings_to_try, open_clean
from batch_sender.load.csv.dialects import SAMPLE_TEXT, Dialect, find_dialect
from batch_sender.load.csv.records import CsvRecord, records
from batch_sender.load.errors import (
    EncodingWrong,
    HeaderMissing,
    HeaderRowEmpty,
    ListEmpty,
    ListTooLarge,
    ListWithoutRows,
)
from batch_sender.load.files.limits import Limits
from batch_sender.load.layout import (
    SAMPLE,
    Layout,
    find_header,
    header_names,
    holds_phone,
    title_lines,
)

_KEPT_ROWS: Final = 20_000
_KEPT_TEXT: Final = 8_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvOptions:
    """What a person said about a text file; None: find it out."""

    encoding: str | None
    delimiter: str | None
    header_row: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A file that was read once to its end.

    `records` and `width` are those of the whole file; `kept` are the records below the header,
    or None where they are too many to keep; `titles` are the first lines above it.
    """

    dialect: Dialect
    layout: Layout
    records: int
    width: int
    kept: tuple[CsvRecord, ...] | None
    titles: tuple[str, ...] = ()


@dataclass(slots=True)
class _Tally:
    """What is counted while the records pass."""

    names: tuple[str, ...]
    columns: set[int]
    records: int = 0
    width: int = 0
    contacts: int = 0
    kept: list[CsvRecord] | None = field(default_factory=list)
    text: int = 0

    def above(self, record: CsvRecord) -> None:
        """Count a record that is no contact: the header, or what stands over it."""
        self.records = record.row
        self.width = max(self.width, len(record.cells))

    def below(self, rows: Iterator[CsvRecord]) -> None:
        """Count the records under the header."""
        # A million of them pass: what is counted is put down in the end.
        named, width, last, contacts = len(self.names), self.width, self.records, 0
        gaps = [index for index, name in enumerate(self.names) if not name]
        for record in rows:
            last, cells = record
            if len(cells) > width:  # noqa: PLR1730 - `max` takes a tenth of the whole pass
                width = len(cells)
            text = "".join(cells)
            if not text or text.isspace():
                continue
            contacts += 1
            if gaps or len(cells) > named:
                self._note_nameless(cells, gaps, named)
            if self.kept is not None:
                self._keep(self.kept, record, len(text))
        self.records, self.width, self.contacts = last, width, contacts

    def _note_nameless(self, cells: Sequence[str], gaps: list[int], named: int) -> None:
        for index in chain((gap for gap in gaps if gap < len(cells)), range(named, len(cells))):
            if index not in self.columns and cells[index].strip():
                self.columns.add(index)

    def _keep(self, kept: list[CsvRecord], record: CsvRecord, size: int) -> None:
        kept.append(record)
        self.text += size
        if len(kept) > _KEPT_ROWS or self.text > _KEPT_TEXT:
            self.kept = None


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
            dialect = find_dialect(sample, encoding=encoding, wanted=options.delimiter)
            return _survey(path, dialect, options.header_row, limits)
        except UnicodeDecodeError:
            continue
    raise EncodingWrong(path=path, encoding=encodings[0])


def open_past_sep_line(path: Path, dialect: Dialect) -> io.TextIOWrapper:
    """Open `path` at its first row: Excel shows no row for `sep=;`."""
    file = open_clean(path, dialect.encoding)
    if dialect.sep_line:
        file.readline()
    return file


def _survey(path: Path, dialect: Dialect, header_row: int | None, limits: Limits) -> Survey:
    with open_past_sep_line(path, dialect) as file:
        every = records(file, path=path, dialect=dialect, limits=limits)
        above, header, below = _split_at_header(path, every, header_row)
        names = header_names(header.cells)
        tally = _Tally(names, {index for index, name in enumerate(names) if name})
        for record in (*above, header):
            tally.above(record)
        tally.below(chain(below, every))
    if not tally.contacts:
        raise ListWithoutRows(path=path, row=header.row)
    if tally.records * tally.width > limits.text_area:
        reason = _("one of its rows has {columns} columns").format(columns=number(tally.width))
        raise ListTooLarge(path=path, reason=reason)
    layout = Layout(row=header.row, names=names, columns=tuple(sorted(tally.columns)))
    kept = None if tally.kept is None else tuple(tally.kept)
    return Survey(
        dialect=dialect,
        layout=layout,
        records=tally.records,
        width=tally.width,
        kept=kept,
        titles=title_lines(above) if header_row is None else (),
    )


def _split_at_header(
    path: Path, every: Iterator[CsvRecord], header_row: int | None
) -> tuple[list[CsvRecord], CsvRecord, list[CsvRecord]]:
    if header_row is not None:
        return _split_at_row(path, every, header_row)
    sample = _sample(every)
    at = find_header(sample)
    if at is None:
        raise ListEmpty(path=path)
    if holds_phone(sample[at].cells):
        raise HeaderMissing(path=path, row=sample[at].row)
    return sample[:at], sample[at], sample[at + 1 :]


def _split_at_row(
    path: Path, every: Iterator[CsvRecord], header_row: int
) -> tuple[list[CsvRecord], CsvRecord, list[CsvRecord]]:
    widest = CsvRecord(0, ())
    for record in every:
        if record.row == header_row and any(cell.strip() for cell in record.cells):
            return [widest], record, []
        if record.row >= header_row:
            break
        widest = max(widest, record, key=lambda each: len(each.cells))
    raise HeaderRowEmpty(path=path, row=header_row)


def _sample(every: Iterator[CsvRecord]) -> list[CsvRecord]:
    """Take the first rows that hold anything, and the blank ones between, within a bound."""
    sample: list[CsvRecord] = []
    filled = text = 0
    for record in every:
        sample.append(record)
        size = len("".join(record.cells).strip())
        filled += size > 0
        text += size
        if filled >= SAMPLE or text > _KEPT_TEXT or len(sample) > 100 * SAMPLE:
            break
    return sample
