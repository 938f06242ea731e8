"""Read the number, the day or the time of day that a person means by a cell's text.

What can be read in two ways is not read at all: the row becomes a problem, never a wrong amount.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Final

from babel import Locale

from batch_sender.models import Notation

_SPACES: Final = re.compile(r"\s+")
_LONGEST: Final = 80
"""Characters; no number and no date is longer, and nothing longer is searched."""


# ── numbers ───────────────────────────────────────────────────────────────────────────────────

# "1.234" is one thousand two hundred and thirty-four, as everywhere in Brazil; "0.125", "1234.567"
# and "1.2345" are what programs write, for no group of thousands looks like that.
_NUMBER: Final = re.compile(
    r"""
      (?P<brazilian> [1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)? | \d+(?:,\d+)? )
    | (?P<english>   [1-9]\d{0,2}(?:,\d{3})+\.\d+ | [1-9]\d{0,2}(?:,\d{3}){2,} )
    | (?P<machine>   \d+\.\d+ )
    """,
    re.VERBOSE | re.ASCII,
)
_ENGLISH: Final = re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
_SIGNED: Final = re.compile(r"(?P<sign>[-−+]?)(?:R\$)?(?P<sign_behind>[-−]?)(?P<digits>[\d.,]+)")


def read_number(text: str, *, notation: Notation | None = None) -> Decimal:
    """Return the number that a text shows: "R$ 1.234,56", "1.234,56", "1234.56" or "1,234.56".

    `notation`: how the numbers around it are written, where that is known: of English ones "1,234" is a
    thousand, too.

    Raises:
        ValueError: it is none, or one that can be read in two ways.
    """
    found = _SIGNED.fullmatch(_SPACES.sub("", text[:_LONGEST]).upper())
    if found is None or len(text) > _LONGEST:
        raise ValueError(text)
    digits = found["digits"]
    if notation is Notation.ENGLISH and _ENGLISH.fullmatch(digits):
        number = Decimal(digits.replace(",", ""))
    else:
        number = _unsigned(digits)
    return -number if {found["sign"], found["sign_behind"]} & {"-", "−"} else number


def _unsigned(digits: str) -> Decimal:
    found = _NUMBER.fullmatch(digits)
    match found and found.lastgroup:
        case "brazilian":
            return Decimal(digits.replace(".", "").replace(",", "."))
        case "english":
            return Decimal(digits.replace(",", ""))
        case "machine":
            return Decimal(digits)
        case _:
            raise ValueError(digits)


# ── days and times ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and, where one was written, a time of day; both as the list's people mean them."""

    day: date | None
    clock: time | None


_CLOCK: Final = r"(?P<hour>\d{1,2})(?:[:h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?|h)"
# A time with a zone ("…T01:00Z") is not read: it may be another day here.
_BEHIND_DAY: Final = rf"(?:(?:t| |, ?| as | - ){_CLOCK})?"
_WEEKDAY: Final = r"(?:[a-z]{3,9}(?:-feira)?,? )?"
_DAY: Final = (
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?P<sign>[/.-])(?P<month>\d{{1,2}})(?P=sign)(?P<year>\d{{4}}|\d{{2}})",
    r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})",
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})[ºo°]?(?: de |[ /-])(?P<name>[a-z]{{3,9}})\.?(?: de |[ /-])(?P<year>\d{{4}}|\d{{2}})",
)
_DAYS: Final = tuple(re.compile(day + _BEHIND_DAY, re.ASCII) for day in _DAY)
_TIME: Final = re.compile(_CLOCK, re.ASCII)

_FIRST_OF_LAST_CENTURY: Final = 30
"""From here on two digits mean 19…: 29 is 2029, 30 is 1930, as Excel has it."""


def read_moment(text: str) -> Moment:
    """Return the day, the time of day or both that a text shows; the day comes before the month.

    Raises:
        ValueError: it shows none, or a day that does not exist.
    """
    plain = folded(text[:_LONGEST])
    if len(text) > _LONGEST:
        raise ValueError(text)
    for pattern in _DAYS:
        if found := pattern.fullmatch(plain):
            return Moment(_day(found), _clock(found))
    if found := _TIME.fullmatch(plain):
        return Moment(None, _clock(found))
    raise ValueError(text)


def folded(text: str) -> str:
    """Return a text without capitals, accents and needless spaces."""
    text = _SPACES.sub(" ", text.strip()).casefold()
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFD", text)
    return "".join(c for c in plain if not unicodedata.combining(c))


def _day(found: re.Match[str]) -> date:
    parts = found.groupdict()
    month = _month(parts["name"]) if "name" in parts else int(parts["month"])
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 1900 if year >= _FIRST_OF_LAST_CENTURY else 2000
    return date(year, month, int(parts["day"]))


def _clock(found: re.Match[str]) -> time | None:
    if found["hour"] is None:
        return None
    return time(int(found["hour"]), int(found["minute"] or 0), int(found["second"] or 0))


def _month(name: str) -> int:
    if name not in _months():
        raise ValueError(name)
    return _months()[name]


@cache
def _months() -> Mapping[str, int]:
    """The months' names and abbreviations in both languages, without accents."""
    return {
        folded(name).rstrip("."): number
        for language in ("pt_BR", "en")
        for width in ("wide", "abbreviated")
        for number, name in Locale.parse(language).months["format"][width].items()
    }
