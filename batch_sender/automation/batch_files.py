"""Read a batch file, with a profile's defaults below it and flags above, into one order."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from batch_sender.automation import notice_settings
from batch_sender.automation.errors import BadAtRest
from batch_sender.automation.notices import NotificationSettings
from batch_sender.automation.orders import STANDARD_INPUT, Order, ProblemRows, refuse_unknown_braces
from batch_sender.config import batch_file, options
from batch_sender.config.batch_file import BatchFile
from batch_sender.config.errors import (
    BatchFileIncomplete,
    BatchFileValueRefused,
    ProfileHasOwnJournal,
    QueueIdMissing,
)
from batch_sender.config.settings import Settings
from batch_sender.config.workspace import Workspace
from batch_sender.judge.request import Request
from batch_sender.load import at_rest
from batch_sender.models.errors import BatchSenderError, OptionError
from batch_sender.operations import option_values, requests
from batch_sender.operations.option_values import Values
from batch_sender.operations.options import SendOptions, as_names

_DAY: Final = 86_400  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFileReader:
    """Whoever reads batch files: for whom, where from, and when.

    `here`: the folder that paths in flags are counted from; those in a file are counted from its own.
    """

    workspace: Workspace
    who: str
    here: Path
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What a batch file and flags ask for together: the order, and what is settled once for a run.

    `options`: how it is sent, but for `out`, which the order has; `as_json`, `log_format` and
    `log_numbers`: how the command line tells of it.
    """

    order: Order
    options: SendOptions
    journal: str | None
    as_json: bool
    log_format: str | None
    log_numbers: bool


def read(path: Path, reader: BatchFileReader, *, flags: Values | None = None) -> Filed:
    """Read a batch file; every mistake is told with its line. `flags`: by the options' names.

    Raises:
        BatchFileError, SettingsError: the file, or what it says, cannot be used.
    """
    workspace = reader.workspace
    found = batch_file.read(path, options.batch_file_kinds())
    typed = _typed(flags or {}, reader)
    filed = option_values.in_place(found, workspace)
    given = option_values.over(option_values.over(option_values.defaults(workspace), filed), typed)
    _refuse_mistakes(found, given, now=reader.now)
    if workspace.profile and given.get("journal"):
        raise ProfileHasOwnJournal(name=workspace.profile)
    values = _by_name(given, now=reader.now)
    lists_in = reader.here if "list" in typed else found.folder
    return Filed(
        order=_order(found, given, values, reader, lists_in=lists_in),
        options=replace(SendOptions.of(values), out=None),
        journal=values["journal"],
        as_json=bool(values["as_json"]),
        log_format=values["log_format"],
        log_numbers=bool(values["log_numbers"]),
    )


def notify_of(path: Path, workspace: Workspace) -> NotificationSettings:
    """Say who wants to be told, even of a batch file with a mistake elsewhere."""
    try:
        found = batch_file.read(path, options.batch_file_kinds(), leniently=True)
        given = {**option_values.defaults(workspace), **found.values}
        return notice_settings.notify_of(found, given, variables=workspace.variables)
    except BatchSenderError:
        return NotificationSettings(on=frozenset())


def _typed(flags: Values, reader: BatchFileReader) -> dict[str, Any]:
    """Return the flags that were given, by key; their paths are counted from the current folder."""
    keys = {option.name: key for key, option in options.BATCH_FILE_KEYS.items()}
    given = {keys.get(name, name): value for name, value in option_values.said(flags).items()}
    return {k: reader.here / v if k in {"out", "move_to"} else v for k, v in given.items()}


def _by_name(given: Values, *, now: datetime) -> dict[str, Any]:
    """Return the value of every option of `send`, None where nothing gives one."""
    values = {option.name: given.get(option.key) for option in options.SEND}
    return {**values, "expires": _today(values["expires"], now=now)}


