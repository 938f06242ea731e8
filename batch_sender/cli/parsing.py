"""Click in the language in force: commands made of the table of options, and their help.

Texts are kept in English and translated when they are shown, so that one process may speak to two
people. Click takes its own words from the language of the environment; here it says none of them.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from batch_sender.cli import help_page, in_force
from batch_sender.cli.complaints import NothingTyped, left_over
from batch_sender.cli.help_page import Rows, shown
from batch_sender.config.options import Argument, Group, Kind, Option, Parameter
from batch_sender.config.options.common import JOURNAL
from batch_sender.language import COMMANDS, N_, _, command_name, english_command
from batch_sender.models.printable import is_text

_CLICKS_OWN: Final = (N_("[OPTIONS]"), N_("COMMAND [ARGS]..."), N_("Options"))
"""What Click puts into help by itself, and what is translated on its way there."""

F = TypeVar("F", bound=Callable[..., Any])


class _Words(click.types.StringParamType):
    """What people read or the journal keeps: text, whatever bytes a terminal may hand over."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse what is no text."""
        words = super().convert(value, param, ctx)
        if not is_text(words):
            self.fail("", param, ctx)
        return words


_MAY_BE_PATHS: Final = frozenset({"journal", "list", "media", "media_folder"})
"""Files have names that are no text; of an address a path would lose a slash."""

_TYPES: Final[dict[Kind, Any]] = {
    Kind.TEXT: _Words(),
    Kind.NUMBER: click.INT,
    Kind.ROW: _Words(),
    Kind.PLAN: _Words(),
    Kind.FRACTION: click.FLOAT,
    Kind.YES_OR_NO: click.BOOL,
    Kind.PATH: click.Path(path_type=Path),
}


# ── options and arguments ─────────────────────────────────────────────────────────────────────


class SpokenOption(click.Option):
    """A flag, and the group it is shown in."""

    def __init__(self, *args: Any, group: Group = Group.OTHER, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:  # noqa: ARG002 - Click's
        """Return its names and what it does."""
        names = ", ".join(sorted(self.opts, key=len))
        told = shown(self.help)
        if isinstance(self.default, int | float) and not self.is_flag:
            told += "  " + _("[default: {value}]").format(value=self.default)
        return f"{names} {shown(self.metavar)}".rstrip(), told


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

    def make_metavar(self, *_context: Any) -> str:
        """Return how it stands in the line of usage."""
        name = shown(self.metavar)
        many = f"{name}..." if self.nargs == -1 else name
        return many if self.required else f"[{many}]"

    def told(self) -> tuple[str, str]:
        """Return its name and what it is."""
        required = "  " + _("[required]") if self.required else ""
        return shown(self.metavar), shown(self.help) + required


def _flag(option: Option, group: Group) -> SpokenOption:
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
    return [
        *(SpokenArgument(each) for each in wanted if isinstance(each, Argument)),
        *(_flag(each, each.group if grouped else Group.OTHER) for each in flags),
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


class Command(click.Command):
    """A command whose help and complaints are in the language in force."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; what is left over is complained about here."""
        ctx.allow_extra_args = True
        with _of(ctx):
            rest = super().parse_args(ctx, args)
        if rest:
            raise click.UsageError(left_over(rest, ctx.params), ctx)
        return rest

    def get_help(self, ctx: click.Context) -> str:
        """Return the help."""
        help_page.fit_narrow(ctx)
        return help_page.as_typed(super().get_help(ctx))

    def get_help_option(self, ctx: click.Context) -> click.Option:  # noqa: ARG002 - Click's
        """Return what shows the help."""
        return _HELP

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - Click's
        """Return the first sentence of the help, whole: what does not fit goes on in the next line."""
        return shown(self.help).split(". ")[0].rstrip(".") + "."

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what stands behind the command's name."""
        return [_(piece) for piece in super().collect_usage_pieces(ctx)]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line of usage."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=_("Usage:") + " ")

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help, all that is told of arguments and options in one column."""
        self.format_usage(ctx, formatter)
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(shown(self.help))
        help_page.write_sections(formatter, list(self._sections(ctx)))
        self.format_epilog(ctx, formatter)

    def _sections(self, ctx: click.Context) -> Iterator[tuple[str, Rows]]:
        if arguments := [each for each in self.params if isinstance(each, SpokenArgument)]:
            yield _("Arguments"), [each.told() for each in arguments]
        flags = [each for each in self.get_params(ctx) if isinstance(each, SpokenOption)]
        grouped = any(each.group is not Group.OTHER for each in flags)
        for group in Group:
            if told := [each.get_help_record(ctx) for each in flags if each.group is group]:
                yield _(group.value) if grouped else _("Options"), told

    def format_epilog(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what stands below everything."""
        if self.epilog:
            formatter.write_paragraph()
            formatter.write_text(shown(self.epilog))


class CommandGroup(Command, click.Group):
    """A group of commands, shown in the order in which they were added.

    `alone`: tells which of them is meant where none is typed; None: the help is shown.
    """

    def __init__(self, *, alone: Callable[[], str | None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._alone = alone

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what stands before the command."""
        if not args:
            if (meant := self._alone()) is None:
                raise NothingTyped("", ctx)
            args = [meant]
        with _of(ctx):
            return click.Group.parse_args(self, ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; one that there is not is complained about here."""
        english = english_command(args[0])
        if (found := self.commands.get(english)) is None:
            raise click.UsageError(self._unknown(args[0]), ctx)
        return command_name(english), found, args[1:]

    def _unknown(self, typed: str) -> str:
        """Say that there is no such command, and which one is written nearly so, in either language."""
        spelled = [word for name in self.commands for word in (name, COMMANDS.get(name, name))]
        near = difflib.get_close_matches(typed.casefold(), spelled, n=1)
        if not near:
            return _("There is no command {name}.").format(name=typed)
        told = _("There is no command {name}. Did you mean {near}?")
        return told.format(name=typed, near=command_name(english_command(near[0])))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, and what stands below it."""
        told = [
            (command_name(name), each.get_short_help_str()) for name, each in self.commands.items()
        ]
        help_page.write_sections(formatter, [(_("Commands"), told)])
        super().format_epilog(ctx, formatter)


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
