"""What a server does that takes nothing for a while, and when it is tried again."""

from datetime import datetime
from math import ceil
from typing import Final
from zoneinfo import ZoneInfo

from batch_sender.language import N_, _, number
from batch_sender.models import Delay, Reason
from batch_sender.sentences.moments import time_of_day
from batch_sender.sentences.reasons import REASONS
from batch_sender.timing.silence import Silence

_GONE: Final = N_("CleverChat does not answer")
_THERE_BUT: Final = {
    Reason.TOO_MANY_REQUESTS: N_("CleverChat takes nothing for the moment"),
    Reason.SERVICE_UNAVAILABLE: N_("CleverChat takes nothing for the moment"),
    Reason.SERVER_ERROR: N_("CleverChat answers with an error"),
    Reason.ANSWER_NOT_UNDERSTOOD: N_("CleverChat answers with an error"),
    Reason.MEDIA_AWAY: N_("Files to send along are out of reach"),
    Reason.MEDIA_DENIED: N_("Files to send along are out of reach"),
}
"""What a server does that can be reached; of any other it is said that it does not answer."""


def describe_delay(delay: Delay, *, now: datetime, zone: ZoneInfo) -> str:
    """Say that nothing leaves because of the server, when it is tried again, and what is wrong."""
    return f"{describe_next_try(delay, now=now, zone=zone)} ({_why(delay.because)})"


def describe_next_try(delay: Delay, *, now: datetime, zone: ZoneInfo) -> str:
    """Say that nothing leaves because of the server, and when it is tried again."""
    told = _("{what}; next try at {time}") if delay.until > now else _("{what}; trying again now")
    return told.format(what=_what(delay.because), time=time_of_day(delay.until, zone))


def describe_trouble(because: Reason) -> str:
    """Say what the server does that takes nothing, and what is wrong."""
    return f"{_what(because)} ({_why(because)})"


def describe_silence(silence: Silence) -> str:
    """Say that a call has no answer yet, and how long it is waited for."""
    told = _("CleverChat has not answered for {n} s; waiting up to {most} s.")
    return told.format(n=number(int(silence.seconds)), most=number(ceil(silence.at_most)))


def describe_answering() -> str:
    """Say that it is over."""
    return _("CleverChat answers again.")


def _what(because: Reason) -> str:
    return _(_THERE_BUT.get(because, _GONE))


def _why(because: Reason) -> str:
    return _(REASONS[because].meaning)
