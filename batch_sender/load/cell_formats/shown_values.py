"""Read what a cell shows back as the number or the moment behind it, with a format that shows the same.

Only what comes back to the last sign is read: a value never changes on its way through a workbook.
"""

import re
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from batch_sender.load.cell_formats.codes import GENERAL
from batch_sender.models import Notation

_MOST_DIGITS: Final = 15
"""Digits that Excel keeps of a number."""
_ID_DIGITS: Final = 11
"""From so many on, a whole number in one piece is a phone or a document."""
_GENERAL_DIGITS: Final = 10
"""Digits that the format "General" shows of a fraction."""
_FIRST_YEAR: Final = 1901
"""In 1900 Excel counts a day that there never was."""
_DAY_ZERO: Final = date(1899, 12, 30).toordinal()
_DAY_SECONDS: Final = 86_400


class ShownValue(NamedTuple):
    """The text of a cell, the number behind it (of a moment that of its day), and the number format.

    `alike`: a workbook that is read again gives the same text; it is always read as in Brazil.
    """

    text: str
    number: float
    code: str
    alike: bool

    def __str__(self) -> str:
        return self.text


def _number(group: str, point: str) -> re.Pattern[str]:
    return re.compile(
        rf"""
        (?P<before>[-(]?)
        (?P<currency>(?:R\$|US\$|\$|€|£)[ \xa0]?)?
        (?P<minus>-?)
        (?P<whole>[1-9]\d{{0,2}}(?:{group}\d{{3}})+|0|[1-9]\d*)
        (?:{point}(?P<decimals>\d+))?
        (?P<after>\)|[ \xa0]?%|[ ]?[A-Za-zÀ-ÿ]{{1,8}}|)
        """,
        re.VERBOSE | re.ASCII,
    )


_NUMBER: Final = {Notation.BRAZILIAN: _number(r"\.", ","), Notation.ENGLISH: _number(",", r"\.")}
_MOMENT: Final = re.compile(
    r"(?:(?P<day>\d\d?)(?P<sign>[/.-])(?P<month>\d\d?)(?P=sign)(?P<year>\d{4})"
    r"|(?P<iso>\d{4}-\d\d-\d\d))?"
    r"(?P<blank> ?)"
    r"(?:(?P<hour>\d\d?|[1-9]\d{2,6}):(?P<minute>[0-5]\d)(?P<seconds>:[0-5]\d)?)?",
    re.ASCII,
)


@lru_cache(maxsize=4096)
def value_of(text: str, notation: Notation) -> ShownValue | None:
    """Return the value that `text` shows; None where it is none, or would not be the same again.

    Codes and phones are none: leading noughts, and eleven digits or more in one piece.
    """
    written = text.strip()
    found = _NUMBER[notation].fullmatch(written)
    value = _moment(written) if found is None else _number_of(found)
    if value is None:
        return None
    number, code = value
    alike = notation is Notation.BRAZILIAN and written == text and "\xa0" not in text
    return ShownValue(text, number, code, alike)


def _number_of(found: re.Match[str]) -> tuple[float, str] | None:
    before, currency, minus, written, decimals, after = found.groups("")
    whole = written.replace(".", "").replace(",", "")
    if len(whole) + len(decimals) > _MOST_DIGITS:
        return None
    if len(written) >= _ID_DIGITS and not decimals and whole == written:
        return None
    if (before == "(") != (after == ")") or (before and minus):
        return None
    number = float(f"{whole}.{decimals}e{-2 if '%' in after else 0}")
    if not (currency or after) and whole == written and _is_general(whole, decimals):
        code = GENERAL
    else:
        grouped = whole != written or _may_be_money(whole, decimals, after)
        code = _code((currency, minus, after), grouped=grouped, places=len(decimals))
    if not (before or minus):
        return number, code
    return (-number, code) if number else None  # no format shows a minus before nought


def _may_be_money(whole: str, decimals: str, after: str) -> bool:
    """Tell what is shown the same with its thousands parted: who mends it may write a thousand there."""
    return len(decimals) == 2 and len(whole) <= 3 and after in {"", ")"}


@lru_cache(maxsize=1024)
def _code(signs: tuple[str, str, str], *, grouped: bool, places: int) -> str:
    """Return the format of a number with a currency, a minus behind it, and what stands at its end."""
    currency, minus, after = signs
    sign, unit = _literal(currency), _literal(after.removesuffix(")"))
    digits = ("#,##0" if grouped else "0") + ("." + "0" * places if places else "")
    code = f"{sign}{digits}{unit}"
    if minus:
        return f"{code};{sign}-{digits}{unit}"
    return f"{code};({code})" if after == ")" else code


def _is_general(whole: str, decimals: str) -> bool:
    """Tell whether the format "General" shows these digits, and no exponent for a small fraction."""
    if not decimals:
        return True
    fits = len(whole) + len(decimals) <= _GENERAL_DIGITS
    return fits and decimals[-1] != "0" and not decimals.startswith("0000")


def _literal(text: str) -> str:
    """Write a currency or a unit as a format code does, its blank outside: `"R$" `."""
    return re.sub(r"[^ %]+", lambda word: f'"{word[0]}"', text.replace("\xa0", " "))


def _moment(text: str) -> tuple[float, str] | None:
    found = _MOMENT.fullmatch(text)
    if found is None or not text:
        return None
    day, hour = _day(found), found["hour"]
    both = day is not None and hour is not None
    if day == 0 or bool(found["blank"]) != both or (both and int(hour) > 23):
        return None
    number = (day or 0) + _seconds(found) / _DAY_SECONDS
    parts = [_day_code(found) if day else "", _clock_code(found) if hour else ""]
    return number, " ".join(filter(None, parts))


def _day(found: re.Match[str]) -> int | None:
    """Return the number of the day; None where there is none, 0 where no sheet knows it."""
    try:
        if found["iso"]:
            day = date.fromisoformat(found["iso"])
        elif found["day"]:
            day = date(int(found["year"]), int(found["month"]), int(found["day"]))
        else:
            return None
    except ValueError:
        return 0
    return day.toordinal() - _DAY_ZERO if day.year >= _FIRST_YEAR else 0


def _seconds(found: re.Match[str]) -> int:
    if not found["hour"]:
        return 0
    seconds = int(found["seconds"][1:]) if found["seconds"] else 0
    return (int(found["hour"]) * 60 + int(found["minute"])) * 60 + seconds


def _day_code(found: re.Match[str]) -> str:
    if found["iso"]:
        return "yyyy-mm-dd"
    return found["sign"].join(("d" * len(found["day"]), "m" * len(found["month"]), "yyyy"))


def _clock_code(found: re.Match[str]) -> str:
    hour = found["hour"]
    hours = "h" * len(hour) if int(hour) < 24 else "[h]"
    return f"{hours}:mm{':ss' if found['seconds'] else ''}"
