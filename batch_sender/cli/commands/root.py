"""The program itself: what may be said of every command, and the exit codes."""

from typing import Final

import click

from batch_sender import __version__
from batch_sender.cli import output
from batch_sender.cli.parsing import CommandGroup, parameters
from batch_sender.config.errors import BadSetting
from batch_sender.config.options.common import PROGRAM
from batch_sender.language import LANGUAGES, N_


def _program(*, version: bool, lang: str | None, profile: str | None, **_taken_out: object) -> None:
    """Take what stands before a command; what may stand anywhere was taken out before that."""
    if version:
        output.say(f"batch-sender {__version__}")
    elif profile is not None:
        raise click.BadOptionUsage("--profile", "", click.get_current_context())
    elif lang is not None:
        raise BadSetting(setting="--lang", value=lang, allowed=", ".join(LANGUAGES))


main: Final = CommandGroup(
    name="batch-sender",
    callback=_program,
    invoke_without_command=True,
    subcommand_metavar="COMMAND [ARGS]...",
    params=parameters(PROGRAM),
    alone=lambda: "guide" if output.on_terminal() else None,
    help=N_("Send a WhatsApp message to every person on a list, once, through CleverChat."),
    epilog=N_(
        "Exit codes: 0 every row accepted (check: every row can be sent); 1 it could not start, "
        "nothing left; 2 the command line itself; 3 finished, and some rows were skipped, "
        "rejected, failed or unknown; 4 stopped before the end, go on with: batch-sender resume."
    ),
    context_settings={"max_content_width": 102},  # lines of 100: Click leaves two signs free
)


def family(name: str, help: str, *, alone: str | None = None) -> CommandGroup:  # noqa: A002 - Click's own name
    """Add a group of commands to the program; `alone`: the one that its bare name means, if one does."""
    made = CommandGroup(name=name, help=help, alone=lambda: alone)
    main.add_command(made)
    return made
