"""Tell the columns of a sheet whose cells are numbers or moments from those that hold texts."""

import math
import re
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Final

from batch_sender.load.cell_formats.codes import ERROR_MARK, FORMULA_MARK
from batch_sender.load.cell_formats.numbers import shown
from batch_sender.load.cell_formats.plain_values import Value
from batch_sender.load.cell_formats.shown_values import ShownValue, value_of
from batch_sender.models import Notation

_DIGIT: Final = re.compile(r"\d")
_AN_HOUR: Final = 1 / 24
_PROBES: Final[dict[type, tuple[Value, float, float]]] = {
    int: (45_568, 45_568, 0.1),
    float: (45_567.5734954, 45_567.5734954, 1),
    date: (date(2024, 10, 2), 45_567, 0.1),
    datetime: (datetime(2024, 10, 2, 13, 45, 50), 45_567.5734954, 1),  # noqa: DTZ001 - a sheet's dates have no zone
    time: (time(13, 45, 50), 0.5734954, _AN_HOUR),
    timedelta: (timedelta(hours=37, minutes=45, seconds=50), 1.5734954, _AN_HOUR),
}
"""A value of each type, the number that a sheet keeps for it, and what formats may leave out of it."""
_CLOCK: Final = 0.5734954
"""What is left of the moment above where a format shows no day."""

_LEFT_OUT: Final = {":ss": 1 / 86_400, ":mm": 1 / 1440, "yyyy": 1.0}
"""What a format of moments leaves out of the day, by the last that it shows."""


class NumberText(str):
    """The text of a number or a moment, from a reader that gives texts alone."""

    __slots__ = ()


def as_told(text: str, number: float) -> str:
    """Mark the text of a cell that holds this number, where it shows that and no other."""
    value = value_of(text, Notation.BRAZILIAN)
    if value is not None and abs(value.number - number) <= _left_out(value):
        return NumberText(text)
    return text


def _left_out(value: ShownValue) -> float:
    """Return how much of a number its format may have left out."""
    for sign, days in _LEFT_OUT.items():
        if sign in value.code:
            return days
    places = len(value.text.partition(",")[2].rstrip(" %)")) + 2 * value.text.endswith("%")
    return 0.501 * 10.0**-places


def holds_texts(values: Sequence[Any], codes: Collection[str]) -> bool:
    """Tell whether cells are texts that could be taken for values, or numbers that are not shown as they are.

    `codes`: the number formats of the column. A word among numbers ("isento") is not taken for one;
    where there is nothing but texts, they are.
    """
    if not any(values):
        return False
    words = "".join(value for value in values if type(value) is str)
    kinds = set(map(type, values)) - {str, bool, NumberText}
    if words and (_DIGIT.search(words) or not (kinds or NumberText in map(type, values))):
        return not words.isspace()
    return not all(tells_itself(code, kind) for kind in kinds for code in codes)


@lru_cache(maxsize=1024)
def tells_itself(code: str, kind: type) -> bool:
    """Tell whether the format shows a value for what it is: no thousand hidden, no sign among the digits."""
    if code.startswith((ERROR_MARK, FORMULA_MARK)):
        return True
    value, number, tolerance = _PROBES[kind]
    read = _read(value, code)
    if kind in {float, datetime} and 0 <= read < 1:
        number, tolerance = _CLOCK, _AN_HOUR
    if isinstance(value, int | float) and shown(value, code) == shown(-value, code):
        return False  # the minus shows in a colour alone
    return abs(read - number) < tolerance


def _read(value: Value, code: str) -> float:
    read = value_of(shown(value, code), Notation.BRAZILIAN)
    return math.nan if read is None else read.number
