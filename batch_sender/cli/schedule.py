"""`schedule add|list|pause|resume|remove`: batch files that run by themselves, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from batch_sender.cli import batch_files, gather, talk
from batch_sender.clock import SystemClock
from batch_sender.errors import CronNeverDue, CronOrMoment, DueMomentPassed, ScheduleNotPossible
from batch_sender.journal import (
    DueRecord,
    DueState,
    Journal,
    NewSchedule,
    ScheduleRecord,
    ScheduleState,
)
from batch_sender.language import N_, _, current
from batch_sender.pacing import DEFAULT_ZONE
from batch_sender.schedules import DEFAULT_LATE, Timing
from batch_sender.unattended import Order, refuse_results_among_lists
from batch_sender.unattended.orders import STANDARD_INPUT

_STATES: Final = {
    ScheduleState.ACTIVE: N_("active"),
    ScheduleState.PAUSED: N_("resting; go on with: batch-sender schedule resume {schedule}"),
    ScheduleState.ENDED: N_("over: its moment has come"),
}
_DUES: Final = {
    DueState.OPEN: N_("beginning"),
    DueState.BEGUN: N_("begun: batch {batches}"),
    DueState.FAILED: N_("could not start: {message}"),
    DueState.MISSED: N_("missed: nothing was running, and a later time was due by then"),
    DueState.LATE: N_("missed: nothing was running, and it was too late afterwards"),
}
_NONE: Final = N_(
    'No schedule yet. Add one with: batch-sender schedule add FILE.toml --cron "0 9 * * 1-5"'
)
_WEEKDAYS: Final = (
    N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """When somebody wants a batch file to run, as typed in."""

    cron: str | None
    at: str | None
    zone: str | None
    late: str | None


def add(batch_file: Path, wish: Wish, *, journal: str | None) -> int:
    """Keep a schedule, if its batch file could run by itself."""
    if (wish.cron is None) == (wish.at is None):
        raise CronOrMoment
    zone, late = wish.zone or DEFAULT_ZONE, wish.late or DEFAULT_LATE
    timing = Timing.parse(cron=wish.cron, at=wish.at, zone=zone, late=late)
    _refuse_never_due(timing, wish)
    filed = batch_files.read(batch_file)
    _refuse_what_needs_a_person(filed.order, proof=filed.given["proof"])
    new = NewSchedule(
        batch_file=str(batch_file.resolve()),
        cron=timing.cron,
        at=timing.at,
        zone=timing.zone.key,
        late=" ".join(late.lower().split()),
        who=gather.who(),
    )
    with gather.open_journal(journal or filed.given["journal"]) as book:
        number = book.add_schedule(new)
    talk.say(_("Schedule {schedule}: {file}").format(schedule=number, file=batch_file.name))
    for line in _next_times(timing):
        talk.say(line)
    talk.say(
        _(
            "It runs while batch-sender serve --no-page runs, or at the next batch-sender run-due. "
            "It will not ask: look at the list first with batch-sender run {file} --dry-run"
        ).format(file=batch_file)
    )
    return 0


def list_all(*, journal: str | None, as_json: bool) -> int:
    """Show the schedules."""
    with gather.open_journal(journal) as book:
        found = book.schedules()
        if as_json:
            talk.say_json({"schedules": [_as_json(book, each) for each in found]})
        elif not found:
            talk.say(_(_NONE))
        else:
            for each in found:
                for line in _shown(book, each):
                    talk.say(line)
    return 0


def what_is_next(book: Journal) -> str:
    """Say when which schedule is due next, or that none will be."""
    found, now = book.schedules(), SystemClock().now()
    if not found:
        return _(_NONE)
    active = [each for each in found if each.state is ScheduleState.ACTIVE]
    upcoming = [(due.at, each) for each in active for due in each.timing.next_times(now, most=1)]
    if not upcoming:
        return _("No schedule will be due: they rest or are over. See: batch-sender schedule list")
    at, first = min(upcoming, key=lambda each: each[0])
    return _("Next: {moment} ({zone}), schedule {schedule}, {file}").format(
        moment=_clock(at.astimezone(first.timing.zone)),
        zone=first.zone,
        schedule=first.id,
        file=Path(first.batch_file).name,
    )


def pause(schedule: int, *, journal: str | None) -> int:
    """Let a schedule rest."""
    return _move(schedule, ScheduleState.PAUSED, N_("Schedule {schedule} rests."), journal=journal)


def resume(schedule: int, *, journal: str | None) -> int:
    """Let a schedule go on."""
    return _move(
        schedule, ScheduleState.ACTIVE, N_("Schedule {schedule} goes on."), journal=journal
    )


def remove(schedule: int, *, journal: str | None) -> int:
    """Remove a schedule."""
    told = N_("Schedule {schedule} was removed; batches that have begun go on.")
    return _move(schedule, ScheduleState.REMOVED, told, journal=journal)


def _move(schedule: int, to: ScheduleState, told: str, *, journal: str | None) -> int:
    with gather.open_journal(journal) as book:
        book.move_schedule(schedule, to, who=gather.who())
    talk.say(_(told).format(schedule=schedule))
    return 0


def _refuse_never_due(timing: Timing, wish: Wish) -> None:
    if timing.next_times(SystemClock().now(), most=1):
        return
    if wish.at is not None:
        raise DueMomentPassed(moment=wish.at)
    raise CronNeverDue(cron=wish.cron)


def _refuse_what_needs_a_person(order: Order, *, proof: str | None) -> None:
    """See that a batch file could run with nobody there, as far as that shows now."""
    if order.wanted == STANDARD_INPUT:
        raise ScheduleNotPossible(
            path=order.batch_file.name, why=_("its list comes from standard input")
        )
    if proof is not None:
        raise ScheduleNotPossible(path=order.batch_file.name, why=_("its proof waits for a yes"))
    refuse_results_among_lists(order, now=SystemClock().now())


def _shown(book: Journal, schedule: ScheduleRecord) -> Iterator[str]:
    when = schedule.cron or schedule.at
    state = _(_STATES[schedule.state]).format(schedule=schedule.id)
    yield f"{schedule.id:>5}  {Path(schedule.batch_file).name}  {when}  {schedule.zone}  ({schedule.late})"
    yield f"       {state}"
    if schedule.state is ScheduleState.ACTIVE:
        yield from _next_times(schedule.timing)
    for due in book.dues_of(schedule.id, most=3):
        yield f"       {_clock(datetime.fromisoformat(due.local))}: {_became(due)}"


def _became(due: DueRecord) -> str:
    batches = due.detail.get("batches", ())
    if due.state is DueState.BEGUN and not batches:
        return _("there was no new list")
    listed = ", ".join(str(number) for number in batches)
    return _(_DUES[due.state]).format(batches=listed, message=due.detail.get("message", "?"))


def _next_times(timing: Timing) -> Iterator[str]:
    told = _("       next: {moment}")
    for due in timing.next_times(SystemClock().now()):
        yield told.format(moment=_clock(due.at.astimezone(timing.zone)))


def _clock(local: datetime) -> str:
    """Show what the schedule's own clocks show."""
    day = "%d/%m/%Y" if current() == "pt-BR" else "%Y-%m-%d"
    return f"{_(_WEEKDAYS[local.weekday()])} {local:{day} %H:%M}"


def _as_json(book: Journal, schedule: ScheduleRecord) -> dict[str, Any]:
    active = schedule.state is ScheduleState.ACTIVE
    upcoming = schedule.timing.next_times(SystemClock().now()) if active else []
    return {
        "schedule": schedule.id,
        "file": schedule.batch_file,
        "cron": schedule.cron,
        "at": schedule.at,
        "zone": schedule.zone,
        "late": schedule.late,
        "state": schedule.state,
        "next": [due.at.isoformat() for due in upcoming],
        "last": [
            {"local": due.local, "state": due.state, **due.detail}
            for due in book.dues_of(schedule.id)
        ],
    }
