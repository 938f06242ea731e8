"""Put the people of a do-not-call file on the journal's opt-out list, with source and date."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from batch_sender.config.settings import Settings, from_options
from batch_sender.journal import MOST_ROWS_TOGETHER, Journal, OptOut
from batch_sender.judge.recipients import Recipients
from batch_sender.load import ContactList, open_list
from batch_sender.load.columns import Table, find_name_column
from batch_sender.load.columns.mapping import Mapped
from batch_sender.load.errors import HeaderMissing
from batch_sender.models import Phone, PhoneNumber, column_key
from batch_sender.models.printable import printable
from batch_sender.operations.errors import OptOutNumberUnreadable
from batch_sender.phones import parse_phone, person_key
from batch_sender.timing.windows import BRAZIL

BY_HAND: Final = "person"
"""The source of a number that somebody typed in."""
ANSWERED: Final = "reply"
"""The source of a number that asked for it in a reply."""

_SAMPLE: Final = 50
_FIRST: Final = 5
_MOST_LOOKED_AT: Final = 50
"""Rows in which the first few people are looked for; the same one may stand in several."""
# As `column_key` writes them. A date of birth is a date, too, and not the one that is meant.
_DATES: Final = frozenset({
    "data", "date", "datadainclusao", "datainclusao", "datadocadastro", "datadobloqueio",
    "databloqueio", "datadopedido", "datadodescadastro", "datadescadastro", "optoutdate",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A do-not-call file and how to read it; what is None is found out.

    `source`: what it is called on the list, its file name unless given.
    """

    path: Path
    source: str | None = None
    phone_column: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quotes: str | None = None
    header_row: int | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a file says, before anything is written.

    `entries`: one for each row with a number. `columns`: where the numbers stand, by name or, where the
    file has none (`no_names`), by letter; `dates`: the column that says since when, if one does. `first`:
    the first few people with their names, if it has any. `unreadable`: the rows that hold no number.
    """

    source: str
    entries: tuple[OptOut, ...]
    columns: tuple[str, ...]
    no_names: bool
    dates: str | None
    first: tuple[tuple[str, PhoneNumber], ...]
    unreadable: tuple[int, ...]

    @property
    def persons(self) -> frozenset[str]:
        """Everybody in it, once."""
        return frozenset(each.person for each in self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of a file: persons new on the list, there already, and rows that hold no number.

    `number`: of the import, by which it is taken back; None for numbers that were typed in.
    """

    source: str
    added: int
    already: int
    unreadable: tuple[int, ...]
    number: int | None = None


def read(reading: Reading) -> Found:
    """Read a do-not-call file; nothing is written.

    Raises:
        ListError, SettingsError: the file cannot be read.
    """
    with _open(reading) as people:
        recipients, unreadable = _recipients(people, reading), list[int]()
        dates = _date_column(people)
        source = reading.source or printable(reading.path.name)
        found = list(
            _opt_outs(people, recipients, source, unreadable, saved=_saved_on(reading.path))
        )
        first = {
            entry.person: (name, entry.number) for name, entry in reversed(found[:_MOST_LOOKED_AT])
        }
        return Found(
            source=source,
            entries=tuple(entry for _name, entry in found),
            columns=tuple(recipients.columns),
            no_names=not people.header_row,
            dates=None if dates is None else people.header[dates],
            first=tuple(reversed(first.values()))[:_FIRST],
            unreadable=tuple(unreadable),
        )


def write(journal: Journal, found: Found, *, who: str) -> Imported:
    """Put everyone of a file on the opt-out list, as one import.

    Cut short, what is on the list stays on it; the same file once more adds the rest.
    """
    number = journal.people.begin_import(found.source, who=who)
    added = already = 0
    for some in _batched(found.entries):
        done = journal.people.add_opt_outs(some, who=who, import_id=number)
        added, already = added + done.new, already + done.already
    detail: dict[str, Any] = {
        "source": found.source,
        "added": added,
        "already": already,
        "unreadable": len(found.unreadable),
        "import": number,
    }
    journal.batches.note(None, "opt_outs_imported", who=who, detail=detail)
    return Imported(
        source=found.source,
        added=added,
        already=already,
        unreadable=found.unreadable,
        number=number,
    )


def _batched(entries: Sequence[OptOut]) -> Iterator[Sequence[OptOut]]:
    for start in range(0, len(entries), MOST_ROWS_TOGETHER):
        yield entries[start : start + MOST_ROWS_TOGETHER]


def add_numbers(
    journal: Journal, written: Iterable[str], *, who: str, source: str = BY_HAND
) -> Imported:
    """Put numbers on the list, in any notation; `source`: why, or where they come from.

    Raises:
        OptOutNumberUnreadable: one of them is none; nothing was changed.
    """
    told = [
        OptOut(person=person, number=number, source=source)
        for person, number in persons(written).items()
    ]
    return add_entries(journal, told, who=who, source=source)


def add_entries(
    journal: Journal, entries: Sequence[OptOut], *, who: str, source: str = ANSWERED
) -> Imported:
    """Put people on the list."""
    added = already = 0
    for some in _batched(entries):
        done = journal.people.add_opt_outs(some, who=who, kind="opt_outs_added")
        added, already = added + done.new, already + done.already
    return Imported(source=source, added=added, already=already, unreadable=())


def persons(written: Iterable[str]) -> dict[str, PhoneNumber]:
    """Return the persons behind some numbers, and the number of each.

    Raises:
        OptOutNumberUnreadable: one of them is none.
    """
    found: dict[str, PhoneNumber] = {}
    for text in written:
        phone = parse_phone(text)
        if not isinstance(phone, Phone):
            raise OptOutNumberUnreadable(number=text)
        found.setdefault(person_key(phone.number), phone.number)
    return found


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
        hidden_rows=True,  # whoever stands there asked, whatever filter the file was saved under
    )


def _is_number(cell: str) -> bool:
    """Tell a number that is too short to be taken for one ("98765-4321") from a column's name."""
    return any(c.isdecimal() for c in cell) and not any(c.isalpha() for c in cell)


def _opt_outs(
    people: ContactList, recipients: Recipients, source: str, unreadable: list[int], *, saved: str
) -> Iterator[tuple[str, OptOut]]:
    """Yield a file's people with their names; the rows that hold no number are added to `unreadable`."""
    date_at, name_at = _date_column(people), find_name_column(people.header)
    for contact in people.rows():
        [phone] = recipients.numbers([contact.cells])
        if not isinstance(phone, Phone):
            unreadable.append(contact.row)
            continue
        dated = "" if date_at is None else contact.cells[date_at].strip()
        entry = OptOut(
            person=person_key(phone.number),
            number=phone.number,
            source=source,
            source_date=dated or saved,
        )
        yield "" if name_at is None else contact.cells[name_at].strip(), entry


def _recipients(people: ContactList, reading: Reading) -> Recipients:
    """Find the numbers as of any list; the only column there is holds them, whatever it is called."""
    lone_column = "A" if len(people.header) == 1 else None
    table = Table(
        header=people.header,
        written=people.written,
        sample=people.sample(_SAMPLE),
    )
    settings = Settings(phone_column=reading.phone_column or lone_column)
    return Recipients.of(table, settings, Mapped(fields={}, placeholders={}))


def _date_column(people: ContactList) -> int | None:
    names = enumerate(people.header)
    return next((at for at, name in names if column_key(name) in _DATES), None)


def _saved_on(path: Path) -> str:
    """Return the day a file was saved, on Brazil's calendar (ISO 8601)."""
    return datetime.fromtimestamp(path.stat().st_mtime, BRAZIL).date().isoformat()
