"""The keys of a batch file: those of `send`'s own options, by their names, and what only it needs."""

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, get_args, get_origin

import typer
from typer.models import ArgumentInfo

from batch_sender.batchfile import Keys, Kind
from batch_sender.language import _

BatchFile = Annotated[
    Path, typer.Argument(metavar=_("FILE"), help=_("The batch file (TOML); init writes one."))
]

NewBatchFile = Annotated[
    Path, typer.Argument(metavar=_("FILE"), help=_("Where the new batch file goes."))
]

ContactList = Annotated[
    str | None,
    typer.Option(
        "--list",
        metavar=_("LIST|PATTERN|-"),
        help=_(
            "The contact list, a pattern such as inbox/*.xlsx (each file once, by its content), "
            "or - for a CSV from standard input."
        ),
    ),
]

ProblemRows = Annotated[
    str | None,
    typer.Option(
        metavar=_("RULE"),
        help=_(
            'Rows with problems: "skip" them (default), or send nothing, "stop above 10" or '
            '"stop above 5%".'
        ),
    ),
]

MoveTo = Annotated[
    Path | None,
    typer.Option(
        metavar=_("FOLDER"),
        help=_(
            "Where a list found by a pattern goes when its batch has ended. Otherwise it stays."
        ),
    ),
]

DryRun = Annotated[
    bool | None,
    typer.Option("--dry-run", help=_("Judge only, as check does; send nothing, move nothing.")),
]

FILED: Final[Mapping[str, Any]] = {
    "list": ContactList,
    "problem_rows": ProblemRows,
    "move_to": MoveTo,
}
"""What a batch file has besides the options of `send`."""

NOTIFY: Final[Keys] = {
    "on": Kind.TEXTS,
    "command": Kind.TEXTS,
    "webhook": Kind.TEXT,
    "webhook_token_env": Kind.TEXT,
    "mail_to": Kind.TEXTS,
    "mail_from": Kind.TEXT,
    "smtp": Kind.TEXT,
    "smtp_security": Kind.TEXT,
    "smtp_user": Kind.TEXT,
    "smtp_password_env": Kind.TEXT,
}
"""The section [notify]: who is told, and how."""

_KINDS: Final[Mapping[Any, Kind]] = {
    str: Kind.TEXT,
    int: Kind.NUMBER,
    float: Kind.NUMBER,
    bool: Kind.YES_OR_NO,
    Path: Kind.PATH,
    list[str]: Kind.TEXTS,
    list[int]: Kind.NUMBERS,
    list[Path]: Kind.PATHS,
}


def keys_of(command: Callable[..., Any]) -> dict[str, str]:
    """Return the keys of a command's options, each with the parameter it stands for."""
    found = _annotations(command)
    return {_key(name, annotation): name for name, annotation in found.items()}


def kinds_of(command: Callable[..., Any]) -> Keys:
    """Return every key that a batch file may have, and what kind of value it takes."""
    own = {key: _kind(annotation) for key, annotation in FILED.items()}
    annotations = _annotations(command)
    shared = {_key(name, each): _kind(each) for name, each in annotations.items()}
    return {**own, **shared, "notify": NOTIFY}


def options_of(command: Callable[..., Any]) -> dict[str, Any]:
    """Return a command's options, without its arguments, by their parameters' names."""
    return _annotations(command)


def _annotations(command: Callable[..., Any]) -> dict[str, Any]:
    parameters = inspect.signature(command).parameters.values()
    return {
        each.name: each.annotation
        for each in parameters
        if get_origin(each.annotation) is Annotated
        and not isinstance(get_args(each.annotation)[1], ArgumentInfo)
    }


def _key(name: str, annotation: Any) -> str:
    """Name a key as the flag is named: what `--json` sets is `json`, whatever the code calls it."""
    option = get_args(annotation)[1]
    # Typer takes the first name for the default until it makes the command.
    declared = [each for each in (option.default, *(option.param_decls or ())) if each]
    flag = next((e for e in declared if isinstance(e, str) and e.startswith("--")), f"--{name}")
    return str(flag).removeprefix("--").replace("-", "_")


def _kind(annotation: Any) -> Kind:
    declared = get_args(annotation)[0]
    wanted = [each for each in get_args(declared) if each is not type(None)]
    plain = wanted[0] if wanted and get_origin(declared) is not list else declared
    return _KINDS[plain]
