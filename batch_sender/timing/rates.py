"""How long to wait between two calls: rates, jitter, exponential back-off. Pure arithmetic, no sleeping."""

import re
from collections.abc import Callable
from datetime import timedelta
from math import inf
from typing import Final

from batch_sender.timing.errors import BadRate

DEFAULT_GAP: Final = 3.5
"""Seconds between two calls: WhatsApp bans numbers that send fast (docs/api-contract.md, pace)."""

JITTER: Final = 0.2
"""The share by which a gap is stretched or shortened at random."""

SERVER_SECONDS_A_CALL: Final = 3.0
"""What the API's own queue takes for each call it accepted with `openTicket` 0."""

_MADE_UP: Final = 0.1
_FIRST_BACK_OFF: Final = 1.0
_LONGEST_BACK_OFF: Final = 60.0
_ENOUGH_FAILURES: Final = 10  # by then the delay is the longest
_LONGEST_GAP: Final = 86_400.0


_UNITS: Final = {"s": 1, "sec": 1, "min": 60, "h": 3600, "hour": 3600}


def parse_rate(text: str) -> float:
    """Return the seconds between two calls that "20/min", "900/h" or "off" (0) ask for.

    Raises:
        BadRate: it is none of these, or slower than a call a day.
    """
    if text.strip().lower() == "off":
        return 0.0
    found = re.fullmatch(r"\s*(\d+(?:[.,]\d+)?)\s*/\s*([a-z]+)\s*", text.lower())
    if not found or found[2] not in _UNITS:
        raise BadRate(rate=text)
    calls = float(found[1].replace(",", "."))
    gap = _UNITS[found[2]] / calls if calls else inf
    # A number too large for a float would otherwise mean no pace at all.
    if not 0 < gap <= _LONGEST_GAP:
        raise BadRate(rate=text)
    return gap


def address_gap(gap: float) -> float:
    """Return the seconds between two calls to one API address, whatever their connection.

    The ceiling is the default pace; a batch that was told to go faster raises it for itself.
    """
    return min(gap, DEFAULT_GAP)


def jitter(chance: float) -> float:
    """Return the factor by which to stretch a gap, for a `chance` between 0 and 1."""
    return 1 - JITTER + 2 * JITTER * chance


def made_up(gap: float, *, jitter: float, late: float) -> float:
    """Return a stretched gap less the seconds that its call left too late.

    A few milliseconds at each call would add up, and a busy machine's pace would be percents off. Whoever is later
    than a tenth of the gap begins anew, and two calls are never nearer than jitter alone may bring them.
    """
    if not 0 < late <= gap * _MADE_UP:
        return gap
    return max(gap - late, min(gap, gap / jitter * (1 - JITTER)))


class Stretching:
    """Stretches or shortens one gap after another at random, each second one by as much the other way.

    So many gaps together are what they were asked to be, to the second, however many those are: chance alone would
    be two in a hundred off after a hundred calls. Asked from many threads.
    """

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._by, self._makes_up = chance(), False

    @property
    def factor(self) -> float:
        """By what the gap behind the next call is stretched: the same until one has left."""
        return jitter(self._by)

    def used(self) -> None:
        """Say that a call has left."""
        self._by = self._chance() if self._makes_up else 1 - self._by
        self._makes_up = not self._makes_up


def back_off(failures: int, chance: float) -> float:
    """Return the seconds to wait after so many failures in a row: exponential, with jitter.

    `chance` lies between 0 and 1. At least half of the full delay is kept, so that ten failures
    in a row cover minutes, not moments.
    """
    doublings = min(failures, _ENOUGH_FAILURES) - 1
    full = min(_FIRST_BACK_OFF * 2.0**doublings, _LONGEST_BACK_OFF)
    return full * (0.5 + chance / 2)


def estimate(calls: int, gap: float) -> timedelta:
    """Return how long so many calls take at this pace, the first one leaving at once."""
    return timedelta(seconds=max(calls - 1, 0) * gap)
