"""Moments by the clocks of a zone, and lengths of time, as people write them in the language in force."""

from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from batch_sender.language import _, current
from batch_sender.timing.windows import BRAZIL


def moment(when: datetime, zone: ZoneInfo) -> str:
    """Return a moment by the clocks of `zone`, as people write it; say elsewhere whose they are."""
    local = when.astimezone(zone)
    return f"{day(local)} {local:%H:%M}"


def day(local: date) -> str:
    """Return a day as people write it."""
    return f"{local:{'%d/%m/%Y' if current() == 'pt-BR' else '%Y-%m-%d'}}"


def near(when: datetime, *, now: datetime, zone: tzinfo) -> str:
    """Say when something is, as people say it who know what day it is: "at 20:00", "tomorrow at 8:00"."""
    local, today = when.astimezone(zone), now.astimezone(zone).date()
    match (local.date() - today).days:
        case 0:
            told = _("at {time}")
        case 1:
            told = _("tomorrow at {time}")
        case _:
            told = _("on {day} at {time}")
    return told.format(day=day(local), time=f"{local:%H:%M}")


def time_of_day(when: datetime, zone: ZoneInfo = BRAZIL) -> str:
    """Return a moment that is near by the clocks of `zone`, to the second."""
    return f"{when.astimezone(zone):%H:%M:%S}"


def moment_there(when: datetime, zone: ZoneInfo = BRAZIL) -> str:
    """Return a moment by the clocks of `zone`, and whose they are."""
    return f"{moment(when, zone)} ({zone.key})"


def duration(length: timedelta) -> str:
    """Return a length of time as people say it: "40 s", "12 min", "3 h 05 min"."""
    seconds = round(length.total_seconds())
    if seconds < 120:
        return _("{n} s").format(n=seconds)
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return _("{n} min").format(n=minutes)
    return _("{hours} h {minutes:02d} min").format(hours=hours, minutes=minutes)
