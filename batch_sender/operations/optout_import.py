"""Put people on the journal's opt-out list, with source and date: those of a file, or single numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from batch_sender.journal import MOST_ROWS_TOGETHER, Journal, OptOut
from batch_sender.models import Phone, PhoneNumber
from batch_sender.operations.errors import OptOutNumberUnreadable
from batch_sender.operations.people_files import Found, in_pieces
from batch_sender.phones import parse_phone, person_key

BY_HAND: Final = "person"
"""The source of a number that somebody typed in."""
ANSWERED: Final = "reply"
"""The source of a number that asked for it in a reply."""


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


def write(journal: Journal, found: Found, *, who: str) -> Imported:
    """Put everyone of a file on the opt-out list, as one import.

    Cut short, what is on the list stays on it; the same file once more adds the rest.
    """
    number = journal.people.begin_import(found.source, who=who)
    added = already = 0
    entries = [
        OptOut(person=each.person, number=each.number, source=found.source, source_date=each.date)
        for each in found.entries
    ]
    for some in in_pieces(entries, MOST_ROWS_TOGETHER):
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
    for some in in_pieces(entries, MOST_ROWS_TOGETHER):
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
