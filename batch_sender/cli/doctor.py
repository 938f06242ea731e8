"""`doctor`: everything that sending needs is looked at; what is wrong comes out, and how to mend it."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from batch_sender import connections
from batch_sender.cli import batch_files, gather, in_force, own_number, talk, wording
from batch_sender.cli.probing import Clocks
from batch_sender.connections import Connection
from batch_sender.errors import BatchSenderError
from batch_sender.journal import DueState, Journal, ScheduleState, file_of
from batch_sender.language import _
from batch_sender.pacing import DEFAULT_ZONE

_LITTLE: Final = 1_000_000_000  # bytes
_TOO_LITTLE: Final = 100_000_000
_MEGABYTE: Final = 1_000_000
_SLOW: Final = timedelta(minutes=1)
_WRONG: Final = timedelta(minutes=5)
_OVERDUE: Final = timedelta(minutes=15)


class Level(StrEnum):
    """How it stands with one thing."""

    GOOD = "good"
    LOOK = "look"
    BAD = "bad"


_MARKS: Final = {Level.GOOD: "✓", Level.LOOK: "!", Level.BAD: "✗"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was looked at, how it stands, and what to do about it."""

    what: str
    level: Level
    told: str
    remedy: str = ""


def doctor(*, journal: str | None, as_json: bool) -> int:
    """Look at everything; a look that fails is a finding, and the next one follows."""
    looks = (
        lambda: _journal(journal),
        lambda: _disk(journal),
        _zone,
        _connections_file,
        _connections,
        lambda: _schedules(journal),
    )
    found = [finding for look in looks for finding in _looked(look)]
    if as_json:
        listed = [
            {"what": f.what, "level": f.level, "message": f.told, "next": f.remedy} for f in found
        ]
        talk.say_json({"profile": in_force.profile(), "findings": listed})
    else:
        _show(found)
    levels = {finding.level for finding in found}
    return 1 if Level.BAD in levels else 3 if Level.LOOK in levels else 0


def _show(found: list[Finding]) -> None:
    if profile := in_force.profile():
        talk.say(_("Profile: {profile}").format(profile=profile))
    for each in found:
        talk.say(f"{_MARKS[each.level]} {each.told}")
        for line in each.remedy.splitlines():
            talk.say(f"  → {line}")
    if all(each.level is Level.GOOD for each in found):
        talk.say(_("All is in order."))


