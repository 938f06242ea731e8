"""Read a cell that holds one phone number in any notation, or several."""

import re
from collections.abc import Sequence
from typing import Final

from batch_sender.models import Phone, PhoneNumber, Problem, ProblemCode, RepairRule
from batch_sender.phones.labels import forbids, is_nothing
from batch_sender.phones.names import is_name
from batch_sender.phones.notation import as_written, readable
from batch_sender.phones.numbering import Reading, Rules, read_digits
from batch_sender.phones.rules import AS_WRITTEN, PhoneRules

# The last eight digits in one, in halves or in pairs. "98765-432" and "9 876-5432" look like an old
# mobile's eight digits and are a new one's nine, less one; "22041-001" is a postal code.
# 98.765.432 is a whole number with a spreadsheet's thousands, and one only.
_EIGHT_DIGITS: Final = re.compile(r"(?:(?:\d\d\D*){4}|(?<!\d)\d\d\.\d{3}\.\d{3})$", re.ASCII)
_AMOUNT: Final = re.compile(r".*\d,\d{1,3}", re.ASCII)
"""11987654321,5 is no number and a second one."""

_BETWEEN_NUMBERS: Final = re.compile(
    r" *(?:[/;|,&\n]+|:{2,}) *| +(?:-|e|ou|and|or) +"
    # Behind a word in brackets, and before one with a colon: "11 3333-4444 (casa) 11 98765-4321 (cel)".
    r"|(?<=[^\W\d_]\)) *(?=[(\d+])| +(?=[^\W\d_]+\.?:)",
    re.IGNORECASE,
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
    if reading is ProblemCode.PHONE_INVALID and is_name(readable(text)[0]):
        reading = ProblemCode.PHONE_IS_NAME
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
    if RepairRule.COUNTRY_CODE_ADDED in rules and written.is_foreign:
        return ProblemCode.PHONE_INVALID
    completed = RepairRule.NINTH_DIGIT_ADDED in rules or by.ddd_by in rules
    if completed and not _EIGHT_DIGITS.search(written.signs):
        return ProblemCode.PHONE_INVALID
    return digits, (*written.rules, *rules)


def _first_of_several(text: str, by: PhoneRules) -> Reading:
    """Read the best usable number of a cell: the person's own mobile, their line, somebody else's."""
    pieces = _pieces(readable(text)[0])
    if any(map(forbids, pieces)):
        return ProblemCode.PHONE_INVALID
    readings = [_read_one(piece, by) for piece in pieces]
    usable = [each for each in readings if not isinstance(each, ProblemCode)]
    if not usable:
        return readings[0] if pieces and all(map(_is_whole, pieces)) else ProblemCode.PHONE_INVALID
    before = pieces[: readings.index(usable[0])]
    if not all(map(_is_whole, before)) or _may_be_cut(usable[0], pieces[len(before) + 1 :]):
        return ProblemCode.PHONE_INVALID
    digits, rules = min(usable, key=_turn)
    several = sum(any(map(str.isdecimal, piece)) for piece in pieces) > 1
    rule = RepairRule.FIRST_OF_SEVERAL if several else RepairRule.LABEL_REMOVED
    return digits, (rule, *rules)


def _pieces(shown: str) -> list[str]:
    """Take a cell of several numbers apart, what stands for nothing left out; empty where it is one."""
    if len(shown) > _LONGEST_CELL or _AMOUNT.fullmatch(shown):
        return []
    if len(shown) <= _LONGEST_ROW_OF_NUMBERS and _SIDE_BY_SIDE.fullmatch(shown):
        return re.findall(_WHOLE, shown, re.ASCII)
    pieces = [piece for piece in _BETWEEN_NUMBERS.split(shown) if piece]
    told = [piece for piece in pieces if any(map(str.isalnum, piece)) and not is_nothing(piece)]
    return told if len(pieces) > 1 else []


def _digits_in(piece: str) -> int:
    return sum(map(str.isdecimal, piece))


def _is_whole(piece: str) -> bool:
    """Tell a number, or a second ending, from a fragment that may belong to the number behind it."""
    return _digits_in(piece) >= _FEWEST_DIGITS or _digits_in(piece) == _ENDING


def _may_be_cut(reading: tuple[str, Rules], behind: Sequence[str]) -> bool:
    """Tell 11 9876-5432/1, which may be two endings, and may be 11 98765-4321."""
    fragment = behind and 0 < _digits_in(behind[0]) < _ENDING
    return bool(fragment) and RepairRule.NINTH_DIGIT_ADDED in reading[1]


def _turn(reading: tuple[str, Rules]) -> tuple[bool, bool]:
    return RepairRule.ANSWERED_BY_OTHER in reading[1], RepairRule.FIXED_LINE in reading[1]
