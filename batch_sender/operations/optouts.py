"""The people who must not be written to: added, removed, listed, read from a file."""

from collections.abc import Iterator, Mapping, Sequence

from batch_sender.journal import Journal, OptOutImport, OptOutRecord
from batch_sender.models import PhoneNumber
from batch_sender.operations import optout_import

OptOutPersons = Mapping[str, PhoneNumber]
"""The number that was asked for, by the person it belongs to."""


def opt_out_persons(numbers: Sequence[str]) -> OptOutPersons:
    """Return the persons behind numbers in any notation, before any journal is opened for them.

    Raises:
        OptOutNumberUnreadable: one of them is no number.
    """
    return optout_import.persons(numbers)


def add_opt_outs(journal: Journal, numbers: Sequence[str], *, who: str) -> optout_import.Imported:
    """Put numbers on the list.

    Raises:
        OptOutNumberUnreadable: one of them is no number; nothing was changed.
    """
    return optout_import.add_numbers(journal, numbers, who=who)


def remove_opt_outs(journal: Journal, persons: OptOutPersons, *, who: str) -> None:
    """Take persons off the list: they may be written to again. Ask before.

    Raises:
        NotOptedOut: one of them is not on it; nothing was changed.
    """
    journal.people.remove_opt_outs(persons, who=who)


def refuse_unlisted(journal: Journal, persons: OptOutPersons) -> None:
    """See that persons are on the list, before anybody is asked about them.

    Raises:
        NotOptedOut: one of them is not.
    """
    journal.people.refuse_unlisted(persons)


def opt_outs(journal: Journal) -> Iterator[OptOutRecord]:
    """Stream the list, oldest first."""
    return journal.people.opt_outs()


def read_opt_outs(reading: optout_import.Reading) -> optout_import.Found:
    """Read a do-not-call file, to show whom it would put on the list.

    Raises:
        ListError, SettingsError: the file cannot be read.
    """
    return optout_import.read(reading)


def on_the_list(journal: Journal, found: optout_import.Found) -> int:
    """Count the people of a file who are on the list already."""
    return journal.people.on_the_list(found.persons)


def import_opt_outs(
    journal: Journal, found: optout_import.Found, *, who: str
) -> optout_import.Imported:
    """Put everyone of a file on the list, as one import that can be taken back."""
    return optout_import.write(journal, found, who=who)


def imports(journal: Journal) -> list[OptOutImport]:
    """Return the imports that can be taken back, newest first."""
    return journal.people.imports()


def import_of(journal: Journal, number: int) -> OptOutImport:
    """Return an import that can be taken back.

    Raises:
        UnknownImport: there is none of this number, or it was taken back.
    """
    return journal.people.one_import(number)


def undo_import(journal: Journal, number: int, *, who: str) -> int:
    """Take those off the list who are on it because of one import alone; return how many. Ask before.

    Who was on it before, was added by hand since or stands in another import's file stays.

    Raises:
        UnknownImport: there is none of this number, or it was taken back.
    """
    return journal.people.undo_import(number, who=who)
