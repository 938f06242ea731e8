"""Write a date day first where the text that stands beside it would be read as another day."""

import re
from datetime import datetime
from typing import Final

from batch_sender.load.cell_formats.dates import TWO_DIGITS_TELL

_NUMBERS: Final = re.compile(
    r"(?:[^\W\d]+\.?,? )?(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?!\d|\2)"
)
_YEAR_FIRST: Final = re.compile(r"\d{4}[/-](\d{1,2})[/-](\d{1,2})(?!\d)")
_MONTH_NAME_FIRST: Final = re.compile(
    r"[^\W\d][^\d]* (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b", re.IGNORECASE
)
_HALF_DAY: Final = re.compile(r"\d ?[ap]\.? ?m\.?", re.IGNORECASE)


def dated_text(text: str, value: str) -> str:
    """Return `text`, or the date `value` (ISO 8601) day first where `text` says another one, or none."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return text
    if not text:
        return _day_first(moment, clock="T" in value, year=True)
    numbers = _NUMBERS.match(text)
    year = numbers is None or numbers[4] is not None
    if not _misleads(text, numbers, moment):
        return text
    return _day_first(moment, clock=":" in text, year=year)


def _misleads(text: str, numbers: re.Match[str] | None, moment: datetime) -> bool:
    if by_year := _YEAR_FIRST.match(text):
        return (int(by_year[1]), int(by_year[2])) != (moment.month, moment.day)
    if numbers is None:
        return _MONTH_NAME_FIRST.match(text) is not None
    day, month, year = int(numbers[1]), int(numbers[3]), numbers[4]
    if year is None:
        return (day, month) == (moment.month, moment.day) != (moment.day, moment.month)
    if (day, month) != (moment.day, moment.month) or _HALF_DAY.search(text):
        return True
    return len(year) == 2 and moment.year not in TWO_DIGITS_TELL


def _day_first(moment: datetime, *, clock: bool, year: bool) -> str:
    day = f"{moment.day:02}/{moment.month:02}" + f"/{moment.year:04}" * year
    return f"{day} {moment:%H:%M}" if clock else day
