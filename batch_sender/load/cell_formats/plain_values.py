"""Write numbers, dates and truth values that have no format of their own.

The way Excel shows it in Brazil: decimal comma, day before month, VERDADEIRO and FALSO.
"""

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

Value = str | int | float | bool | date | datetime | time | timedelta
"""What a reader gives for a cell."""

_SIGNIFICANT: Final = 15
"""Digits that Excel keeps of a number."""
_SHOWN: Final = 10
"""Digits that the format "General" shows of a fraction."""
_EXACT: Final = 1e15
"""Below this, a whole number is held to its last digit."""
_WIDE: Final = Context(prec=400)
"""Room for the largest number of a cell, 1.8E308, and its decimals."""


def decimal_of(number: float) -> Decimal:
    """Return the decimal number that Excel means by `number`: 0.30000000000000004 is 0.3."""
    return Decimal(repr(number) if number.is_integer() else f"{number:.{_SIGNIFICANT}g}")


def plain_number(number: float) -> str:
    """Write `number` whole, never in scientific notation: no digit of a phone may get lost."""
    if isinstance(number, int):
        return str(number)
    if number.is_integer():
        return str(int(number) if abs(number) < _EXACT else int(decimal_of(number)))
    exact = decimal_of(number)
    if not exact.is_finite():
        return str(number)
    shown = half_up(exact, max(0, _SHOWN - max(1, exact.adjusted() + 1)))
    if not shown or exact.adjusted() >= _SHOWN:
        shown = exact
    return f"{shown:f}".rstrip("0").rstrip(".").replace(".", ",")


def half_up(number: Decimal, places: int) -> Decimal:
    """Round as Excel does: halves away from zero."""
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_WIDE)


def plain_value(value: Value) -> str:
    """Write any value the way a cell of the format "General" shows it."""
    match value:
        case str():
            return value
        case bool():
            return "VERDADEIRO" if value else "FALSO"
        case int() | float():
            return plain_number(value)
        case timedelta():
            return _elapsed(value)
        case _:
            return _date_or_time(value)


def _date_or_time(value: date | datetime | time) -> str:
    match value:
        case time():
            return _clock(value)
        case datetime() if value.time() != time():
            return f"{_day(value)} {_clock(value.time())}"
        case _:
            return _day(value)


def _day(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def _clock(clock: time) -> str:
    text = f"{clock.hour:02}:{clock.minute:02}"
    return f"{text}:{clock.second:02}" if clock.second else text


def _elapsed(span: timedelta) -> str:
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if seconds else f"{hours}:{minutes:02}"
