"""Parse limits such as "3/7d" (messages to one person), "20,50,100" (a warm-up) and "24h" (a span)."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from batch_sender.timing.errors import BadPersonLimit, BadSpan, BadWarmUp

_UNITS: Final = {"h": timedelta(hours=1), "d": timedelta(days=1)}
_LONGEST: Final = timedelta(days=3660)
_MOST_MESSAGES: Final = 1_000_000


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


def parse_warm_up(text: str) -> tuple[int, ...]:
    """Return the plan that "20,50,100,200" names: messages on the first day, the second, ….

    Raises:
        BadWarmUp: it is no such list, or a day of it allows nothing.
    """
    days = text.split(",")
    if not all(re.fullmatch(r"\s*0*[1-9]\d{0,5}\s*", day, re.ASCII) for day in days):
        raise BadWarmUp(plan=text)
    return tuple(int(day) for day in days)
