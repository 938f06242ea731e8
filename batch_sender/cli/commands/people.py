"""The people in the journal, and those who must not be written to."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from batch_sender.cli.commands.root import family, main
from batch_sender.cli.parsing import command
from batch_sender.config.options.common import JOURNAL, JSON, UNASKED, YES
from batch_sender.config.options.keeping import IMPORT, NUMBERS, PEOPLE_FILE, SOURCE
from batch_sender.config.options.reading import FILE
from batch_sender.config.options.reporting import BATCHES, NUMBER, PURGING
from batch_sender.language import N_

optout = family("optout", N_("Keep the list of people who must not be written to."))


@command(optout, N_("Put numbers on the list, in any notation."), NUMBERS, JOURNAL, JSON)
def add(*, numbers: Sequence[str], as_json: bool) -> int:
    """Put numbers on the list."""
    from batch_sender.cli import optout as door

    return door.add(list(numbers), as_json=as_json)


@command(
    optout,
    N_("Take numbers off the list: they may be written to again."),
    NUMBERS,
    YES,
    JOURNAL,
    JSON,
)
def remove(*, numbers: Sequence[str], yes: bool, as_json: bool) -> int:
    """Take numbers off the list."""
    from batch_sender.cli import optout as door

    return door.remove(list(numbers), yes=yes, as_json=as_json)


@command(optout, N_("Show the list, with source and date."), JOURNAL, JSON, name="list")
def list_all(*, as_json: bool) -> int:
    """Show the list."""
    from batch_sender.cli import optout as door

    return door.list_all(as_json=as_json)


@command(
    optout,
    N_("Put everyone in a file on the list: any contact list, or one number a line."),
    PEOPLE_FILE,
    SOURCE,
    *FILE,
    UNASKED,
    JOURNAL,
    JSON,
    name="import",
)
def import_file(*, file: Path, yes: bool, as_json: bool, **given: Any) -> int:
    """Put everyone in a file on the list."""
    from batch_sender.cli import optout as door
    from batch_sender.operations.people_files import Reading

    return door.import_file(Reading(path=file, **given), yes=yes, as_json=as_json)


@command(
    optout,
    N_(
        "Take an import back: whom it alone put on the list may be written to again. Without a "
        "number it lists the imports."
    ),
    IMPORT,
    YES,
    JOURNAL,
    JSON,
    name="undo-import",
)
def undo_import(*, number: int | None, yes: bool, as_json: bool) -> int:
    """Take an import of opt-outs back."""
    from batch_sender.cli import optout as door

    if number is None:
        return door.list_imports(as_json=as_json)
    return door.undo_import(number, yes=yes, as_json=as_json)


known = family("known", N_("Keep who is no new person, though nothing was sent to them from here."))


@command(
    known,
    N_("Count numbers among the known people, in any notation."),
    NUMBERS,
    JOURNAL,
    JSON,
    name="add",
)
def add_known(*, numbers: Sequence[str], as_json: bool) -> int:
    """Count numbers among the known."""
    from batch_sender.cli import known as door

    return door.add(list(numbers), as_json=as_json)


@command(
    known,
    N_(
        "Take numbers off the known people: they are new until CleverChat accepts a message to them."
    ),
    NUMBERS,
    JOURNAL,
    JSON,
    name="remove",
)
def remove_known(*, numbers: Sequence[str], as_json: bool) -> int:
    """Count numbers among the known no more."""
    from batch_sender.cli import known as door

    return door.remove(list(numbers), as_json=as_json)


@command(known, N_("Show the known people, and where they are from."), JOURNAL, JSON, name="list")
def list_known(*, as_json: bool) -> int:
    """Show the known people."""
    from batch_sender.cli import known as door

    return door.list_all(as_json=as_json)


@command(
    known,
    N_(
        "Count everyone in a file among the known people: an opt-in list, a customers' list, or results, "
        "of which the accepted rows count."
    ),
    PEOPLE_FILE,
    SOURCE,
    *FILE,
    UNASKED,
    JOURNAL,
    JSON,
    name="import",
)
def import_known(*, file: Path, yes: bool, as_json: bool, **given: Any) -> int:
    """Count everyone in a file among the known."""
    from batch_sender.cli import known as door
    from batch_sender.operations.people_files import Reading

    reading = Reading(path=file, hidden_rows=False, **given)
    return door.import_file(reading, yes=yes, as_json=as_json)


@command(
    main,
    N_("Tell every message that was meant for one person, and why."),
    NUMBER,
    JOURNAL,
    JSON,
)
def history(*, number: str, as_json: bool) -> int:
    """Tell what the journal holds of one person."""
    from batch_sender.cli import person

    return person.history(number, as_json=as_json)


@command(
    main,
    N_("Remove one person from the journal for good, with a receipt; an opt-out stays."),
    NUMBER,
    YES,
    JOURNAL,
    JSON,
)
def forget(*, number: str, yes: bool, as_json: bool) -> int:
    """Remove one person."""
    from batch_sender.cli import person

    return person.forget(number, yes=yes, as_json=as_json)


@command(
    main,
    N_(
        "Remove names, numbers, texts and media names of old batches from the journal for good; "
        "counts and opt-outs stay."
    ),
    BATCHES,
    *PURGING,
    JOURNAL,
    JSON,
)
def purge(*, batches: Sequence[int], as_json: bool, **given: Any) -> int:
    """Remove the people of old batches."""
    from batch_sender.cli import purging

    flags = purging.PurgeFlags.of(given, batches=batches, as_json=as_json)
    return purging.purge(flags)
