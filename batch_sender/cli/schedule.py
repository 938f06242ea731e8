"""`schedule add|list|pause|resume|remove`: batch files that run by themselves, and when."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from batch_sender.automation.schedulable import refuse_what_needs_a_person
from batch_sender.cli import batch_files, context, in_force, output
from batch_sender.journal import Journal, ScheduleState
from batch_sender.language import N_, _
from batch_sender.operations.schedules import (
    ListedSchedule,
    ScheduleOptions,
    add_schedule,
    list_schedules,
    next_due,
    pause_schedule,
    remove_schedule,
    resume_schedule,
    timing_of,
)
from batch_sender.sentences.schedules import clock_shows, late_in_words, what_became
from batch_sender.timing.clock import SystemClock
from batch_sender.timing.due_times import Due, Timing

_STATES: Final = {
    ScheduleState.ACTIVE: N_("active"),
    ScheduleState.PAUSED: N_("resting; go on with: batch-sender schedule resume {schedule}"),
    ScheduleState.ENDED: N_("over: its moment has come"),
}
_NONE: Final = N_(
    'No schedule yet. Add one with: batch-sender schedule add FILE.toml --cron "0 9 * * 1-5"'
)
_AHEAD: Final = N_(
    "       ! The clock has gone back: it was looked at until {moment}, which has not come yet. "
    "Set the clock right; serve, or the next run-due, then goes on with its times"
)
_MOST_PAST: Final = 3


def add(batch_file: Path, options: ScheduleOptions) -> int:
    """Keep a schedule, if its batch file could run by itself."""
    now = SystemClock().now()
    timing = timing_of(options, now=now)
    filed = batch_files.read(batch_file)
    in_force.use_journal_of_file(filed.journal)
    refuse_what_needs_a_person(filed.order, proof=filed.options.proof, now=now)
    with context.open_journal() as book:
        number = add_schedule(book, batch_file, options, now=now, who=context.who())
    output.say(_("Schedule {schedule}: {file}").format(schedule=number, file=batch_file.name))
    for line in (*_next_times(timing, timing.next_times(now)), _how_it_runs(batch_file)):
        output.say(line)
    return 0


def _how_it_runs(batch_file: Path) -> str:
    told = _(
        "It runs while batch-sender serve --no-page runs, or at the next batch-sender run-due. "
        "It will not ask: look at the list first with batch-sender run {file} --dry-run"
    )
    return told.format(file=batch_file)


def list_all(*, as_json: bool) -> int:
    """Show the schedules."""
    with context.open_journal() as book:
        found = list_schedules(book, now=SystemClock().now())
    if as_json:
        output.say_json({"schedules": [_as_json(each) for each in found]})
    elif not found:
        output.say(_(_NONE))
    else:
        for each in found:
            for line in _shown(each):
                output.say(line)
    return 0


def what_is_next(book: Journal) -> str:
    """Say when which schedule is due next, or that none will be."""
    found = list_schedules(book, now=SystemClock().now())
    if not found:
        return _(_NONE)
    first = next_due(found)
    if first is None:
        return _("No schedule will be due: they rest or are over. See: batch-sender schedule list")
    schedule, at = first.schedule, first.upcoming[0].at
    return _("Next: {moment} ({zone}), schedule {schedule}, {file}").format(
        moment=clock_shows(at.astimezone(schedule.timing.zone)),
        zone=schedule.zone,
        schedule=schedule.id,
        file=Path(schedule.batch_file).name,
    )


def pause(schedule: int) -> int:
    """Let a schedule rest."""
    return _move(schedule, pause_schedule, N_("Schedule {schedule} rests."))


def resume(schedule: int) -> int:
    """Let a schedule go on."""
    return _move(schedule, resume_schedule, N_("Schedule {schedule} goes on."))


def remove(schedule: int, *, yes: bool) -> int:
    """Remove a schedule, if it is meant so."""
    if not yes and not _is_meant(schedule):
        output.tell(_("Nothing was changed."))
        return 1
    told = N_("Schedule {schedule} was removed; batches that have begun go on.")
    return _move(schedule, remove_schedule, told)


def _is_meant(schedule: int) -> bool:
    with context.open_journal() as book:
        files = {each.id: Path(each.batch_file).name for each in book.schedules.every()}
    if schedule not in files:
        return True  # what there is not is refused by its removal
    asked = _("Remove schedule {schedule}, {file}? It will not run any more.")
    return output.ask_if_anybody(asked.format(schedule=schedule, file=files[schedule]))


def _move(schedule: int, operation: Callable[..., None], told: str) -> int:
    with context.open_journal() as book:
        operation(book, schedule, who=context.who())
    output.say(_(told).format(schedule=schedule))
    return 0


def _shown(listed: ListedSchedule) -> Iterator[str]:
    schedule = listed.schedule
    when = schedule.cron or clock_shows(datetime.fromisoformat(schedule.at or ""))
    state = _(_STATES[schedule.state]).format(schedule=schedule.id)
    yield f"{schedule.id:>5}  {Path(schedule.batch_file).name}  {when}  {schedule.zone}"
    yield f"       {state}; {late_in_words(schedule.late)}"
    if listed.ahead:
        until = schedule.looked_until.astimezone(schedule.timing.zone)
        yield _(_AHEAD).format(moment=clock_shows(until))
    yield from _next_times(schedule.timing, listed.upcoming)
    for due in listed.past[-_MOST_PAST:]:
        yield f"       {clock_shows(datetime.fromisoformat(due.local))}: {what_became(due.state, due.detail)}"


def _next_times(timing: Timing, upcoming: Sequence[Due]) -> Iterator[str]:
    told = _("       next: {moment}")
    for due in upcoming:
        yield told.format(moment=clock_shows(due.at.astimezone(timing.zone)))


def _as_json(listed: ListedSchedule) -> dict[str, Any]:
    schedule = listed.schedule
    return {
        "schedule": schedule.id,
        "file": schedule.batch_file,
        "cron": schedule.cron,
        "at": schedule.at,
        "zone": schedule.zone,
        "late": schedule.late,
        "state": schedule.state,
        "clock_went_back": listed.ahead,
        "next": [due.at.isoformat() for due in listed.upcoming],
        "last": [{"local": due.local, "state": due.state, **due.detail} for due in listed.past],
    }
