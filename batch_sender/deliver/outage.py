"""Follow an outage of the server: each try that it cost is news, and so is the first answer after it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from typing import Final

from batch_sender.deliver.health import WORTH_TELLING
from batch_sender.models import Accepted, Delay, NotLeft, Outcome, Reason, Rejected, Unknown

_THE_SAME: Final = timedelta(seconds=5)
"""Lanes side by side are told of one wait, each a moment later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """The server answers again."""


News = Delay | Answering


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """When a call began and ended, by the clock that is never set."""

    began: float
    ended: float


class Outage:
    """Hears of every call; tells once what nobody has been told yet."""

    def __init__(self) -> None:
        self._delay: Delay | None = None
        self._told_at = -inf
        self._news: News | None = None

    def news(self) -> News | None:
        """Return what is new since the last time, if anything is."""
        news, self._news = self._news, None
        return news

    def heard(self, outcome: Outcome, call: Span, *, now: datetime, until: datetime) -> None:
        """Hear of a call, and until when nothing leaves after it.

        A call that began before the last trouble says neither that it lasts nor that it is over.
        """
        known = self._delay if call.began <= self._told_at else None
        if isinstance(outcome, NotLeft | Unknown):
            is_told = known is not None and until <= known.until + _THE_SAME
            if not is_told and _is_worth_telling(outcome.reason, until - now):
                self._delay = self._news = Delay(until=until, because=outcome.reason)
                self._told_at = call.ended
        elif self._delay is not None and known is None and _answers(outcome):
            self._delay, self._news = None, Answering()


def _is_worth_telling(reason: Reason, length: timedelta) -> bool:
    """Say whether a person wants to know: a server that slows the program down is there all the same."""
    return reason is not Reason.TOO_MANY_REQUESTS or length.total_seconds() >= WORTH_TELLING


def _answers(outcome: Outcome) -> bool:
    return isinstance(outcome, Accepted | Rejected) and outcome.status is not None
