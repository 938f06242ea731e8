"""The hours in which messages may leave, by the clocks of a zone. Pure arithmetic, no sleeping."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from batch_sender.timing.errors import BadWindow, WindowEndsBeforeItBegins
from batch_sender.timing.limits import Planned
from batch_sender.timing.walltime import first_moment

DEFAULT_ZONE: Final = "America/Sao_Paulo"
BRAZIL: Final = ZoneInfo(DEFAULT_ZONE)
"""By whose clocks people read what is no batch's own."""

DEFAULT_WINDOW: Final = "mon-sat 8:00-20:00"
_DAYS: Final = {
    name: day
    for day, names in enumerate(
        (
            ("mon", "seg"),
            ("tue", "ter"),
            ("wed", "qua"),
            ("thu", "qui"),
            ("fri", "sex"),
            ("sat", "sab", "sáb"),
            ("sun", "dom"),
        )
    )
    for name in names
}
_WINDOW: Final = re.compile(
    r"(?:(?P<first>[a-zá]{3})(?:-(?P<last>[a-zá]{3}))?\s+)?"
    r"(?P<opens>\d{1,2}(?::\d{2})?)\s*-\s*(?P<closes>\d{1,2}(?::\d{2})?)"
    r"(?:\s+(?P<zone>utc|[a-z_]+/[a-z0-9_+/-]+))?"
)


# One opening may fall into a clock change, and Christmas and New Year shut one weekday twice running.
_MOST_DAYS_SHUT: Final = 60

# Beyond ten years an estimate says no more.
_MOST_DAYS_AHEAD: Final = 3660


def never_shut(_day: date) -> bool:
    """Say of every date that it is like any other."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The hours in which messages may leave: weekdays (0 is Monday) and local times of a zone.

    On the day of a clock change it opens at the first moment after a gap, and does not open again
    when an hour comes twice. `closes` itself is outside; `time.max` stands for midnight. It stays
    shut on the dates for which `shut_on` says so.
    """

    days: frozenset[int]
    opens: time
    closes: time
    zone: ZoneInfo
    shut_on: Callable[[date], bool] = never_shut

    def closing(self, now: datetime) -> datetime | None:
        """Return when the window that `now` lies in closes (UTC); None outside of it."""
        opens, closes = self._hours_from(now)
        if opens > now:
            return None
        # Midnight is no end where the next day begins open.
        opens_again, closes_then = self._hours_from(closes)
        return closes if opens_again > closes else closes_then

    def opening(self, now: datetime) -> datetime:
        """Return the first moment at or after `now` (UTC) at which the window is open."""
        return max(self._hours_from(now)[0], now)

    def finishing(self, now: datetime, needed: timedelta) -> datetime:
        """Return when work that needs so long, done only while the window is open, ends."""
        while True:
            opens, closes = self._hours_from(now)
            start = max(opens, now)
            if start + needed <= closes:
                return start + needed
            needed -= closes - start
            now = closes

    def date_at(self, now: datetime) -> date:
        """Return the date that the zone's clocks show."""
        return now.astimezone(self.zone).date()

    def next_day(self, now: datetime) -> datetime:
        """Return when the zone's next day begins (UTC)."""
        return self._moment(self.date_at(now) + timedelta(days=1), time.min)

    def _hours_from(self, now: datetime) -> tuple[datetime, datetime]:
        """Return when the window opens and closes that is open at `now`, or is the next."""
        today = self.date_at(now)
        for ahead in range(-1, _MOST_DAYS_SHUT):
            day = today + timedelta(days=ahead)
            if day.weekday() in self.days and not self.shut_on(day):
                opens, closes = self._hours_of(day)
                # A clock change may leave nothing of the window.
                if opens < closes and now < closes:
                    return opens, closes
        raise BadWindow(window=f"{self.opens:%H:%M}-{self.closes:%H:%M} {self.zone.key}")

    def _hours_of(self, day: date) -> tuple[datetime, datetime]:
        opens = self._moment(day, self.opens)
        if self.closes == time.max:
            return opens, self._moment(day + timedelta(days=1), time.min)
        return opens, self._moment(day, self.closes)

    def _moment(self, day: date, wall: time) -> datetime:
        return first_moment(datetime.combine(day, wall), self.zone)


