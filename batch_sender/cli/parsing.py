"""The parser's own English goes in; its help and complaints in the language in force come out."""

import re
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from batch_sender.language import N_, _

# The parser's own errors: the base class of the one that Typer exports.
UsageError: Any = typer.BadParameter.__mro__[1]

_IN_HELP: Final = (
    N_("Usage:"),
    N_("[OPTIONS]"),
    N_("COMMAND [ARGS]..."),
    N_("Arguments:"),
    N_("Options:"),
    N_("Commands:"),
    N_("[required]"),
    N_("[default:"),
    N_("Show this message and exit."),
)

# The parser names an argument's Python type behind it, "LIST <path>": nobody else would.
_PYTHON_TYPE: Final = re.compile(r"^(  \S+)( <[a-z\[\]]+>)", re.MULTILINE)

# The parser's wording on the left. The first that fits is taken.
_COMPLAINTS: Final = (
    (r"Missing argument '(?P<name>.+)'\.", N_("{name} is missing.")),
    (r"Invalid value for '(?P<name>.+?)': .*valid integer.*", N_("{name} must be a whole number.")),
    (r"Invalid value for '(?P<name>.+?)': .*valid number.*", N_("{name} must be a number.")),
    (r"Option '(?P<name>.+)' requires .*", N_("{name} needs a value.")),
    (r"Option '(?P<name>.+)' does not take a value\.", N_("{name} takes no value.")),
    (
        r"No such option: (?P<name>\S+) \(Possible options: (?P<near>.+)\)",
        N_("There is no option {name}. Did you mean {near}?"),
    ),
    (r"No such option: (?P<name>\S+)", N_("There is no option {name}.")),
    (
        r"No such command '(?P<name>.+)'\. Did you mean '(?P<near>.+)'\?",
        N_("There is no command {name}. Did you mean {near}?"),
    ),
    (r"No such command '(?P<name>.+)'\.", N_("There is no command {name}.")),
    (
        r"Got unexpected extra argument\(s\) \((?P<extra>.*)\)",
        N_("Not expected on this command line: {extra}"),
    ),
)


class Command(TyperCommand):
    """A command whose help is in one language."""

    def get_help(self, ctx: Any) -> str:
        """Return the help text."""
        return _translated(super().get_help(ctx))


class Group(TyperGroup):
    """A group of commands whose help is in one language."""

    def get_help(self, ctx: Any) -> str:
        """Return the help text."""
        return _translated(super().get_help(ctx))


def complaint(err: Any) -> str:
    """Say in plain words what the parser does not understand."""
    said = str(err.format_message())
    for pattern, wording in _COMPLAINTS:
        if found := re.fullmatch(pattern, said, re.DOTALL):
            return _(wording).format(**found.groupdict())
    return said


def asks_for_help(err: Any) -> bool:
    """Tell whether nothing was typed, which the parser answers with its help."""
    return err.ctx is not None and err.format_message() == err.ctx.get_help()


def _translated(text: str) -> str:
    text = _PYTHON_TYPE.sub(lambda found: found[1] + " " * len(found[2]), text)
    for words in _IN_HELP:
        text = text.replace(words, _(words))
    return text
