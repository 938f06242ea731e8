"""`optout add|remove|list|import`: the people who must not be written to."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from batch_sender.cli import (
    context,
    next_steps,
    optout_preview,
    output,
    people_preview,
    wording,
)
from batch_sender.journal import OptOutImport, OptOutRecord
from batch_sender.language import _, ngettext, number
from batch_sender.models import PhoneNumber
from batch_sender.operations import optout_import, people_files
from batch_sender.operations.errors import OptOutRemovalUnconfirmed
from batch_sender.operations.optouts import (
    add_opt_outs,
    import_of,
    import_opt_outs,
    imports,
    on_the_list,
    opt_out_persons,
    opt_outs,
    read_opt_outs,
    refuse_unlisted,
    remove_opt_outs,
    source_in_words,
)
from batch_sender.operations.optouts import undo_import as take_back
from batch_sender.phones import spelled
from batch_sender.timing.windows import BRAZIL


def add(numbers: Sequence[str], *, as_json: bool) -> int:
    """Put numbers on the list."""
    opt_out_persons(numbers)  # before a journal is made for them
    with context.open_journal() as book:
        done = add_opt_outs(book, numbers, who=context.who())
    _tell(done, as_json=as_json)
    return 0


def remove(numbers: Sequence[str], *, yes: bool, as_json: bool) -> int:
    """Take numbers off the list, if somebody says that it is meant so."""
    persons = opt_out_persons(numbers)
    if not yes and not output.on_terminal():
        raise OptOutRemovalUnconfirmed
    with context.open_journal() as book:
        refuse_unlisted(book, persons)
        named = ", ".join(map(spelled, persons.values()))
        question = _("May they be written to again: {numbers}?").format(numbers=named)
        meant = yes or output.ask(question)
        if meant:
            remove_opt_outs(book, persons, who=context.who())
    _tell_removed(list(persons.values()) if meant else [], as_json=as_json)
    return 0 if meant else 1


def _tell_removed(numbers: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        output.say_json({"removed": len(numbers), "numbers": numbers})
    elif numbers:
        gone = ngettext("{n} number was removed.", "{n} numbers were removed.", len(numbers))
        output.say(gone.format(n=len(numbers)))
    else:
        output.tell(_("Nothing was changed."))


def list_all(*, as_json: bool) -> int:
    """Show the list."""
    with context.open_to_look() as book:
        if as_json:
            output.say_json({"opt_outs": [_as_json(each) for each in opt_outs(book)]})
            return 0
        total = 0
        for each in opt_outs(book):
            total += 1
            parts = (
                spelled(PhoneNumber(each.number)),
                source_in_words(each.source),
                _date(each),
                each.who,
            )
            output.say("  ".join(parts))
    if total:
        output.tell(_people(total))
    else:
        output.tell(_("Nobody is on the opt-out list. Add numbers: batch-sender optout add NUMBER"))
    return 0


def import_file(reading: people_files.Reading, *, yes: bool, as_json: bool) -> int:
    """Show whom a file would put on the list, and do so if it is meant; say how many, and what was not read."""
    found = read_opt_outs(reading)
    with context.open_journal() as book:
        if found.entries and not (yes or as_json) and output.on_terminal():
            for line in optout_preview.told(found, already=on_the_list(book, found)):
                output.tell(line)
            if not output.ask(optout_preview.question(found)):
                output.tell(_("Nothing was changed."))
                return 1
        done = import_opt_outs(book, found, who=context.who())
    _tell(done, as_json=as_json)
    return 3 if done.unreadable else 0


def list_imports(*, as_json: bool) -> int:
    """Show the imports that can be taken back."""
    with context.open_to_look() as book:
        every = imports(book)
    if as_json:
        output.say_json({"imports": [_import_as_json(each) for each in every]})
        return 0
    for each in every:
        output.say(f"{each.id:>5}  {wording.moment_there(each.at, BRAZIL)}  {each.source}")
        output.say(f"       {_people(each.people)}")
    if every:
        command = next_steps.command("optout", "undo-import", str(every[0].id))
        output.tell(_("Take one back with: {command}").format(command=command))
    else:
        output.tell(_("There is no import that could be taken back."))
    return 0


def undo_import(import_id: int, *, yes: bool, as_json: bool) -> int:
    """Take an import back, if somebody says that it is meant so."""
    if not yes and not output.on_terminal():
        raise OptOutRemovalUnconfirmed
    with context.open_journal() as book:
        found = import_of(book, import_id)
        if not yes:
            output.tell(
                _(
                    "Who was on the list before, was added by hand since or is in another file stays."
                )
            )
        meant = yes or output.ask(_undoing(found))
        removed = take_back(book, import_id, who=context.who()) if meant else 0
    if as_json:
        output.say_json({"import": import_id, "undone": meant, "removed": removed})
    elif meant:
        output.say(_undone(found, removed))
    else:
        output.tell(_("Nothing was changed."))
    return 0 if meant else 1


def _undoing(found: OptOutImport) -> str:
    asked = ngettext(
        "Take back import {number}, {source}, with {n} person?",
        "Take back import {number}, {source}, with {n} people?",
        found.people,
    )
    return asked.format(number=found.id, source=found.source, n=number(found.people))


def _undone(found: OptOutImport, removed: int) -> str:
    gone = ngettext(
        "Import {number} was taken back: {n} person may be written to again.",
        "Import {number} was taken back: {n} people may be written to again.",
        removed,
    )
    return gone.format(number=found.id, n=number(removed))


def _import_as_json(each: OptOutImport) -> dict[str, Any]:
    return {
        "import": each.id,
        "source": each.source,
        "at": each.at.isoformat(),
        "who": each.who,
        "people": each.people,
    }


def _tell(done: optout_import.Imported, *, as_json: bool) -> None:
    if as_json:
        output.say_json(_imported_as_json(done))
        return
    output.say(_("  {n:>7}  added to the opt-out list").format(n=done.added))
    if done.already:
        output.say(_("  {n:>7}  on it already").format(n=done.already))
    if done.unreadable:
        output.say(people_preview.unreadable(done.unreadable))
    if done.number is not None and done.added:
        command = next_steps.command("optout", "undo-import", str(done.number))
        output.say(_("Take it back with: {command}").format(command=command))


def _imported_as_json(done: optout_import.Imported) -> dict[str, Any]:
    return {
        "source": done.source,
        "added": done.added,
        "already": done.already,
        "unreadable": len(done.unreadable),
        "unreadable_rows": done.unreadable,
        **({} if done.number is None else {"import": done.number}),
    }


def _people(total: int) -> str:
    said = ngettext("{n} person on the opt-out list.", "{n} people on the opt-out list.", total)
    return said.format(n=number(total))


def _date(each: OptOutRecord) -> str:
    if each.source_date is None:
        return wording.moment_there(each.added_at, BRAZIL)
    try:
        return wording.day(date.fromisoformat(each.source_date))
    except ValueError:  # as the file has it
        return wording.printable(each.source_date)


def _as_json(each: OptOutRecord) -> dict[str, str | None]:
    return {
        "number": each.number,
        "source": each.source,
        "source_date": each.source_date,
        "added_at": each.added_at.isoformat(),
        "who": each.who,
    }
