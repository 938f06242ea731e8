"""Looking after everything that sending needs: each look gives findings, none stops the next."""

import contextlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from batch_sender.compose.media import stores
from batch_sender.config import batch_file, connections, options
from batch_sender.config.connections import Connection
from batch_sender.config.workspace import Workspace
from batch_sender.journal import DueState, Journal, ScheduleState, file_of
from batch_sender.journal.errors import JournalError
from batch_sender.models.errors import BatchSenderError
from batch_sender.models.places import is_address
from batch_sender.operations.outside_files import open_to_all
from batch_sender.operations.probing import Clocks
from batch_sender.timing.windows import DEFAULT_ZONE

_LITTLE: Final = 1_000_000_000  # bytes
_TOO_LITTLE: Final = 100_000_000
_SLOW: Final = timedelta(minutes=1)
_WRONG: Final = timedelta(minutes=5)
_OVERDUE: Final = timedelta(minutes=15)


class Severity(StrEnum):
    """How it stands with one thing."""

    GOOD = "good"
    LOOK = "look"
    BAD = "bad"


class Symptom(StrEnum):
    """What was found; the names of a finding's details stand behind it."""

    JOURNAL_MISSING = "journal_missing"  # location
    JOURNAL_USABLE = "journal_usable"  # location
    JOURNAL_NOT_RIGHT = "journal_not_right"  # location
    DISK_FREE = "disk_free"  # bytes
    FILES_OPEN_TO_ALL = "files_open_to_all"  # paths
    STORE_UNREADABLE = "store_unreadable"  # place, wanted: a batch's number or a batch file
    NO_TIME_ZONES = "no_time_zones"
    MACHINE_CLOCK = "machine_clock"  # here, there: moments; zone
    SERVER_CLOCK = "server_clock"  # address, off
    CONNECTIONS_FILE = "connections_file"  # path, saved
    CONNECTION_ANSWERS = "connection_answers"  # name, address
    BATCH_FILE_READABLE = "batch_file_readable"  # file
    LIST_MISSING = "list_missing"  # file, list
    SCHEDULES_NOT_RUN = "schedules_not_run"
    CLOCK_WENT_BACK = "clock_went_back"  # schedule, looked_until: a moment there
    SCHEDULE_FAILED = "schedule_failed"  # schedule, local, message


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What was looked at, how it stands, and what was found: a symptom, or an error that says it."""

    what: str
    severity: Severity
    symptom: Symptom | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    error: BatchSenderError | None = None


class ScheduledFile(Protocol):
    """What has to be known of a batch file that runs by itself."""

    @property
    def batch_file(self) -> Path:
        """Where it lies."""
        ...

    @property
    def wanted(self) -> str:
        """Its list, or a pattern of lists."""
        ...

    @property
    def lists_in(self) -> Path:
        """The folder that `wanted` is counted from."""
        ...

    @property
    def is_pattern(self) -> bool:
        """Whether it takes any number of lists."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a doctor looks at, and how a door opens its journal and reads its batch files."""

    workspace: Workspace
    open_journal: Callable[[], Journal]
    read_batch_file: Callable[[Path], ScheduledFile]

    @property
    def journal_file(self) -> Path | None:
        """The journal's file; None where it is a server's."""
        return file_of(self.workspace.journal)


def doctor(around: Surroundings) -> list[Diagnosis]:
    """Look at everything; a look that fails is a finding, and the next one follows."""
    looks = (
        partial(_journal, around),
        partial(_disk, around),
        partial(_files_of_people, around),
        partial(_stores, around),
        _time_zones,
        partial(_connections_file, around.workspace),
        partial(_connections, around.workspace),
        partial(_schedules, around),
    )
    return [finding for look in looks for finding in _looked(look)]


def _looked(look: Callable[[], Iterator[Diagnosis]]) -> Iterator[Diagnosis]:
    try:
        yield from look()
    except BatchSenderError as err:
        yield Diagnosis(what=err.code, severity=Severity.BAD, error=err)


