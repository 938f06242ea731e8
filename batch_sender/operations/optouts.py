"""The people who must not be written to: added, removed, listed, read from a file."""

from collections.abc import Iterator, Mapping, Sequence

from batch_sender.journal import Journal, OptOutRecord
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


def opt_outs(journal: Journal) -> Iterator[OptOutRecord]:
    """Stream the list, oldest first."""
    return journal.people.opt_outs()


def import_opt_outs(
    journal: Journal, reading: optout_import.Reading, *, who: str
) -> optout_import.Imported:
    """Put everyone in a file on the list.

    Raises:
        ListError, SettingsError: the file cannot be read; nothing was added.
    """
    return optout_import.import_file(journal, reading, who=who)