def _today(moment: str | None, *, now: datetime) -> str | None:
    """Fill in {date}: what repeats day after day expires on its own day."""
    if moment is None or "{date}" not in moment:
        return moment
    day = now.astimezone(Settings().calendar.zone).date()
    return moment.replace("{date}", day.isoformat())


# ── what is wrong is told by its line ─────────────────────────────────────────────────────────


def _refuse_mistakes(found: BatchFile, given: Values, *, now: datetime) -> None:
    """Try each of the file's values by itself, to tell its line, then all that was given together."""
    for key in found.values:
        if key in options.BATCH_FILE_KEYS:
            _refuse_mistake(found, key, now=now)
    try:
        requests.settings_of(_by_name(given, now=now))
    except QueueIdMissing as err:
        if "open_ticket" not in found.values:
            raise
        raise _refused(found, "open_ticket", err) from err


def _refuse_mistake(found: BatchFile, key: str, *, now: datetime) -> None:
    try:
        requests.settings_of(_by_name({key: found.values[key]}, now=now))
    except QueueIdMissing:
        return  # the queue may stand in another line
    except OptionError as err:
        raise _refused(found, key, err) from err


def _refused(found: BatchFile, key: str, err: BatchSenderError) -> BatchFileValueRefused:
    return BatchFileValueRefused(
        path=found.path, line=found.line(key), cause=err.message, remedy=err.next
    )


# ── the order ─────────────────────────────────────────────────────────────────────────────────


def _order(
    found: BatchFile, given: Values, values: Values, reader: BatchFileReader, *, lists_in: Path
) -> Order:
    _refuse_incomplete(found, given)
    out, move_to = given.get("out"), given.get("move_to")
    return Order(
        batch_file=found.path.absolute(),
        wanted=str(given["list"]),
        lists_in=lists_in,
        request=_request(found, given, values, who=reader.who),
        connection=as_names(given.get("connection")),
        canary=given.get("canary"),
        out=None if out is None else _results_path(found, str(out)),
        problem_rows=_problem_rows(found, given.get("problem_rows") or "skip"),
        move_to=None if move_to is None else found.folder / move_to,
        at_rest=_at_rest(found, given.get("at_rest")),
        wait_for_window=not given.get("no_wait"),
        by_workers=bool(given.get("workers")),
        notify=notice_settings.notify_of(found, given, variables=reader.workspace.variables),
    )


def _refuse_incomplete(found: BatchFile, given: Mapping[str, Any]) -> None:
    if not given.get("list"):
        example = 'list = "clientes.xlsx"'
        raise BatchFileIncomplete(path=found.path, key="list", example=example)
    if not given.get("template") and not given.get("text"):
        example = 'template = "lembrete.txt"'
        raise BatchFileIncomplete(path=found.path, key="template", example=example)


def _request(found: BatchFile, given: Values, values: Values, *, who: str) -> Request:
    request = requests.request_of(values, found.folder, who=who)
    if given["list"] != STANDARD_INPUT or request.settings.media_folder is not None:
        return request
    # A list that is piped in has no folder of its own.
    settings = request.settings.model_copy(update={"media_folder": found.folder})
    return replace(request, settings=settings)


def _results_path(found: BatchFile, out: str) -> str:
    with _told_by_its_line(found, "out"):
        refuse_unknown_braces(out)
    return out


def _problem_rows(found: BatchFile, rule: str) -> ProblemRows:
    with _told_by_its_line(found, "problem_rows"):
        return ProblemRows.parse(rule)


def _at_rest(found: BatchFile, seconds: float | None) -> float:
    with _told_by_its_line(found, "at_rest"):
        if seconds is not None and not 0 <= seconds <= _DAY:
            raise BadAtRest(seconds=seconds)
    return at_rest.SPAN if seconds is None else float(seconds)


@contextmanager
def _told_by_its_line(found: BatchFile, key: str) -> Iterator[None]:
    """Tell the line of what is refused, where the file itself says it, and not a flag or a profile."""
    try:
        yield
    except BatchSenderError as err:
        if key in found.values:
            raise _refused(found, key, err) from err
        raise
