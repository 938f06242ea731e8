"""`optout add|remove|list|import`: the people who must not be written to."""

from collections.abc import Sequence
from typing import Any, Final

from batch_sender.cli import context, output, wording
from batch_sender.journal import OptOutRecord
from batch_sender.language import _, ngettext, number
from batch_sender.operations import optout_import
from batch_sender.operations.errors import OptOutRemovalUnconfirmed
from batch_sender.operations.optouts import (
    add_opt_outs,
    import_opt_outs,
    opt_out_persons,
    opt_outs,
    remove_opt_outs,
)
from batch_sender.timing.windows import BRAZIL

_MOST_ROWS_NAMED: Final = 20


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
        named = ", ".join(f"+{each}" for each in persons.values())
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
            parts = (f"+{each.number}", _source(each.source), _date(each), each.who)
            output.say("  ".join(parts))
    output.tell(_people(total))
    return 0


def import_file(reading: optout_import.Reading, *, as_json: bool) -> int:
    """Put everyone in a file on the list; say how many, and which rows could not be read."""
    with context.open_journal() as book:
        done = import_opt_outs(book, reading, who=context.who())
    _tell(done, as_json=as_json)
    return 3 if done.unreadable else 0


def _tell(done: optout_import.Imported, *, as_json: bool) -> None:
    if as_json:
        output.say_json(_imported_as_json(done))
        return
    output.say(_("  {n:>7}  added to the opt-out list").format(n=done.added))
    if done.already:
        output.say(_("  {n:>7}  on it already").format(n=done.already))
    if done.unreadable:
        output.say(_unreadable(done.unreadable))


def _unreadable(rows: Sequence[int]) -> str:
    named = ", ".join(str(row) for row in rows[:_MOST_ROWS_NAMED])
    more = ", …" if len(rows) > _MOST_ROWS_NAMED else ""
    said = ngettext(
        "  {n:>7}  not a phone number, row {rows}",
        "  {n:>7}  not a phone number, rows {rows}",
        len(rows),
    )
    return said.format(n=len(rows), rows=named + more)


def _imported_as_json(done: optout_import.Imported) -> dict[str, Any]:
    return {
        "source": done.source,
        "added": done.added,
        "already": done.already,
        "unreadable": len(done.unreadable),
        "unreadable_rows": done.unreadable,
    }


def _people(total: int) -> str:
    said = ngettext("{n} person on the opt-out list.", "{n} people on the opt-out list.", total)
    return said.format(n=number(total))


def _source(source: str) -> str:
    return _("by hand") if source == optout_import.BY_HAND else source


def _date(each: OptOutRecord) -> str:
    return each.source_date or wording.moment_there(each.added_at, BRAZIL)


def _as_json(each: OptOutRecord) -> dict[str, str | None]:
    return {
        "number": each.number,
        "source": each.source,
        "source_date": each.source_date,
        "added_at": each.added_at.isoformat(),
        "who": each.who,
    }
