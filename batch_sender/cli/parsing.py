"""Click and cloup in the language in force: commands made of the table of options, and their help.

Texts are kept in English and translated when they are shown, so that one process may speak to two
people. Click takes its own words from the language of the environment; here it says none of them.
"""

import difflib
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import click
import cloup
from cloup.formatting import HelpSection

from batch_sender.cli import in_force
from batch_sender.cli.complaints import NothingTyped
from batch_sender.config import options
from batch_sender.config.options import Argument, Kind, Option, Parameter
from batch_sender.config.options.common import JOURNAL
from batch_sender.language import N_, _
from batch_sender.models.printable import is_text

_CLICKS_OWN: Final = (N_("[OPTIONS]"), N_("COMMAND [ARGS]..."), N_("Options"))
"""What Click and cloup put into help by themselves, and what is translated on its way there."""

F = TypeVar("F", bound=Callable[..., Any])


class _Words(click.types.StringParamType):
    """What people read or the journal keeps: text, whatever bytes a terminal may hand over."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse what is no text."""
        words = super().convert(value, param, ctx)
        if not is_text(words):
            self.fail("", param, ctx)
        return words


_MAY_BE_PATHS: Final = frozenset({"journal", "list", "media"})
"""Files have names that are no text."""

_TYPES: Final[dict[Kind, Any]] = {
    Kind.TEXT: _Words(),
    Kind.NUMBER: click.INT,
    Kind.FRACTION: click.FLOAT,
    Kind.YES_OR_NO: click.BOOL,
    Kind.PATH: click.Path(path_type=Path),
}


_HYPHEN, _BLANK = "\u2011", "\u00a0"
"""Stand-ins that no line is broken at; `get_help` puts the real signs back."""

_NEVER_BROKEN: Final = re.compile(r"(?<=\S)-(?=\S)|(?<=\{\{) | (?=\}\})")
"""Inside of `batch-sender`, `--queue-id` or `{{ name }}`: a person copies these whole."""


def _shown(text: str | None) -> str:
    """Translate what the table, or Click, says in English."""
    return _NEVER_BROKEN.sub(_held, _(text)) if text else ""


def _held(found: re.Match[str]) -> str:
    return _HYPHEN if found[0] == "-" else _BLANK


# ── options and arguments ─────────────────────────────────────────────────────────────────────


class SpokenOption(cloup.Option):
    """A flag."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:  # noqa: ARG002 - Click's
        """Return its names and what it does."""
        names = ", ".join(sorted(self.opts, key=len))
        told = _shown(self.help)
        if isinstance(self.default, int | float) and not self.is_flag:
            told += "  " + _("[default: {value}]").format(value=self.default)
        return f"{names} {_shown(self.metavar)}".rstrip(), told


class SpokenArgument(click.Argument):
    """What a command is about, with its help."""

    def __init__(self, argument: Argument) -> None:
        super().__init__(
            [argument.name],
            type=_TYPES[argument.kind.one],
            nargs=-1 if argument.kind.is_many else 1,
            required=argument.required,
            metavar=argument.metavar,
        )
        self.help = argument.help

    @property
    def shown(self) -> str:
        """Its name, as a person knows it."""
        return _shown(self.metavar)

    def make_metavar(self, *_context: Any) -> str:
        """Return how it stands in the line of usage."""
        many = f"{self.shown}..." if self.nargs == -1 else self.shown
        return many if self.required else f"[{many}]"

    def told(self) -> tuple[str, str]:
        """Return its name and what it is."""
        required = "  " + _("[required]") if self.required else ""
        return self.shown, _shown(self.help) + required


def _flag(option: Option, group: cloup.OptionGroup | None) -> SpokenOption:
    attributes: dict[str, Any] = {}
    if option is JOURNAL:
        attributes = {"callback": _use_journal, "expose_value": False}
    elif option.is_switch:
        attributes = {"is_flag": True, "default": False}
    elif option.default is not None:
        attributes = {"default": option.default}
    return SpokenOption(
        [option.name, *option.flags],
        type=click.STRING if option.name in _MAY_BE_PATHS else _TYPES[option.kind.one],
        multiple=option.kind.is_many,
        metavar=option.metavar,
        help=option.help,
        group=group,
        **attributes,
    )


def _use_journal(_ctx: click.Context, _parameter: click.Parameter, told: str | None) -> None:
    if told:
        in_force.use_journal(told)


def parameters(wanted: Iterable[Parameter], *, grouped: bool = False) -> list[click.Parameter]:
    """Make what a command takes, in the order in which its help shows it."""
    wanted = list(wanted)
    flags = [each for each in wanted if isinstance(each, Option)]
    groups: dict[options.Group, cloup.OptionGroup] = {}
    if grouped:
        flags.sort(key=lambda each: each.place)
        named = [each for each in options.Group if each is not options.Group.OTHER]
        groups = {each: cloup.OptionGroup(each.value) for each in named}
    return [
        *(SpokenArgument(each) for each in wanted if isinstance(each, Argument)),
        *(_flag(each, groups.get(each.group)) for each in flags),
    ]


def _show_help(ctx: click.Context, _parameter: click.Parameter, asked: object) -> None:
    if asked and not ctx.resilient_parsing:
        click.echo(ctx.get_help())
        ctx.exit()


_HELP: Final = SpokenOption(
    ["--help", "-h"],
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_help,
    help=N_("Show this message and exit."),
)


# ── commands ──────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _of(ctx: click.Context) -> Iterator[None]:
    """Let a complaint know its command: some of Click's do not."""
    try:
        yield
    except click.UsageError as err:
        err.ctx = err.ctx or ctx
        raise