def finishing_by_plan(
    window: Window, now: datetime, *, each: timedelta, every: Planned, new: Planned
) -> datetime:
    """Return when the last message leaves, `each` apart, where a day has a limit.

    `every`: all messages, by the plan that holds for all of them; `new`: those among them that go to new
    people, by the plan for these. A day's first go to whom is known.
    """
    used_on = window.date_at(now)
    start = now
    for _day in range(_MOST_DAYS_AHEAD):
        start = window.opening(now)
        if window.date_at(start) != used_on:
            used_on = window.date_at(start)
            every.begin_day()
            new.begin_day()
        now = window.next_day(start)
        hours = min(window.closing(start) or now, now) - start
        fits = (
            -(-hours // each) if each else every.messages
        )  # one at the very beginning, none at the end
        going = _a_days_messages(every, new, min(fits, every.fit))
        if not every.messages:
            return start + each * max(going - 1, 0)
    return start


def _a_days_messages(every: Planned, new: Planned, room: int) -> int:
    """Let a day's messages leave, of which there is room for so many; return how many those are."""
    others = min(every.messages - new.messages, room)
    to_new = min(new.fit, room - others)
    every.leave(others + to_new)
    new.leave(to_new)
    return others + to_new


def around_the_clock() -> Window:
    """Return the window that is always open, by Brazil's own time."""
    return Window(days=frozenset(range(7)), opens=time.min, closes=time.max, zone=BRAZIL)


def calendar_of(window: str | None) -> Window:
    """Return a window always open, in the zone whose clocks and dates count: a sending window's.

    Raises:
        BadWindow, WindowEndsBeforeItBegins: as `parse_window` does.
    """
    always = around_the_clock()
    found = None if window is None else parse_window(window)
    return replace(always, zone=found.zone) if found else always


def parse_window(text: str) -> Window | None:
    """Return the window that "mon-sat 8:00-20:00" or "seg-sex 9-18 America/Manaus" names.

    "always" gives None: no window. Without days it is every day, without a zone Brazil's own time.

    Raises:
        BadWindow: it is none of these, or it never opens.
        WindowEndsBeforeItBegins: it crosses midnight.
    """
    plain = unicodedata.normalize("NFC", text).strip().lower().replace("–", "-")
    if plain == "always":
        return None
    found = _WINDOW.fullmatch(plain)
    if not found:
        raise BadWindow(window=text)
    try:
        window = Window(
            days=_days(found["first"], found["last"]),
            opens=_time(found["opens"]),
            closes=_time(found["closes"]),
            zone=_zone(found["zone"]),
        )
    except (KeyError, ValueError) as err:
        raise BadWindow(window=text) from err
    if window.opens > window.closes:
        raise WindowEndsBeforeItBegins(window=text)
    if window.opens == window.closes:
        raise BadWindow(window=text)
    return window


def _days(first: str | None, last: str | None) -> frozenset[int]:
    if first is None:
        return frozenset(range(7))
    start = _DAYS[first]
    end = _DAYS[last] if last else start
    return frozenset((start + step) % 7 for step in range((end - start) % 7 + 1))


def _time(text: str) -> time:
    hour, _, minute = text.partition(":")
    if hour == "24" and not int(minute or 0):
        return time.max
    return time(int(hour), int(minute or 0))


def _zone(text: str | None) -> ZoneInfo:
    if text is None:
        return BRAZIL
    exact = {name.lower(): name for name in available_timezones()}  # ZoneInfo minds capitals
    return ZoneInfo(exact[text])
