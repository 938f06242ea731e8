"""What is wrong with a command line, told in the language in force by what Click says of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from batch_sender.language import _


class NothingTyped(click.UsageError):
    """A group was called without a command, which is answered with its help."""

    def format_message(self) -> str:
        """Return the help."""
        return self.ctx.get_help() if self.ctx else ""


def asks_for_help(err: click.UsageError) -> bool:
    """Tell whether nothing was typed, which is answered with the help."""
    return isinstance(err, NothingTyped)


def complaint(err: click.UsageError) -> str:
    """Say in plain words what the parser does not understand."""
    match err:
        case click.MissingParameter(param=click.Parameter() as parameter):
            return _("{name} is missing.").format(name=_named(parameter))
        case click.NoSuchOption(option_name=name, possibilities=near):
            return _no_such_option(name, near or ())
        case click.BadOptionUsage(option_name=name):
            return _misused(err, name)
        case click.BadParameter(param=click.Parameter() as parameter):
            return _cannot_be(parameter)
    return err.format_message()


def left_over(words: Sequence[str], given: Mapping[str, Any]) -> str:
    """Say which words of a command line mean nothing; behind --where they are mostly a condition's rest."""
    told = _("Not expected on this command line: {extra}").format(extra=" ".join(words))
    if not given.get("where"):
        return told
    hint = _('A condition stands in quotation marks: --where "{condition}"')
    condition = " ".join([given["where"][-1], *words])
    return f"{told}\n{hint.format(condition=condition)}"


def _named(parameter: click.Parameter) -> str:
    """Name a flag as it is typed, an argument as the help shows it."""
    if isinstance(parameter, click.Argument) and parameter.metavar:
        return _(parameter.metavar)
    return parameter.opts[0]


def _no_such_option(name: str, near: Iterable[str]) -> str:
    if not near:
        return _("There is no option {name}.").format(name=name)
    told = _("There is no option {name}. Did you mean {near}?")
    return told.format(name=name, near=", ".join(sorted(near)))


def _misused(err: click.BadOptionUsage, name: str) -> str:
    """Say that a flag lacks its value, or that a switch was given one."""
    known = err.ctx.command.params if err.ctx else []
    is_switch = any(name in each.opts and getattr(each, "is_flag", False) for each in known)
    told = _("{name} takes no value.") if is_switch else _("{name} needs a value.")
    return told.format(name=name)


def _cannot_be(parameter: click.Parameter) -> str:
    """Say what a value should have been: only numbers are read by the parser itself, and text."""
    match parameter.type:
        case click.types.IntParamType():
            told = _("{name} must be a whole number.")
        case click.types.FloatParamType():
            told = _("{name} must be a number.")
        case _:
            told = _("{name} must be text in UTF-8.")
    return told.format(name=_named(parameter))
