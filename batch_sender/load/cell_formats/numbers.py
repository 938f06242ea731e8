"""Show a cell's value by its number format, as Excel does in Brazil: dates day first.

What the format asks for and is not understood here (fractions, scientific notation) falls back to
the plain value: no digit of a phone may get lost.
"""

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from batch_sender.load.cell_formats.codes import GENERAL, Section, Sign, sections_of
from batch_sender.load.cell_formats.dates import date_text, day_first
from batch_sender.load.cell_formats.digit_patterns import Pattern, pattern_of
from batch_sender.load.cell_formats.plain_values import Value, decimal_of, plain_number, plain_value

_EPOCH_1900: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's dates have no zone
_EPOCH_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001 - as above
_LAST_SERIAL: Final = 2_958_466
"""The day after 9999-12-31, the last that a sheet knows."""
_COMPARE: Final[dict[str, Callable[[float, float], bool]]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
_STANDS_FOR_NUMBER: Final = frozenset({Sign.GENERAL, Sign.TEXT})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One section of a format code and what it is good for, worked out once."""

    section: Section
    is_date: bool
    understood: bool
    pattern: Pattern | None

    @classmethod
    def of(cls, section: Section) -> "_Part":
        """Work out what `section` shows."""
        section = day_first(section)
        pattern = pattern_of(section)
        digits = section.holds(Sign.DIGIT) and not section.holds(*_STANDS_FOR_NUMBER)
        return cls(
            section=section,
            is_date=section.holds(Sign.DATE, Sign.ELAPSED),
            understood=not section.holds(Sign.UNKNOWN) and (pattern is not None or not digits),
            pattern=pattern,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Format:
    """A format code, taken apart once."""

    parts: tuple[_Part, ...]
    conditional: bool

    def part_for(self, number: float) -> tuple[_Part | None, bool]:
        """Return the part that shows `number`, and whether it is the one for negative numbers."""
        parts = self.parts
        if self.conditional:
            return _by_condition(parts, number), False
        if len(parts) > 1 and number < 0:
            return parts[1], True
        if len(parts) > 2 and number == 0:
            return parts[2], False
        return parts[0], False


def shown(value: Value, code: str, *, from_1904: bool = False) -> str:
    """Return `value` as the number format `code` shows it; texts and truth values as they are."""
    if code == GENERAL or isinstance(value, str | bool):
        return plain_value(value)
    if isinstance(value, int | float):
        return _number(value, _format(code), from_1904=from_1904)
    return _date(value, code)


@lru_cache(maxsize=1024)
def _format(code: str) -> _Format:
    sections = sections_of(code)
    return _Format(
        parts=tuple(_Part.of(section) for section in sections),
        conditional=any(section.condition for section in sections),
    )


@lru_cache(maxsize=65_536)
def _date(value: date | datetime | time | timedelta, code: str) -> str:
    part = _format(code).parts[0]
    return date_text(_moment(value), part.section) if part.is_date else plain_value(value)


def _moment(value: date | datetime | time | timedelta) -> tuple[datetime, timedelta]:
    """Return the moment, and the time since the sheet's epoch that "[h]" counts."""
    match value:
        case timedelta():
            moment = _EPOCH_1900 + value
        case time():
            moment = datetime.combine(_EPOCH_1900, value)
        case datetime():
            moment = value
        case _:
            moment = datetime.combine(value, time())
    return moment, moment - _EPOCH_1900


def _by_condition(parts: tuple[_Part, ...], number: float) -> _Part | None:
    for part in parts[:3]:
        if part.section.condition is None:
            return part
        sign, bound = part.section.condition
        if _COMPARE[sign](number, bound):
            return part
    return None


def _number(number: float, form: _Format, *, from_1904: bool) -> str:
    part, negative = form.part_for(number)
    if part is None or not math.isfinite(number):
        return plain_number(number)
    if part.is_date:
        return _serial(number, part.section, from_1904=from_1904)
    if not part.understood:
        return plain_number(number)
    if part.pattern is None:
        return _without_places(number, part.section)
    exact = decimal_of(float(number))
    return part.pattern.write(-exact if negative else exact)


def _serial(number: float, section: Section, *, from_1904: bool) -> str:
    """Write the day number `number`; Excel shows no date for one that is none, such as a phone."""
    if not 0 <= number < _LAST_SERIAL:
        return plain_number(number)
    since = timedelta(days=number)
    return date_text(((_EPOCH_1904 if from_1904 else _EPOCH_1900) + since, since), section)


def _without_places(number: float, section: Section) -> str:
    text = (
        plain_number(number) if token.sign in _STANDS_FOR_NUMBER else token.text
        for token in section.tokens
    )
    return " ".join("".join(text).split())
