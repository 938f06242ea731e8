"""Moments by the clocks of a zone, as people write them in the language in force."""

from datetime import datetime
from zoneinfo import ZoneInfo

from batch_sender.language import current
from batch_sender.timing.windows import BRAZIL


def with_offset(when: datetime) -> str:
    """Return a moment by this machine's clocks, and how far they are from UTC.

    A machine that keeps UTC, as servers do, has no clock that anybody reads: there it is Brazil's.
    """
    local = when.astimezone()
    by_people = local if local.utcoffset() else when.astimezone(BRAZIL)
    return by_people.isoformat(sep=" ", timespec="seconds")


def moment(when: datetime, zone: ZoneInfo) -> str:
    """Return a moment by the clocks of `zone`, as people write it; say elsewhere whose they are."""
    local = when.astimezone(zone)
    day = "%d/%m/%Y" if current() == "pt-BR" else "%Y-%m-%d"
    return f"{local:{day} %H:%M}"


def time_of_day(when: datetime, zone: ZoneInfo = BRAZIL) -> str:
    """Return a moment that is near by the clocks of `zone`, to the second."""
    return f"{when.astimezone(zone):%H:%M:%S}"


def moment_there(when: datetime, zone: ZoneInfo = BRAZIL) -> str:
    """Return a moment by the clocks of `zone`, and whose they are."""
    return f"{moment(when, zone)} ({zone.key})"
