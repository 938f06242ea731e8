"""Read the people of a file: a do-not-call list, an opt-in list, or any list of contacts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from batch_sender.config.settings import Settings, from_options
from batch_sender.judge.recipients import Recipients
from batch_sender.load import ContactList, open_list
from batch_sender.load.columns import Table, find_name_column
from batch_sender.load.columns.mapping import Mapped
from batch_sender.load.errors import HeaderMissing
from batch_sender.models import Phone, PhoneNumber, column_key
from batch_sender.models.printable import printable
from batch_sender.phones import person_key
from batch_sender.timing.windows import BRAZIL

T = TypeVar("T")

_SAMPLE: Final = 50
_FIRST: Final = 5
_MOST_LOOKED_AT: Final = 50
"""Rows in which the first few people are looked for; the same one may stand in several."""
# As `column_key` writes them. A date of birth is a date, too, and not the one that is meant.
_DATES: Final = frozenset({
    "data", "date", "datadainclusao", "datainclusao", "datadocadastro", "datadobloqueio",
    "databloqueio", "datadopedido", "datadodescadastro", "datadescadastro", "optoutdate",
})  # fmt: skip


Wanted = Callable[[Sequence[str]], bool]
"""Says of a row's cells whether its person is one of those the file is read for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which rows of a file count, and the column of their numbers, where the kind of file tells it."""

    wanted: Wanted = lambda _cells: True
    phone_column: str | None = None


def everybody(_table: Table) -> Choice:
    """Take every row of a file."""
    return Choice()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInFile:
    """One row with a number; `person`: what the number and its twin share; `date`: since when, as text."""

    person: str
    number: PhoneNumber
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file of people and how to read it; what is None is found out.

    `source`: what it is called on the list, its file name unless given. `hidden_rows`: whether rows count
    that are hidden in the workbook.
    """

    path: Path
    source: str | None = None
    phone_column: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quotes: str | None = None
    header_row: int | str | None = None
    hidden_rows: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a file says, before anything is written.

    `entries`: one for each row with a number that is wanted. `columns`: where the numbers stand, by name or, where the
    file has none (`no_names`), by letter; `dates`: the column that says since when, if one does. `first`:
    the first few people with their names, if it has any. `unreadable`: the rows that hold no number;
    `left_out`: how many rows are not wanted.
    """

    source: str
    entries: tuple[PersonInFile, ...]
    columns: tuple[str, ...]
    no_names: bool
    dates: str | None
    first: tuple[tuple[str, PhoneNumber], ...]
    unreadable: tuple[int, ...]
    left_out: int

    @property
    def persons(self) -> frozenset[str]:
        """Everybody in it, once."""
        return frozenset(each.person for each in self.entries)


def read(reading: Reading, *, choose: Callable[[Table], Choice] = everybody) -> Found:
    """Read a file; nothing is written. `choose`: by its columns, which of its rows count.

    Raises:
        ListError, SettingsError: the file cannot be read.
    """
    with _open(reading) as people:
        table = Table(header=people.header, written=people.written, sample=people.sample(_SAMPLE))
        choice = choose(table)
        recipients = _recipients(table, reading.phone_column or choice.phone_column)
        dates = _date_column(people)
        rows = _Rows(saved=_saved_on(reading.path), wanted=choice.wanted)
        found = list(rows.people(people, recipients))
        first = {
            entry.person: (name, entry.number) for name, entry in reversed(found[:_MOST_LOOKED_AT])
        }
        return Found(
            source=reading.source or printable(reading.path.name),
            entries=tuple(entry for _name, entry in found),
            columns=tuple(recipients.columns),
            no_names=not people.header_row,
            dates=None if dates is None else people.header[dates],
            first=tuple(reversed(first.values()))[:_FIRST],
            unreadable=tuple(rows.unreadable),
            left_out=rows.left_out,
        )


def in_pieces(entries: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """Cut entries into pieces of at most so many, one a transaction."""
    for start in range(0, len(entries), most):
        yield entries[start : start + most]


# ── the file ──────────────────────────────────────────────────────────────────────────────────


def _open(reading: Reading) -> ContactList:
    """Open the file; bare numbers, which such files mostly hold, stand below no names."""
    bare = replace(reading, header_row="none")
    try:
        contacts = _open_list(reading)
    except HeaderMissing:
        return _open_list(bare)
    if reading.header_row is None and len(contacts.header) == 1 and _is_number(contacts.header[0]):
        contacts.close()
        return _open_list(bare)
    return contacts


def _open_list(reading: Reading) -> ContactList:
    return open_list(
        reading.path,
        sheet=reading.sheet,
        encoding=reading.encoding,
        delimiter=reading.delimiter,
        quotes=from_options({"quotes": reading.quotes}).quotes,
        header_row=from_options({"header_row": reading.header_row}).header_row,
        hidden_rows=reading.hidden_rows,
    )


def _is_number(cell: str) -> bool:
    """Tell a number that is too short to be taken for one ("98765-4321") from a column's name."""
    return any(c.isdecimal() for c in cell) and not any(c.isalpha() for c in cell)


@dataclass(slots=True, kw_only=True)
class _Rows:
    """Goes through a file's rows; counts those that hold no number, or are not wanted.

    `saved`: the day the file was saved, for rows without a date.
    """

    saved: str
    wanted: Wanted
    unreadable: list[int] = field(default_factory=list)
    left_out: int = 0

    def people(
        self, people: ContactList, recipients: Recipients
    ) -> Iterator[tuple[str, PersonInFile]]:
        """Yield the file's people with their names."""
        date_at, name_at = _date_column(people), find_name_column(people.header)
        for contact in people.rows():
            if not self.wanted(contact.cells):
                self.left_out += 1
                continue
            [phone] = recipients.numbers([contact.cells])
            if not isinstance(phone, Phone):
                self.unreadable.append(contact.row)
                continue
            dated = "" if date_at is None else contact.cells[date_at].strip()
            entry = PersonInFile(
                person=person_key(phone.number), number=phone.number, date=dated or self.saved
            )
            yield "" if name_at is None else contact.cells[name_at].strip(), entry


def _recipients(table: Table, phone_column: str | None) -> Recipients:
    """Find the numbers as of any list; the only column there is holds them, whatever it is called."""
    lone_column = "A" if len(table.header) == 1 else None
    settings = Settings(phone_column=phone_column or lone_column)
    return Recipients.of(table, settings, Mapped(fields={}, placeholders={}))


def _date_column(people: ContactList) -> int | None:
    names = enumerate(people.header)
    return next((at for at, name in names if column_key(name) in _DATES), None)


def _saved_on(path: Path) -> str:
    """Return the day a file was saved, on Brazil's calendar (ISO 8601)."""
    return datetime.fromtimestamp(path.stat().st_mtime, BRAZIL).date().isoformat()
