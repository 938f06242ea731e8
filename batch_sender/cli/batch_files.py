"""A batch file, the profile's defaults and flags go in; one order comes out. A flag wins over the file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from batch_sender import batchfile
from batch_sender.batchfile import BatchFile, Kind
from batch_sender.cli import batch_wishes, gather, in_force, judging, talk
from batch_sender.cli.options import filed
from batch_sender.errors import (
    BatchFileIncomplete,
    BatchFileValueRefused,
    BatchSenderError,
    FlagError,
    ProfileHasOwnJournal,
    QueueIdMissing,
)
from batch_sender.notifications import Wishes
from batch_sender.settings import Settings
from batch_sender.unattended import Order, ProblemRows, refuse_unknown_braces

T = TypeVar("T")

_INSTEAD: Final = {"text": "template", "template": "text"}
_MUST_EXIST: Final = frozenset({"template", "media_folder"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What a batch file and flags ask for together: the order, and every option by its parameter."""

    order: Order
    given: Mapping[str, Any]


def command() -> Callable[..., Any]:
    """Return the command whose options are the keys: `send`, as the parser knows it."""
    from batch_sender.cli.app import send  # noqa: PLC0415 - it registers the command that asks

    return send


def read(path: Path, flags: Mapping[str, Any] | None = None) -> Filed:
    """Read a batch file; every mistake is told with its line.

    Raises:
        BatchFileError, SettingsError: the file, or what it says, cannot be used.
    """
    keys = filed.kinds_of(command())
    found = batchfile.read(path, keys)
    typed = _typed(flags or {})
    given = over(over(_defaults(keys), _in_place(found)), typed)
    _refuse_mistakes(found, given)
    if (profile := in_force.profile()) and given.get("journal"):
        raise ProfileHasOwnJournal(name=profile)
    parameters = {name: given.get(key) for key, name in filed.keys_of(command()).items()}
    parameters["expires"] = _today(parameters.get("expires"))
    return Filed(order=_order(found, typed, given, parameters), given=parameters)


def order_of(path: Path) -> Order:
    """Read a batch file as a service does, with no flags."""
    return read(path).order


def wishes_of(path: Path) -> Wishes:
    """Say who wants to be told, even of a batch file with a mistake elsewhere."""
    keys = filed.kinds_of(command())
    try:
        found = batchfile.read(path, keys, leniently=True)
        return batch_wishes.wishes_of(found, {**_defaults(keys), **found.values})
    except BatchSenderError:
        return Wishes(on=frozenset())


