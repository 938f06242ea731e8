"""Parse the moment after which a message is not to be sent any more, as lists and people write it."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_CLOCK: Final = (
    r"(?:(?:\s+|t|,\s*|\s+às\s+)(?P<hour>\d{1,2})(?:h|[:h](?P<minute>\d{2})(?::\d{2})?))?"
)
_DAY_FIRST: Final = re.compile(
    r"(?P<day>\d{1,2})(?P<sign>[/.-])(?P<month>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})" + _CLOCK,
    re.ASCII,
)
_YEAR_FIRST: Final = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})" + _CLOCK, re.ASCII
)
_CENTURY: Final = 2000


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """Return the moment from which on it is too late (UTC).

    Reads 31/12/2026, 31/12/2026 18:00, 2026-12-31 and 2026-12-31 18:00, by the clocks of `zone`; a
    date without a time means the end of that day. Where the hour comes twice, the first counts.

    Raises:
        ValueError: it is none of these, or there is no such day.
    """
    plain = text.strip().lower()
    found = _DAY_FIRST.fullmatch(plain) or _YEAR_FIRST.fullmatch(plain)
    if found is None:
        raise ValueError(text)
    try:
        return _moment(found, zone).astimezone(UTC)
    except OverflowError as err:
        raise ValueError(text) from err


def _moment(found: re.Match[str], zone: ZoneInfo) -> datetime:
    year = int(found["year"]) + (_CENTURY if len(found["year"]) == 2 else 0)
    day = date(year, int(found["month"]), int(found["day"]))
    if found["hour"] is None:
        return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
    at = time(int(found["hour"]), int(found["minute"] or 0))
    return datetime.combine(day, at, tzinfo=zone)