def _found(
    what: str, symptom: Symptom, severity: Severity = Severity.GOOD, **details: object
) -> Diagnosis:
    return Diagnosis(what=what, severity=severity, symptom=symptom, details=details)


# ── the journal and its disk ──────────────────────────────────────────────────────────────────


def _journal(around: Surroundings) -> Iterator[Diagnosis]:
    file = around.journal_file
    if file is not None and not file.exists():
        yield _found("journal", Symptom.JOURNAL_MISSING, Severity.LOOK, location=file)
        return
    with around.open_journal() as journal:
        faults, copy, location = (
            journal.maintenance.check().findings,
            journal.maintenance.restored(),
            journal.location,
        )
    if copy is not None:
        yield Diagnosis(what="journal", severity=Severity.BAD, error=copy.refusal(location))
    elif faults:
        yield _found("journal", Symptom.JOURNAL_NOT_RIGHT, Severity.LOOK, location=location)
    else:
        yield _found("journal", Symptom.JOURNAL_USABLE, location=location)


def _disk(around: Surroundings) -> Iterator[Diagnosis]:
    file = around.journal_file
    if file is None:
        return
    folder = next(each for each in file.absolute().parents if each.exists())
    free = shutil.disk_usage(folder).free
    few = Severity.BAD if free < _TOO_LITTLE else Severity.LOOK
    yield _found("disk", Symptom.DISK_FREE, few if free < _LITTLE else Severity.GOOD, bytes=free)


# ── files with people in them ─────────────────────────────────────────────────────────────────


def _files_of_people(around: Surroundings) -> Iterator[Diagnosis]:
    """Find files that an earlier version, or somebody, left open to everybody on this machine."""
    file = around.journal_file
    if file is not None and not file.exists():
        return
    paths: list[Path] = []
    with contextlib.suppress(JournalError), around.open_journal() as journal:  # that was told
        paths = open_to_all(journal)
    if paths:
        yield _found("files", Symptom.FILES_OPEN_TO_ALL, Severity.LOOK, paths=paths)


# ── files in object stores ────────────────────────────────────────────────────────────────────


def _stores(around: Surroundings) -> Iterator[Diagnosis]:
    """Say where files lie in an object store that this installation cannot read."""
    file = around.journal_file
    if stores.is_installed() or (file is not None and not file.exists()):
        return
    with contextlib.suppress(JournalError), around.open_journal() as journal:  # that was told
        wanted: list[tuple[str, Mapping[str, Any]]] = [
            (str(batch_id), journal.batches.settings(batch_id))
            for batch_id in journal.batches.needing_a_word()
        ]
        for path in {Path(each.batch_file) for each in journal.schedules.every()}:
            with contextlib.suppress(BatchSenderError):  # what is wrong with it is told below
                kinds = options.batch_file_kinds()
                wanted.append((path.name, batch_file.read(path, kinds, leniently=True).values))
        for name, settings in wanted:
            for place in (settings.get("media_folder"), settings.get("media")):
                if isinstance(place, str) and is_address(place):
                    which = {"place": place, "wanted": name}
                    yield _found("media", Symptom.STORE_UNREADABLE, Severity.BAD, **which)


# ── clock and zone ────────────────────────────────────────────────────────────────────────────


def _time_zones() -> Iterator[Diagnosis]:
    now = datetime.now(UTC)
    try:
        there = now.astimezone(ZoneInfo(DEFAULT_ZONE))
    except ZoneInfoNotFoundError:
        yield _found("zone", Symptom.NO_TIME_ZONES, Severity.BAD)
        return
    # On a server another zone is as it should be.
    here = now.astimezone()
    yield _found("zone", Symptom.MACHINE_CLOCK, here=here, there=there, zone=DEFAULT_ZONE)