def over(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    """Lay values over others; a text given above takes the place of a template below, and so on."""
    gone = _INSTEAD.get("text" if "text" in upper else "template" if "template" in upper else "")
    return {**{key: value for key, value in lower.items() if key != gone}, **upper}


def under_profile(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Lay the options of `send` or `check` over the defaults of the profile in force, if one is."""
    own = in_force.workspace().templates
    if own is None:
        return given
    names = filed.keys_of(command())
    low = {names[key]: value for key, value in defaults().items() if names.get(key) in given}
    typed = {name: value for name, value in given.items() if _was_said(value)}
    laid = {**given, **over(low, typed)}
    named = [own / each if _is_own(each, own) else each for each in laid.get("template") or ()]
    return {**laid, "template": named}


def _is_own(template: Path, own: Path) -> bool:
    return not Path(template).exists() and (own / template).exists()


def _was_said(value: Any) -> bool:
    """Say whether an option was given: a 0 was, a switch that was not set was not."""
    return value is not None and value is not False and value not in ([], ())


# ── where values come from ────────────────────────────────────────────────────────────────────


def defaults() -> dict[str, Any]:
    """Return what the profile in force says where nothing else does, by key."""
    return _defaults(filed.kinds_of(command()))


def _defaults(keys: batchfile.Keys) -> dict[str, Any]:
    path = in_force.workspace().defaults
    return {} if path is None else _in_place(batchfile.read(path, keys))


def _in_place(found: BatchFile) -> dict[str, Any]:
    """Count the paths that a file names from its own folder."""
    kinds = filed.kinds_of(command())
    return {key: _placed(found, key, value, kinds.get(key)) for key, value in found.values.items()}


def _placed(found: BatchFile, key: str, value: Any, kind: Any) -> Any:
    if kind is Kind.PATHS:
        return [_placed(found, key, each, Kind.PATH) for each in value]
    if key == "template":
        return _template(found, value)
    if kind is Kind.PATH:
        return found.file(key, value, must_exist=key in _MUST_EXIST)
    # A text that may name a file among other things: a column, a pattern, a database.
    names_file = key == "journal" and "://" not in value
    names_file |= key == "media" and "{" not in value and (found.folder / value).is_file()
    return str(found.folder / value) if names_file else value


def _template(found: BatchFile, value: str) -> Path:
    """Find a text beside the file or, under a profile, among the client's own."""
    own = in_force.workspace().templates
    if own is not None and not (found.folder / value).exists() and (own / value).exists():
        return own / value
    return found.file("template", value)


def _typed(flags: Mapping[str, Any]) -> dict[str, Any]:
    """Return the flags that were given, by key; their paths are counted from the current folder."""
    names = {name: key for key, name in filed.keys_of(command()).items()}
    given = {names.get(name, name): v for name, v in flags.items() if _was_said(v)}
    return {k: Path.cwd() / v if k in {"out", "move_to"} else v for k, v in given.items()}


# ── what is wrong is told by its line ─────────────────────────────────────────────────────────


def _refuse_mistakes(found: BatchFile, given: Mapping[str, Any]) -> None:
    """Try each of the file's values by itself, to tell its line, then all that was given together."""
    names = filed.keys_of(command())
    for key, value in found.values.items():
        if key in names:
            _refuse_mistake(found, key, {names[key]: value})
    try:
        _try({name: given.get(key) for key, name in names.items()})
    except QueueIdMissing as err:
        if "open_ticket" not in found.values:
            raise
        raise _refused(found, "open_ticket", err) from err


def _refuse_mistake(found: BatchFile, key: str, value: Mapping[str, Any]) -> None:
    try:
        _try(value)
    except QueueIdMissing:
        return  # the queue may stand in another line
    except FlagError as err:
        raise _refused(found, key, err) from err


def _try(given: Mapping[str, Any]) -> None:
    gather.settings({**given, "expires": _today(given.get("expires"))})


def _refused(found: BatchFile, key: str, err: BatchSenderError) -> BatchFileValueRefused:
    return BatchFileValueRefused(
        path=found.path, line=found.line(key), cause=err.message, remedy=err.next
    )


def _today(moment: str | None) -> str | None:
    """Fill in {date}: what repeats day after day expires on its own day."""
    if moment is None or "{date}" not in moment:
        return moment
    zone = Settings().calendar.zone
    return moment.replace("{date}", datetime.now(UTC).astimezone(zone).date().isoformat())


# ── the order ─────────────────────────────────────────────────────────────────────────────────


def _order(
    found: BatchFile,
    typed: Mapping[str, Any],
    given: Mapping[str, Any],
    parameters: Mapping[str, Any],
) -> Order:
    wanted = given.get("list")
    if not wanted:
        example = 'list = "clientes.xlsx"'
        raise BatchFileIncomplete(path=found.path, key="list", example=example)
    if not given.get("template") and not given.get("text"):
        example = 'template = "lembrete.txt"'
        raise BatchFileIncomplete(path=found.path, key="template", example=example)
    out = given.get("out")
    request = judging.request_of(
        parameters,
        found.folder,
        template=parameters.get("template"),
        text=parameters.get("text"),
    )
    if wanted == "-" and request.settings.media_folder is None:
        folder = request.settings.model_copy(update={"media_folder": found.folder})
        request = replace(request, settings=folder)
    move_to = given.get("move_to")
    if out is not None:
        _own_value(found, "out", lambda: refuse_unknown_braces(str(out)))
    rule = given.get("problem_rows") or "skip"
    return Order(
        batch_file=found.path.absolute(),
        wanted=str(wanted),
        lists_in=Path.cwd() if "list" in typed else found.folder,
        request=request,
        connection=given.get("connection"),
        canary=given.get("canary"),
        out=None if out is None else str(out),
        problem_rows=_own_value(found, "problem_rows", lambda: ProblemRows.parse(rule)),
        move_to=None if move_to is None else found.folder / move_to,
        wait_for_window=not given.get("no_wait"),
        wishes=batch_wishes.wishes_of(found, given),
    )


def _own_value(found: BatchFile, key: str, read: Callable[[], T]) -> T:
    """Read a value that only batch files have; where the file itself gives it, tell its line."""
    try:
        return read()
    except BatchSenderError as err:
        if key in found.values:
            raise _refused(found, key, err) from err
        raise


def say_all(said: list[Mapping[str, Any]]) -> None:
    """Print one JSON object: the summary of the one batch, or a list of them."""
    talk.say_json(said[0] if len(said) == 1 else {"batches": said})
