"""Schedules: batch files that run by themselves, and when each is due next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from batch_sender.journal import DueRecord, Journal, NewSchedule, ScheduleRecord, ScheduleState
from batch_sender.operations.errors import CronNeverDue, CronOrMoment, DueMomentPassed
from batch_sender.timing.due_times import DEFAULT_LATE, Due, Timing
from batch_sender.timing.windows import DEFAULT_ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleOptions:
    """When somebody wants a batch file to run, as typed in: by a cron expression, or once.

    `zone`, `late`: None for the usual ones.
    """

    cron: str | None = None
    at: str | None = None
    zone: str | None = None
    late: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSchedule:
    """A schedule, its next due times, and what became of the last ones, oldest first.

    `ahead`: it was looked at in a time that has not come yet; the clock has gone back since.
    """

    schedule: ScheduleRecord
    upcoming: Sequence[Due]
    past: Sequence[DueRecord]
    ahead: bool


def timing_of(options: ScheduleOptions, *, now: datetime) -> Timing:
    """Read when a schedule is to be due.

    Raises:
        CronOrMoment: it says neither or both.
        ScheduleError: it cannot be read, or would never be due.
    """
    if (options.cron is None) == (options.at is None):
        raise CronOrMoment
    zone, late = options.zone or DEFAULT_ZONE, options.late or DEFAULT_LATE
    timing = Timing.parse(cron=options.cron, at=options.at, zone=zone, late=late)
    if not timing.next_times(now, most=1):
        if options.at is not None:
            raise DueMomentPassed(moment=options.at)
        raise CronNeverDue(cron=options.cron)
    return timing


def add_schedule(
    journal: Journal, batch_file: Path, options: ScheduleOptions, *, now: datetime, who: str
) -> int:
    """Keep a schedule; return its number. What runs by itself must need nobody: check that before.

    Raises:
        ScheduleError: it cannot be meant.
    """
    timing = timing_of(options, now=now)
    new = NewSchedule(
        batch_file=str(batch_file.resolve()),
        cron=timing.cron,
        at=timing.at,
        zone=timing.zone.key,
        late=" ".join((options.late or DEFAULT_LATE).lower().split()),
        who=who,
    )
    return journal.schedules.add(new)


def list_schedules(journal: Journal, *, now: datetime) -> list[ListedSchedule]:
    """Return the schedules that have not been removed."""
    return [
        ListedSchedule(
            schedule=each,
            upcoming=each.timing.next_times(now) if each.state is ScheduleState.ACTIVE else (),
            past=journal.schedules.dues_of(each.id),
            ahead=each.is_ahead(now),
        )
        for each in journal.schedules.every()
    ]


def next_due(listed: Sequence[ListedSchedule]) -> ListedSchedule | None:
    """Return the schedule that is due first; None: all rest, or are over."""
    waiting = [each for each in listed if each.upcoming]
    return min(waiting, key=lambda each: each.upcoming[0].at, default=None)


def pause_schedule(journal: Journal, schedule: int, *, who: str) -> None:
    """Let a schedule rest; what is due meanwhile is not made up for.

    Raises:
        UnknownSchedule, StateConflict: there is none that could.
    """
    journal.schedules.move(schedule, ScheduleState.PAUSED, who=who)


def resume_schedule(journal: Journal, schedule: int, *, who: str) -> None:
    """Let a schedule go on.

    Raises:
        UnknownSchedule, StateConflict: there is none that could.
    """
    journal.schedules.move(schedule, ScheduleState.ACTIVE, who=who)


def remove_schedule(journal: Journal, schedule: int, *, who: str) -> None:
    """Remove a schedule; batches that have begun go on.

    Raises:
        UnknownSchedule, StateConflict: there is none that could.
    """
    journal.schedules.move(schedule, ScheduleState.REMOVED, who=who)