def _server_clock(address: str, off: timedelta) -> Diagnosis:
    wrong = Severity.BAD if off > _WRONG else Severity.LOOK
    severity = wrong if off > _SLOW else Severity.GOOD
    return _found("clock", Symptom.SERVER_CLOCK, severity, address=address, off=off)


# ── connections ───────────────────────────────────────────────────────────────────────────────


def _connections_file(workspace: Workspace) -> Iterator[Diagnosis]:
    path = workspace.connections
    saved = len(connections.load_connections(path))
    yield _found("connections", Symptom.CONNECTIONS_FILE, path=path, saved=saved)


def _connections(workspace: Workspace) -> Iterator[Diagnosis]:
    saved: dict[str, Connection] = {}
    with contextlib.suppress(BatchSenderError):  # what is wrong with the file was told
        saved = connections.load_connections(workspace.connections)
    unnamed = connections.from_environment(workspace.variables)
    every = ([unnamed] if unnamed else []) + list(saved.values())
    if not every:
        yield from _looked(partial(_none_to_choose, workspace))
    clocks = Clocks()
    for connection in every:
        yield from _looked(partial(_connection, connection, clocks))
    for address, off in clocks.off.items():
        yield _server_clock(address, off)


def _none_to_choose(workspace: Workspace) -> Iterator[Diagnosis]:
    connections.choose(None, path=workspace.connections, environment=workspace.variables)
    yield from ()


def _connection(connection: Connection, clocks: Clocks) -> Iterator[Diagnosis]:
    clocks.probe(connection)
    name, address = connection.name, connection.address
    yield _found("connection", Symptom.CONNECTION_ANSWERS, name=name, address=address)


# ── schedules ─────────────────────────────────────────────────────────────────────────────────


def _schedules(around: Surroundings) -> Iterator[Diagnosis]:
    file = around.journal_file
    if file is not None and not file.exists():
        return
    with around.open_journal() as journal:
        active = [each for each in journal.schedules.every() if each.state is ScheduleState.ACTIVE]
        for schedule in active:
            path = Path(schedule.batch_file)
            yield from _looked(partial(_batch_file, path, around.read_batch_file))
        yield from _clock_went_back(journal)
        if active:
            yield from _service(journal)


def _batch_file(path: Path, read: Callable[[Path], ScheduledFile]) -> Iterator[Diagnosis]:
    found = read(path)
    if found.is_pattern or (found.lists_in / found.wanted).exists():
        yield _found("schedule", Symptom.BATCH_FILE_READABLE, file=path)
        return
    named = {"file": found.batch_file.name, "list": found.wanted}
    yield _found("schedule", Symptom.LIST_MISSING, Severity.LOOK, **named)


def _clock_went_back(journal: Journal) -> Iterator[Diagnosis]:
    """Say which schedules were looked at in a time that has not come yet."""
    now = datetime.now(UTC)
    for schedule in journal.schedules.every():
        if schedule.is_ahead(now):
            until = schedule.looked_until.astimezone(schedule.timing.zone)
            which = {"schedule": schedule.id, "looked_until": until}
            yield _found("clock", Symptom.CLOCK_WENT_BACK, Severity.BAD, **which)


def _service(journal: Journal) -> Iterator[Diagnosis]:
    """Say whether anybody looks at the schedules: what is due long since shows that nobody does."""
    now = datetime.now(UTC)
    overdue = any(schedule.is_due(now - _OVERDUE) for schedule in journal.schedules.every())
    if overdue or any(now - due.due_at > _OVERDUE for due in journal.schedules.open_dues()):
        yield _found("service", Symptom.SCHEDULES_NOT_RUN, Severity.BAD)
        return
    for schedule in journal.schedules.every():
        for due in journal.schedules.dues_of(schedule.id, most=1):
            if due.state is DueState.FAILED:
                message = due.detail.get("message")
                which = {"schedule": schedule.id, "local": due.local, "message": message}
                yield _found("schedule", Symptom.SCHEDULE_FAILED, Severity.LOOK, **which)
