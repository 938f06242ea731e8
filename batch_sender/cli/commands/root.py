"""The program itself: what may be said of every command, and the exit codes."""

from typing import Final

import click

from batch_sender import __version__
from batch_sender.cli import help_page, output
from batch_sender.cli.parsing import CommandGroup, parameters
from batch_sender.config.errors import BadSetting
from batch_sender.config.options.common import PROGRAM
from batch_sender.language import LANGUAGES, N_, _


def _program(*, version: bool, lang: str | None, profile: str | None, **_taken_out: object) -> None:
    """Take what stands before a command; what may stand anywhere was taken out before that."""
    if version:
        output.say(f"batch-sender {__version__}")
    elif profile is not None:
        raise click.BadOptionUsage("--profile", "", click.get_current_context())
    elif lang is not None:
        raise BadSetting(setting="--lang", value=lang, allowed=", ".join(LANGUAGES))


_EXIT_CODES: Final = (
    ("0", N_("every row accepted (check: every row can be sent)")),
    ("1", N_("it could not start, nothing left")),
    ("2", N_("the command line itself is wrong")),
    ("3", N_("finished, and some rows were skipped, rejected, failed or unknown")),
    ("4", N_("stopped before the end; go on with: batch-sender resume")),
)


class _Program(CommandGroup):
    """Shows the exit codes below all commands."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, and the exit codes."""
        super().format_epilog(ctx, formatter)
        told = [(code, help_page.shown(meaning)) for code, meaning in _EXIT_CODES]
        help_page.write_sections(formatter, [(_("Exit codes"), told)])


main: Final = _Program(
    name="batch-sender",
    callback=_program,
    invoke_without_command=True,
    subcommand_metavar="COMMAND [ARGS]...",
    params=parameters(PROGRAM),
    alone=lambda: "guide" if output.on_terminal() else None,
    help=N_("Send a WhatsApp message to every person on a list, once, through CleverChat."),
    context_settings={"max_content_width": 102},  # lines of 100: Click leaves two signs free
)


def family(name: str, help: str, *, alone: str | None = None) -> CommandGroup:  # noqa: A002 - Click's own name
    """Add a group of commands to the program; `alone`: the one that its bare name means, if one does."""
    made = CommandGroup(name=name, help=help, alone=lambda: alone)
    main.add_command(made)
    return made


def inner_family(parent: CommandGroup, name: str, help: str) -> CommandGroup:  # noqa: A002 - Click's own name
    """Add a group of commands to a group of the program's."""
    made = CommandGroup(name=name, help=help, alone=lambda: None)
    parent.add_command(made)
    return made
