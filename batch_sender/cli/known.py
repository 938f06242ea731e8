"""`known add|remove|list|import`: the people who are no new ones, whatever the journal holds of them."""

from collections.abc import Iterator, Sequence
from typing import Any

from batch_sender.cli import context, output, people_preview, wording
from batch_sender.journal import KnownRecord
from batch_sender.language import _, ngettext, number
from batch_sender.models import PhoneNumber
from batch_sender.operations.known_people import (
    KnownImported,
    add_known,
    import_known,
    known_counts,
    known_people,
    known_persons,
    read_known,
    remove_known,
    source_in_words,
)
from batch_sender.operations.people_files import Found, Reading
from batch_sender.phones import spelled
from batch_sender.timing.windows import BRAZIL


def add(numbers: Sequence[str], *, as_json: bool) -> int:
    """Count numbers among the known."""
    persons = known_persons(numbers)  # before a journal is made for them
    with context.open_journal() as book:
        done = add_known(book, persons, who=context.who())
    _tell(done, as_json=as_json)
    return 0


def remove(numbers: Sequence[str], *, as_json: bool) -> int:
    """Count numbers among the known no more."""
    persons = known_persons(numbers)
    with context.open_journal() as book:
        remove_known(book, persons, who=context.who())
    if as_json:
        output.say_json({"removed": len(persons), "numbers": list(persons.values())})
        return 0
    gone = ngettext("{n} number was removed.", "{n} numbers were removed.", len(persons))
    output.say(gone.format(n=len(persons)))
    return 0


def list_all(*, as_json: bool) -> int:
    """Show the known people whose numbers are kept, and how many others there are."""
    with context.open_to_look() as book:
        nameless = known_counts(book).without_number
        if as_json:
            known = [_as_json(each) for each in known_people(book)]
            output.say_json({"known": known, "without_number": nameless})
            return 0
        total = 0
        for each in known_people(book):
            total += 1
            output.say(_line(each))
    for line in _sums(total, nameless):
        output.tell(line)
    return 0


def _line(each: KnownRecord) -> str:
    told = (
        spelled(PhoneNumber(each.number)),
        source_in_words(each.source),
        wording.moment_there(each.added_at, BRAZIL),
        each.who,
    )
    return "  ".join(told)


def _sums(total: int, nameless: int) -> Iterator[str]:
    if not total and not nameless:
        yield _("Nobody is on the list of known people. Add numbers: batch-sender known add NUMBER")
    if total:
        yield _people(total)
    if nameless:
        told = ngettext(
            "{n} more person is known from a batch whose people were removed; no number is kept.",
            "{n} more people are known from batches whose people were removed; no number is kept.",
            nameless,
        )
        yield told.format(n=number(nameless))


def _people(total: int) -> str:
    told = ngettext(
        "{n} person on the list of known people.", "{n} people on the list of known people.", total
    )
    return told.format(n=number(total))


def import_file(reading: Reading, *, yes: bool, as_json: bool) -> int:
    """Show whom a file would make known, and do so if it is meant; say how many, and what was not read."""
    found = read_known(reading)
    with context.open_journal() as book:
        if found.entries and not (yes or as_json) and output.on_terminal():
            for line in people_preview.told(found, _counts(found)):
                output.tell(line)
            if not output.ask(_question(found)):
                output.tell(_("Nothing was changed."))
                return 1
        done = import_known(book, found, who=context.who())
    _tell(done, as_json=as_json)
    return 3 if done.unreadable else 0


def _counts(found: Found) -> Iterator[str]:
    yield _("  {n:>7}  people in it").format(n=len(found.persons))
    if found.left_out:
        yield _left_out(found.left_out)


def _question(found: Found) -> str:
    n = len(found.persons)
    asked = ngettext(
        "Count this {n} person as known, and new no more?",
        "Count these {n} people as known, and new no more?",
        n,
    )
    return asked.format(n=number(n))


def _tell(done: KnownImported, *, as_json: bool) -> None:
    if as_json:
        output.say_json(_imported_as_json(done))
        return
    output.say(_("  {n:>7}  added to the known people").format(n=done.added))
    if done.already:
        output.say(_("  {n:>7}  among them already").format(n=done.already))
    if done.left_out:
        output.say(_left_out(done.left_out))
    if done.unreadable:
        output.say(people_preview.unreadable(done.unreadable))


def _left_out(n: int) -> str:
    return _("  {n:>7}  left out: not accepted in these results, or no to messages").format(n=n)


def _imported_as_json(done: KnownImported) -> dict[str, Any]:
    return {
        "source": done.source,
        "added": done.added,
        "already": done.already,
        "left_out": done.left_out,
        "unreadable": len(done.unreadable),
        "unreadable_rows": done.unreadable,
    }


def _as_json(each: KnownRecord) -> dict[str, str]:
    return {
        "number": each.number,
        "source": each.source,
        "added_at": each.added_at.isoformat(),
        "who": each.who,
    }
