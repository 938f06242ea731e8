"""Compute a schedule's due times from its cron expression or moment. Pure arithmetic, no sleeping.

A due time is known by what the zone's clocks show. What falls into a gap is due at the first moment
after it; where an hour comes twice, only its first time counts (docs/measured.md, schedules).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Final, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from batch_sender.timing.errors import BadCron, BadDueMoment, BadLatePolicy, BadZone
from batch_sender.timing.walltime import first_moment

GRACE: Final = timedelta(minutes=10)
"""A due time looked at within it is not late: `run-due` may run every few minutes only."""

DEFAULT_LATE: Final = "run-if-within 2h"

_MOST_LOOKED_AT: Final = 100_000
"""Due times between two looks; one a minute reaches that in ten weeks."""

_FORMS: Final = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M")
_LATE: Final = re.compile(r"run-if-within\s+(\d{1,4})\s*(min|h|d)", re.ASCII)
_SPANS: Final = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One due time: what the schedule's clocks show (ISO, no zone), and the moment in UTC."""

    local: str
    at: datetime


class Verdict(StrEnum):
    """What becomes of a due time. `open`: it is to be run."""

    OPEN = "open"
    MISSED = "missed"  # a later one is due by now: missed times never pile up into a burst
    LATE = "late"  # it came too late for its schedule's policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When a schedule is due: by a cron expression or, once, at a local time; in a zone.

    `late`: how long after its time a due time may still run.
    """

    cron: str | None
    at: datetime | None
    zone: ZoneInfo
    late: timedelta

    @classmethod
    def parse(cls, *, cron: str | None, at: str | None, zone: str, late: str) -> Self:
        """Read it as people write it: one of `cron` and `at`.

        Raises:
            ScheduleError: one of them cannot be read.
        """
        return cls(
            cron=None if cron is None else _checked(cron),
            at=None if at is None else parse_local(at),
            zone=parse_zone(zone),
            late=parse_late(late),
        )

    def due(self, *, after: datetime, until: datetime | None = None) -> Iterator[Due]:
        """Yield the due times after one moment and up to another, in order."""
        # From a day before on: what falls into a gap is due later than its clock time says.
        wall = after.astimezone(self.zone).replace(tzinfo=None) - timedelta(days=1)
        for each in self._walls(wall):
            moment = first_moment(each, self.zone)
            if until is not None and moment > until:
                return
            if moment > after:
                yield Due(local=each.isoformat(timespec="minutes"), at=moment)

    def next_times(self, now: datetime, *, most: int = 3) -> list[Due]:
        """Return the next due times."""
        return list(islice(self.due(after=now), most))

    def _walls(self, wall: datetime) -> Iterator[datetime]:
        if self.cron is not None:
            yield from CronSim(self.cron, wall)
        elif self.at is not None:
            yield self.at


def sort_out(timing: Timing, *, looked_until: datetime, now: datetime) -> list[tuple[Due, Verdict]]:
    """Say what becomes of every due time since the last look: at most one is to be run."""
    dues = list(islice(timing.due(after=looked_until, until=now), _MOST_LOOKED_AT))
    return list(_verdicts(dues, timing.late, now))


def still_in_time(timing: Timing, at: datetime, *, now: datetime) -> bool:
    """Say whether what was due then may still run."""
    return now - at <= max(timing.late, GRACE)


def _verdicts(dues: Sequence[Due], late: timedelta, now: datetime) -> Iterator[tuple[Due, Verdict]]:
    for due in dues[:-1]:
        yield due, Verdict.MISSED
    for due in dues[-1:]:
        in_time = now - due.at <= max(late, GRACE)
        yield due, Verdict.OPEN if in_time else Verdict.LATE


# ── as people write it ────────────────────────────────────────────────────────────────────────


def _checked(cron: str) -> str:
    plain = " ".join(cron.split())
    try:
        CronSim(plain, datetime(2026, 1, 1))  # noqa: DTZ001 - a wall clock has no zone
    except CronSimError as err:
        raise BadCron(cron=cron) from err
    if len(plain.split()) != 5:
        raise BadCron(cron=cron)
    return plain


def parse_local(text: str) -> datetime:
    """Return the local time that "2026-12-01 09:00" or "01/12/2026 09:00" names.

    Raises:
        BadDueMoment: it is neither.
    """
    for form in _FORMS:
        try:
            return datetime.strptime(" ".join(text.split()), form)  # noqa: DTZ007 - a wall clock's
        except ValueError:
            continue
    raise BadDueMoment(moment=text)


def parse_zone(text: str) -> ZoneInfo:
    """Return a time zone by its name.

    Raises:
        BadZone: there is none of that name.
    """
    try:
        return ZoneInfo(text.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError) as err:
        raise BadZone(zone=text) from err


def parse_late(text: str) -> timedelta:
    """Return how long after its time a due time may still run, by "skip", "run" or "run-if-within 2h".

    Raises:
        BadLatePolicy: it is none of these.
    """
    plain = " ".join(text.lower().split())
    if plain == "skip":
        return timedelta()
    if plain == "run":
        return timedelta.max
    found = _LATE.fullmatch(plain)
    if found is None:
        raise BadLatePolicy(late=text)
    return int(found[1]) * _SPANS[found[2]]
