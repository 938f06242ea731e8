"""The people who must not be written to: added, removed, listed, read from a file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from batch_sender.journal import (
    Journal,
    OptOut,
    OptOutImport,
    OptOutRecord,
    OptOutSearch,
    OptOutsFound,
)
from batch_sender.language import N_, _
from batch_sender.models import Phone, PhoneNumber, Problem
from batch_sender.operations import optout_import, people_files
from batch_sender.operations.replies import SenderReplies
from batch_sender.operations.reply_words import WORDS
from batch_sender.phones import parse_phone, person_key

OptOutPersons = Mapping[str, PhoneNumber]
"""The number that was asked for, by the person it belongs to."""


_SOURCES: Final[Mapping[str, str]] = {
    optout_import.BY_HAND: N_("by hand"),
    optout_import.ANSWERED: N_("asked for it in a reply"),
}
_BETWEEN: Final = re.compile(r"[\n\r\t;,]+")
_FEWEST_DIGITS: Final = 3
"""Of a number that is looked for by a part of it: two would find half of the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedNumber:
    """One of the numbers that somebody pasted, and what it was read as."""

    written: str
    read: Phone | Problem


def opt_out_persons(numbers: Sequence[str]) -> OptOutPersons:
    """Return the persons behind numbers in any notation, before any journal is opened for them.

    Raises:
        OptOutNumberUnreadable: one of them is no number.
    """
    return optout_import.persons(numbers)


def numbers_in(pasted: str) -> list[TypedNumber]:
    """Take pasted numbers apart, one a line or with commas between, and judge each."""
    parts = (part.strip() for part in _BETWEEN.split(pasted))
    return [TypedNumber(written=part, read=parse_phone(part)) for part in parts if part]


def add_opt_outs(
    journal: Journal, numbers: Sequence[str], *, who: str, reason: str = ""
) -> optout_import.Imported:
    """Put numbers on the list. `reason`: why, as somebody wrote it.

    Raises:
        OptOutNumberUnreadable: one of them is no number; nothing was changed.
    """
    source = reason or optout_import.BY_HAND
    return optout_import.add_numbers(journal, numbers, who=who, source=source)


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


def search_opt_outs(journal: Journal, typed: str, *, skip: int = 0, most: int) -> OptOutsFound:
    """Look for people on the list, by a number, a part of one, or why they are on it; newest first."""
    return journal.people.opt_outs_found(_search(typed), skip=skip, most=most)


def _search(typed: str) -> OptOutSearch:
    wanted = " ".join(typed.split())
    digits = "".join(re.findall(r"[0-9]", wanted))
    is_number = not any(each.isalpha() for each in wanted) and len(digits) >= _FEWEST_DIGITS
    phone = parse_phone(wanted) if is_number else None
    return OptOutSearch(
        digits=digits if is_number else "",
        person=person_key(phone.number) if isinstance(phone, Phone) else "",
        source=wanted,
        sources=tuple(
            code for code, name in _SOURCES.items() if wanted.casefold() in _(name).casefold()
        )
        if wanted
        else (),
    )


def source_in_words(source: str) -> str:
    """Say why somebody is on the list: a reason, a file's name, or how it came about."""
    return _(_SOURCES[source]) if source in _SOURCES else source


def read_opt_outs(reading: people_files.Reading) -> people_files.Found:
    """Read a do-not-call file, to show whom it would put on the list.

    Raises:
        ListError, SettingsError: the file cannot be read.
    """
    return people_files.read(reading)


def on_the_list(journal: Journal, found: people_files.Found) -> int:
    """Count the people of a file who are on the list already."""
    return journal.people.on_the_list(found.persons)


def import_opt_outs(
    journal: Journal, found: people_files.Found, *, who: str
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


# ── replies ───────────────────────────────────────────────────────────────────────────────────


def opt_out_senders(
    journal: Journal, senders: Sequence[SenderReplies], *, who: str
) -> optout_import.Imported:
    """Put those who asked for it in a reply on the list; who has no number is left out."""
    entries = [
        OptOut(
            person=person_key(each.number),
            number=each.number,
            source=optout_import.ANSWERED,
            source_date=each.day,
        )
        for each in senders
        if each.number is not None
    ]
    return optout_import.add_entries(journal, entries, who=who)


def stop_words(journal: Journal) -> tuple[str, ...]:
    """Return the words by which people ask for no more messages."""
    kept = journal.people.stop_words()
    return WORDS if kept is None else kept


def choose_stop_words(journal: Journal, words: Sequence[str], *, who: str) -> None:
    """Let these be the words from now on; the usual ones where there are none."""
    chosen = tuple(words)
    usual = not chosen or chosen == WORDS
    journal.people.keep_stop_words(None if usual else chosen, who=who)