def _looked(look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except BatchSenderError as err:
        yield Finding(what=err.code, level=Level.BAD, told=err.message, remedy=err.next)


# ── the journal and its disk ──────────────────────────────────────────────────────────────────


def _journal(flag: str | None) -> Iterator[Finding]:
    file = file_of(in_force.journal(flag))
    if file is not None and not file.exists():
        yield Finding(
            what="journal",
            level=Level.LOOK,
            told=_("There is no journal {location} yet.").format(location=file),
            remedy=_(
                "The first list makes it. If you have one: --journal, or BATCH_SENDER_JOURNAL."
            ),
        )
        return
    with gather.open_journal(flag) as book:
        faults = book.check().findings
        copy = book.restored()
        told = _("Journal: {location}").format(location=book.location)
    if copy is not None:
        refusal = copy.refusal(book.location)
        yield Finding(what="journal", level=Level.BAD, told=refusal.message, remedy=refusal.next)
    elif faults:
        remedy = _("See what it is with: batch-sender journal check")
        wrong = _("{journal}: something in it is not right.").format(journal=told)
        yield Finding(what="journal", level=Level.LOOK, told=wrong, remedy=remedy)
    else:
        yield Finding(what="journal", level=Level.GOOD, told=told)


def _disk(flag: str | None) -> Iterator[Finding]:
    file = file_of(in_force.journal(flag))
    if file is None:
        return
    folder = next(each for each in file.absolute().parents if each.exists())
    free = shutil.disk_usage(folder).free
    told = _("Free on the journal's disk: {free} MB").format(free=free // _MEGABYTE)
    level = Level.BAD if free < _TOO_LITTLE else Level.LOOK if free < _LITTLE else Level.GOOD
    remedy = (
        "" if level is Level.GOOD else _("Free some space, or move the journal to another disk.")
    )
    yield Finding(what="disk", level=level, told=told, remedy=remedy)


# ── clock and zone ────────────────────────────────────────────────────────────────────────────


def _zone() -> Iterator[Finding]:
    try:
        brazil = datetime.now(UTC).astimezone(ZoneInfo(DEFAULT_ZONE))
    except ZoneInfoNotFoundError:
        yield Finding(
            what="zone",
            level=Level.BAD,
            told=_("This machine knows no time zones."),
            remedy=_("Install them with: pip install tzdata"),
        )
        return
    here = datetime.now(UTC).astimezone()
    told = _("This machine's clock: {here} ({zone}); in {brazil_zone} it is {brazil}.").format(
        here=f"{here:%H:%M}", zone=here.tzname(), brazil_zone=DEFAULT_ZONE, brazil=f"{brazil:%H:%M}"
    )
    if here.utcoffset() != brazil.utcoffset():  # on a server that is as it should be
        which = _(
            "Sending hours and schedules count in {zone} unless they name another; cron and the "
            "Task Scheduler count in this machine's own."
        )
        told = f"{told} {which.format(zone=DEFAULT_ZONE)}"
    yield Finding(what="zone", level=Level.GOOD, told=told)


def _clock_beside(address: str, off: timedelta) -> Finding:
    """Judge by how much this machine's clock differs from that of the API's server."""
    level = Level.BAD if off > _WRONG else Level.LOOK if off > _SLOW else Level.GOOD
    told = _("The clock differs from that of {address} by {off}.").format(
        address=address, off=wording.duration(off)
    )
    remedy = (
        "" if level is Level.GOOD else _("Let this machine set its clock by the network (NTP).")
    )
    return Finding(what="clock", level=level, told=told, remedy=remedy)


# ── connections ───────────────────────────────────────────────────────────────────────────────


def _connections_file() -> Iterator[Finding]:
    path = in_force.workspace().connections
    saved = connections.load_connections(path)
    told = _("Connections file: {path} ({n} saved)").format(path=path, n=len(saved))
    yield Finding(what="connections", level=Level.GOOD, told=told)


def _connections() -> Iterator[Finding]:
    saved: dict[str, Connection] = {}
    with contextlib.suppress(BatchSenderError):  # what is wrong with the file was told
        saved = connections.load_connections(in_force.workspace().connections)
    unnamed = connections.from_environment(in_force.workspace().variables)
    every = ([unnamed] if unnamed else []) + list(saved.values())
    if not every:
        yield from _looked(_none_chosen)
    clocks = Clocks()
    for connection in every:
        yield from _looked(partial(_connection, connection, clocks))
    for address, off in clocks.off.items():
        yield _clock_beside(address, off)


def _none_chosen() -> Iterator[Finding]:
    own_number.choose(None)
    yield from ()


def _connection(connection: Connection, clocks: Clocks) -> Iterator[Finding]:
    clocks.probe(connection)
    told = _("Connection {name}: {address} answers and knows the token.").format(
        name=connection.name or "BATCH_SENDER_URL", address=connection.address
    )
    yield Finding(what="connection", level=Level.GOOD, told=told)


# ── schedules ─────────────────────────────────────────────────────────────────────────────────


def _schedules(flag: str | None) -> Iterator[Finding]:
    file = file_of(in_force.journal(flag))
    if file is not None and not file.exists():
        return
    with gather.open_journal(flag) as book:
        active = [each for each in book.schedules() if each.state is ScheduleState.ACTIVE]
        for schedule in active:
            yield from _looked(partial(_batch_file, schedule.batch_file))
        if active:
            yield from _service(book)


def _batch_file(path: str) -> Iterator[Finding]:
    order = batch_files.order_of(Path(path))
    if not order.is_pattern and not (order.lists_in / order.wanted).exists():
        told = _("{file}: its list {list} is not there now.")
        told = told.format(file=order.batch_file.name, list=order.wanted)
        remedy = _("It must be there when the schedule is due.")
        yield Finding(what="schedule", level=Level.LOOK, told=told, remedy=remedy)
        return
    told = _("Batch file {file} can be read.").format(file=path)
    yield Finding(what="schedule", level=Level.GOOD, told=told)


def _service(book: Journal) -> Iterator[Finding]:
    """Say whether anybody looks at the schedules: what is due long since shows that nobody does."""
    now = datetime.now(UTC)
    overdue = [schedule for schedule in book.schedules() if schedule.is_due(now - _OVERDUE)]
    stuck = [due for due in book.open_dues() if now - due.due_at > _OVERDUE]
    if overdue or stuck:
        yield Finding(
            what="service",
            level=Level.BAD,
            told=_("A schedule is due since more than 15 minutes, and nothing runs it."),
            remedy=_("Start batch-sender serve --no-page, or let cron start batch-sender run-due."),
        )
    else:
        last = [
            due
            for schedule in book.schedules()
            for due in book.dues_of(schedule.id, most=1)
            if due.state is DueState.FAILED
        ]
        for due in last:
            told = _("Schedule {schedule} could not start at {moment}: {message}")
            told = told.format(
                schedule=due.schedule.id, moment=due.local, message=due.detail.get("message")
            )
            yield Finding(what="schedule", level=Level.LOOK, told=told)
