"""Parse limits such as "3/7d" (messages to one person), "20,50,100" (a warm-up), "30/day" and "24h"."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from batch_sender.timing.errors import BadNewCap, BadPersonLimit, BadSpan, BadWarmUp

_UNITS: Final = {"h": timedelta(hours=1), "d": timedelta(days=1)}
_LONGEST: Final = timedelta(days=3660)
_MOST_MESSAGES: Final = 1_000_000
_A_DAY: Final = re.compile(r"\s*/\s*(?:day|dia)\s*", re.IGNORECASE)


def parse_span(text: str) -> timedelta:
    """Return the time that "24h" or "7d" names.

    Raises:
        BadSpan: it is none of these, or longer than ten years.
    """
    span = _span(text)
    if span is None:
        raise BadSpan(span=text)
    return span


def _span(text: str) -> timedelta | None:
    found = re.fullmatch(r"\s*(\d{1,6})\s*([hd])\s*", text.lower(), re.ASCII)
    span = int(found[1]) * _UNITS[found[2]] if found else timedelta()
    return span if timedelta() < span <= _LONGEST else None


# ── one person ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLimit:
    """At most `messages` to one person within any span of this length, over all batches."""

    messages: int
    within: timedelta


def parse_person_limit(text: str) -> PersonLimit:
    """Return the limit that "3/7d" or "1/24h" names.

    Raises:
        BadPersonLimit: it is none of these, or allows nothing.
    """
    count, _, span = text.partition("/")
    within = _span(span)
    if not re.fullmatch(r"\s*0*[1-9]\d{0,5}\s*", count, re.ASCII) or within is None:
        raise BadPersonLimit(limit=text)
    return PersonLimit(messages=int(count), within=within)


# ── one connection, a day ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyPlan:
    """How many messages a day may leave through a connection.

    `cap` holds on every day. `warm_up` holds for the first days on which anything leaves, one
    number each, its last one from then on. Where both speak, the smaller one holds.
    """

    cap: int | None = None
    warm_up: tuple[int, ...] = ()

    def allows(self, earlier_days: int) -> int:
        """Return how many messages may leave on a day before which there were so many."""
        step = self.warm_up[min(earlier_days, len(self.warm_up) - 1)] if self.warm_up else None
        return min(most for most in (self.cap, step, _MOST_MESSAGES) if most is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a connection's plan starts from: days with messages before today, messages today."""

    earlier_days: int = 0
    today: int = 0


@dataclass(slots=True, kw_only=True)
class Planned:
    """So many messages that have to leave by a plan, and where a connection stands in it, day by day."""

    messages: int
    plan: DailyPlan = DailyPlan()
    usage: Usage = Usage()

    @property
    def fit(self) -> int:
        """How many of them may still leave on this day."""
        return min(
            self.messages, max(self.plan.allows(self.usage.earlier_days) - self.usage.today, 0)
        )

    def leave(self, some: int) -> None:
        """Let some of them leave on this day."""
        self.messages -= some
        self.usage = replace(self.usage, today=self.usage.today + some)

    def begin_day(self) -> None:
        """Go on to another day; one on which none left is no step of a warm-up."""
        self.usage = Usage(earlier_days=self.usage.earlier_days + (self.usage.today > 0))


def parse_warm_up(text: str) -> tuple[int, ...]:
    """Return the plan that "20,50,100,200" names: messages on the first day, the second, ….

    Raises:
        BadWarmUp: it is no such list, or a day of it allows nothing.
    """
    days = _steps(text)
    if not days:
        raise BadWarmUp(plan=text)
    return days


def parse_new_cap(text: str) -> DailyPlan:
    """Return the plan for new people that "30/day", "30" or, for a new number, "20,30,50" names.

    Raises:
        BadNewCap: it is none of these, or a day of it allows nobody.
    """
    written = text.strip()
    unit = _A_DAY.search(written)
    days = _steps(written[: unit.start()] if unit and unit.end() == len(written) else written)
    if not days:
        raise BadNewCap(plan=text)
    return DailyPlan(cap=days[0]) if len(days) == 1 else DailyPlan(warm_up=days)


def _steps(text: str) -> tuple[int, ...]:
    """Return the numbers of a list such as "20,50,100"; nothing where one of them is none."""
    days = text.split(",")
    if not all(re.fullmatch(r"\s*0*[1-9]\d{0,5}\s*", day, re.ASCII) for day in days):
        return ()
    return tuple(int(day) for day in days)
