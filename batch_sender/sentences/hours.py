"""Sending hours in words: what `windows.parse_window` reads, as people say it in the language in force."""

from datetime import time
from typing import Final
from zoneinfo import ZoneInfo

from batch_sender.language import N_, _, current
from batch_sender.timing.errors import BadWindow
from batch_sender.timing.windows import BRAZIL, Window, parse_window

WEEKDAYS: Final = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"),
    N_("Sunday"),
)  # fmt: skip


def hours_in_words(text: str) -> str:
    """Say when messages may leave: "Monday to Saturday, 8:00 to 20:00"; what cannot be read stays."""
    try:
        window = parse_window(text)
    except BadWindow:
        return text
    if window is None:
        return _("at any time")
    days, hours = _days(window), _hours(window)
    zone = "" if window.zone == BRAZIL else f" ({window.zone.key})"
    return f"{days}, {hours}{zone}"


def at_time(wall: time) -> str:
    """Say at what time of day something is: "at 9:30", in Portuguese "às 9h30"."""
    return _portuguese("à", wall) if current() == "pt-BR" else f"at {_english(wall)}"


def zone_in_words(zone: ZoneInfo) -> str:
    """Name a zone: most of Brazil's as it is called there, any other by its key."""
    return _("Brasília time") if zone == BRAZIL else zone.key


def _days(window: Window) -> str:
    days = window.days
    if len(days) == len(WEEKDAYS):
        return _("every day")
    # They may go over a week's end: the first is the one whose day before is shut.
    first = next(day for day in days if (day - 1) % 7 not in days)
    last = next(day for day in days if (day + 1) % 7 not in days)
    if first == last:
        return _(WEEKDAYS[first])
    return _("{first} to {last}").format(first=_(WEEKDAYS[first]), last=_(WEEKDAYS[last]))


def _hours(window: Window) -> str:
    if current() != "pt-BR":
        closes = "24:00" if window.closes == time.max else _english(window.closes)
        return f"{_english(window.opens)} to {closes}"
    return f"{_portuguese('da', window.opens)} {_portuguese('à', window.closes)}"


def _english(wall: time) -> str:
    return f"{wall.hour}:{wall:%M}"


def _portuguese(preposition: str, wall: time) -> str:
    """Write "das 8h", "à 1h", "da meia-noite": the article goes with the hour."""
    if wall in {time.min, time.max}:
        return f"{preposition} meia-noite"
    several = "s" if wall.hour > 1 else ""
    minutes = f"{wall:%M}" if wall.minute else ""
    return f"{preposition}{several} {wall.hour}h{minutes}"
