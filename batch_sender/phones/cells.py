"""Read a cell that holds one phone number in any notation, or several."""

import re
from typing import Final

from batch_sender.models import Phone, PhoneNumber, Problem, ProblemCode, RepairRule
from batch_sender.phones.notation import as_written, readable
from batch_sender.phones.numbering import Reading, read_digits
from batch_sender.phones.rules import AS_WRITTEN, PhoneRules

# The last eight digits in one, in halves or in pairs. "98765-432" and "9 876-5432" look like an old
# mobile's eight digits and are a new one's nine, less one; "22041-001" is a postal code.
_EIGHT_DIGITS: Final = re.compile(r"(?:\d\d\D*){4}$", re.ASCII)

_BETWEEN_NUMBERS: Final = re.compile(
    r" *[/;|,&\n]+ *| +(?:-|e|ou|and|or) +", re.ASCII | re.IGNORECASE
)
_WHOLE: Final = r"(?:\+?55 ?)?\(?0?\d\d\)? ?9? ?\d{4}[- .]?\d{4}"
_SIDE_BY_SIDE: Final = re.compile(rf"{_WHOLE}(?: +{_WHOLE})+", re.ASCII)
_FEWEST_DIGITS: Final = 8
_ENDING: Final = 4
"""Digits of a second ending: 3333-4444/4445."""
_LONGEST_CELL: Final = 250
_LONGEST_ROW_OF_NUMBERS: Final = 70
"""Characters of numbers that nothing but blanks part: four of them."""


def read_any(text: str, by: PhoneRules = AS_WRITTEN) -> Phone | Problem:
    """Read a number in any notation: the whole of `parse_phone` without its short way."""
    reading = _read_one(text, by)
    if reading is ProblemCode.PHONE_INVALID:
        reading = _first_of_several(text, by)
    if isinstance(reading, ProblemCode):
        return Problem(code=reading, detail=text)
    digits, rules = reading
    return Phone(number=PhoneNumber(digits), rules=rules, written=text if rules else "")


def _read_one(text: str, by: PhoneRules) -> Reading:
    written = as_written(text)
    if isinstance(written, ProblemCode):
        return written
    reading = read_digits(written.digits, by)
    if isinstance(reading, ProblemCode):
        return reading
    digits, rules = reading
    completed = RepairRule.NINTH_DIGIT_ADDED in rules or by.ddd_by in rules
    if completed and not _EIGHT_DIGITS.search(written.signs):
        return ProblemCode.PHONE_INVALID
    return digits, (*written.rules, *rules)


def _first_of_several(text: str, by: PhoneRules) -> Reading:
    """Read the first usable number of a cell that holds nothing but numbers."""
    numbers = _numbers(readable(text)[0])
    readings = [_read_one(number, by) for number in numbers]
    for reading in readings:
        if not isinstance(reading, ProblemCode):
            digits, rules = reading
            return digits, (RepairRule.FIRST_OF_SEVERAL, *rules)
    return readings[0] if readings else ProblemCode.PHONE_INVALID


def _numbers(shown: str) -> list[str]:
    """Take a cell of several numbers apart; empty where it is anything else."""
    if len(shown) > _LONGEST_CELL:
        return []
    if len(shown) <= _LONGEST_ROW_OF_NUMBERS and _SIDE_BY_SIDE.fullmatch(shown):
        return re.findall(_WHOLE, shown, re.ASCII)
    parts = [part for part in _BETWEEN_NUMBERS.split(shown) if part]
    digits = [sum(map(str.isdecimal, part)) for part in parts]
    if len(parts) < 2 or any(n < _FEWEST_DIGITS and n != _ENDING for n in digits):
        return []
    return [part for part, n in zip(parts, digits, strict=True) if n >= _FEWEST_DIGITS]
