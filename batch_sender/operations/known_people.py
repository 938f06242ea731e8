"""The people who are no new ones although the journal holds no accepted message to them: kept as somebody says."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from batch_sender.config.settings import Settings
from batch_sender.journal import MOST_ROWS_TOGETHER, Journal, KnownCounts, KnownPerson, KnownRecord
from batch_sender.language import _
from batch_sender.load.columns import Table
from batch_sender.load.columns.consents import Consents
from batch_sender.load.columns.mapping import Mapped
from batch_sender.load.errors import SheetNotFound, SheetNotPossible
from batch_sender.models import PhoneNumber, column_key
from batch_sender.operations import people_files
from batch_sender.operations.people_files import Choice, Found, Reading, in_pieces
from batch_sender.phones.people import person_of
from batch_sender.sentences.sheet_names import RESULTS_ANYWHERE

BY_HAND: Final = "person"
"""The source of a number that somebody typed in."""

_STATUS: Final = frozenset({"status", "situacao"})
_ATTEMPTS: Final = frozenset({"attempts", "tentativas"})
_NUMBER: Final = frozenset({"number", "numero"})
_ACCEPTED: Final = frozenset({"accepted", column_key("aceita pelo CleverChat")})
"""What results of ours say in either language: their columns, and of a message that was accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownImported:
    """What came of a file: persons new among the known, there already, and rows that were not taken.

    `unreadable`: rows without a number; `left_out`: rows of results whose message was not accepted, or of
    people who want no messages.
    """

    source: str
    added: int
    already: int
    unreadable: tuple[int, ...] = ()
    left_out: int = 0


def known_persons(numbers: Sequence[str]) -> Mapping[str, PhoneNumber]:
    """Return the persons behind numbers in any notation, before any journal is opened for them.

    Raises:
        PersonNumberUnreadable: one of them is no number.
    """
    found = map(person_of, numbers)
    return {each.key: each.numbers[0] for each in found}


def add_known(journal: Journal, persons: Mapping[str, PhoneNumber], *, who: str) -> KnownImported:
    """Count persons among the known."""
    entries = [
        KnownPerson(person=person, number=number, source=BY_HAND)
        for person, number in persons.items()
    ]
    done = _write(journal, entries, source=BY_HAND, who=who)
    detail = {"added": done.added, "already": done.already}
    journal.batches.note(None, "known_added", who=who, detail=detail)
    return done


def remove_known(journal: Journal, persons: Mapping[str, PhoneNumber], *, who: str) -> None:
    """Count persons among the known no more: they are new unless a message to them was accepted.

    Raises:
        NotKnown: one of them is not there; nothing was changed.
    """
    journal.people.remove_known(persons, who=who)


def known_people(journal: Journal) -> Iterator[KnownRecord]:
    """Stream those whose numbers are kept, oldest first."""
    return journal.people.known()


def newest_known(journal: Journal, most: int) -> list[KnownRecord]:
    """Return the newest of those whose numbers are kept."""
    return journal.people.newest_known(most)


def known_counts(journal: Journal) -> KnownCounts:
    """Count those whose numbers are kept, and those of purged batches, which cannot be read."""
    return journal.people.known_counts()


def source_in_words(source: str) -> str:
    """Say where somebody is known from: a file's name, or a person's word."""
    return _("by hand") if source == BY_HAND else source


def read_known(reading: Reading) -> Found:
    """Read a file of known people: of results the accepted ones, of any other list all who want messages.

    Of a results workbook the sheet with every row is read, not the one with those to send again.

    Raises:
        ListError, SettingsError: the file cannot be read.
    """
    for sheet in RESULTS_ANYWHERE if reading.sheet is None else ():
        with contextlib.suppress(SheetNotFound, SheetNotPossible):
            return people_files.read(replace(reading, sheet=sheet), choose=_who_counts)
    return people_files.read(reading, choose=_who_counts)


def import_known(journal: Journal, found: Found, *, who: str) -> KnownImported:
    """Count everyone of a file among the known.

    Cut short, who is there stays; the same file once more adds the rest.
    """
    entries = [
        KnownPerson(person=each.person, number=each.number, source=found.source)
        for each in found.entries
    ]
    done = _write(journal, entries, source=found.source, who=who)
    detail: dict[str, Any] = {
        "source": done.source,
        "added": done.added,
        "already": done.already,
        "unreadable": len(found.unreadable),
        "left_out": found.left_out,
    }
    journal.batches.note(None, "known_imported", who=who, detail=detail)
    return KnownImported(
        source=done.source,
        added=done.added,
        already=done.already,
        unreadable=found.unreadable,
        left_out=found.left_out,
    )


def _write(
    journal: Journal, entries: Sequence[KnownPerson], *, source: str, who: str
) -> KnownImported:
    added = already = 0
    for some in in_pieces(entries, MOST_ROWS_TOGETHER):
        done = journal.people.add_known(some, who=who)
        added, already = added + done.new, already + done.already
    return KnownImported(source=source, added=added, already=already)


def _who_counts(table: Table) -> Choice:
    """Take of results of ours the accepted rows alone; of any other file all but those who want no messages."""
    return _accepted_in_results(table.header) or _who_wants_messages(table)


def _who_wants_messages(table: Table) -> Choice:
    nothing_said = Mapped(fields={}, placeholders={})
    consents = Consents.of(table, Settings(), nothing_said)
    if consents is None:
        return people_files.everybody(table)
    return Choice(wanted=lambda cells: consents.problem(cells) is None)


def _accepted_in_results(header: Sequence[str]) -> Choice | None:
    """Take the accepted rows and the numbers they went to; None for a file that is no results of ours."""
    status, attempts, number = (_last(header, names) for names in (_STATUS, _ATTEMPTS, _NUMBER))
    if status is None or attempts is None or number is None:
        return None
    return Choice(
        wanted=lambda cells: column_key(cells[status]) in _ACCEPTED, phone_column=header[number]
    )


def _last(header: Sequence[str], names: frozenset[str]) -> int | None:
    """Return the last column of these names: ours stand behind the list's own."""
    found = [at for at, name in enumerate(header) if column_key(name) in names]
    return found[-1] if found else None