class Command(cloup.Command):
    """A command whose help and complaints are in the language in force."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; what is left over is complained about here."""
        ctx.allow_extra_args = True
        with _of(ctx):
            rest = super().parse_args(ctx, args)
        if rest:
            told = _("Not expected on this command line: {extra}").format(extra=" ".join(rest))
            raise click.UsageError(told, ctx)
        return rest

    def get_help(self, ctx: click.Context) -> str:
        """Return the help."""
        return super().get_help(ctx).replace(_HYPHEN, "-").replace(_BLANK, " ")

    def get_help_option(self, ctx: click.Context) -> click.Option:  # noqa: ARG002 - Click's
        """Return what shows the help."""
        return _HELP

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence of the help, as far as it fits."""
        sentence = _shown(self.help).split(". ")[0].rstrip(".") + "."
        return textwrap.shorten(sentence, width=limit, placeholder="...")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what stands behind the command's name."""
        return [_(piece) for piece in super().collect_usage_pieces(ctx)]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line of usage."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=_("Usage:"))

    def format_help_text(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_shown(self.help))

    def get_arguments_help_section(self, _ctx: click.Context) -> HelpSection | None:
        """Return what is told of the arguments."""
        rows = [each.told() for each in self.params if isinstance(each, SpokenArgument)]
        return HelpSection(heading=_("Arguments"), definitions=rows) if rows else None

    def make_option_group_help_section(
        self, group: cloup.OptionGroup, ctx: click.Context
    ) -> HelpSection:
        """Return what is told of a group of options."""
        return HelpSection(heading=_(group.title), definitions=group.get_help_records(ctx))

    def get_normalized_epilog(self) -> str:
        """Return what stands below everything."""
        return _shown(self.epilog)


class CommandGroup(Command, cloup.Group):
    """A group of commands, shown in the order in which they were added."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what stands before the command."""
        if not args:
            raise NothingTyped("", ctx)
        with _of(ctx):
            return cloup.Group.parse_args(self, ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; one that there is not is complained about here."""
        name = args[0]
        if self.resolve_command_name(ctx, name) is None:
            near = difflib.get_close_matches(name, self.commands, n=1)
            told = _("There is no command {name}.").format(name=name)
            if near:
                told = _("There is no command {name}. Did you mean {near}?").format(
                    name=name, near=near[0]
                )
            raise click.UsageError(told, ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands."""
        assert isinstance(formatter, cloup.HelpFormatter)  # noqa: S101 - cloup makes no other
        rows = [(name, each.get_short_help_str) for name, each in self.commands.items()]
        formatter.write_section(HelpSection(heading=_("Commands"), definitions=rows))


def command(
    parent: CommandGroup,
    help: str,  # noqa: A002 - Click's own name
    *takes: Parameter,
    name: str | None = None,
    grouped: bool = False,
    cls: type[Command] = Command,
) -> Callable[[F], F]:
    """Add a function to the program as a command that takes these options and arguments.

    `help`: in English; `grouped`: there are so many options that they are shown by what they settle.
    """

    def added(function: F) -> F:
        made = cls(
            name=name or function.__name__,
            callback=function,
            params=parameters(takes, grouped=grouped),
            help=help,
        )
        parent.add_command(made)
        return function

    return added
