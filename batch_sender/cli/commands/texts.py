"""The ready texts that ship with the program."""

from batch_sender.cli.commands.root import family
from batch_sender.cli.parsing import command
from batch_sender.config.options.common import JSON
from batch_sender.config.options.writing import READY_TEXT
from batch_sender.language import N_

templates = family(
    "templates", N_("Ready message texts: list them, read one, copy one."), alone="list"
)


@command(templates, N_("List the ready texts, and the columns that each wants."), JSON, name="list")
def list_all(*, as_json: bool) -> int:
    """List the ready texts."""
    from batch_sender.cli import templates as door

    return door.list_all(as_json=as_json)


@command(templates, N_("Show a ready text."), READY_TEXT, JSON)
def show(*, name: str, as_json: bool) -> int:
    """Show a ready text."""
    from batch_sender.cli import templates as door

    return door.show(name, as_json=as_json)


@command(
    templates,
    N_("Copy a ready text to the current folder, to be changed there; nothing is written over."),
    READY_TEXT,
    JSON,
)
def copy(*, name: str, as_json: bool) -> int:
    """Copy a ready text."""
    from batch_sender.cli import templates as door

    return door.copy(name, as_json=as_json)
