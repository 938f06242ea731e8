"""Write a date by a section of a number format, as Excel shows it in Brazil: never month first."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from batch_sender.load.cell_formats.codes import FormatToken, Section, Sign, sections_of

_MONTHS: Final = (
    "janeiro", "fevereiro", "março", "abril", "maio", "junho",
    "julho", "agosto", "setembro", "outubro", "novembro", "dezembro",
)  # fmt: skip
_DAYS: Final = (
    "segunda-feira", "terça-feira", "quarta-feira", "quinta-feira",
    "sexta-feira", "sábado", "domingo",
)  # fmt: skip
_READ_RIGHT: Final = frozenset({"dm", "dmy", "dmY", "Ymd"})
"""Orders of day, month, year and whole year in which nobody takes a date for another one."""
TWO_DIGITS_TELL: Final = range(2000, 2030)
"""The years of which two digits are enough: whoever reads 85 or 30 may think of another century."""
_HALF_SECOND: Final = timedelta(milliseconds=500)


def day_first(section: Section) -> Section:
    """Return `section`, or what shows the same day first where its order would have it read as another.

    So "m/d/yy" is "dd/mm/yyyy": a cell that is a date is that date, whatever its format shows. The same goes
    for two digits of a year before a day, and for AM and PM, which no filter reads.
    """
    order = "".join(dict.fromkeys(_order(section.tokens)))
    clear = order in _READ_RIGHT and not section.holds(Sign.HALF_DAY)
    if clear or not {"d", "m"} <= set(order):
        return section
    letters = {token.text[0] for token in section.tokens if token.sign is Sign.DATE}
    day = "dd/mm/yyyy" if "y" in letters else "dd/mm"
    clock = " hh:mm:ss" if "s" in letters else " hh:mm"
    [told] = sections_of(day + clock * ("h" in letters))
    return replace(told, condition=section.condition)


def _order(tokens: Sequence[FormatToken]) -> Iterator[str]:
    """Yield what stands for day, month and year, from left to right; "Y" is a whole year."""
    for at, token in enumerate(tokens):
        letter = token.text[:1] if token.sign is Sign.DATE else ""
        if letter == "y":
            yield "Y" if len(token.text) > 2 else "y"
        elif (letter == "m" and not _is_minute(tokens, at)) or (
            letter == "d" and len(token.text) < 3
        ):
            yield letter


def date_text(when: tuple[datetime, timedelta], section: Section) -> str:
    """Write the moment `when[0]`; `when[1]`, the time since the epoch, is what "[h]" counts."""
    moment = (when[0] + _HALF_SECOND).replace(microsecond=0)
    seconds = round(when[1].total_seconds())
    tokens = [token for token in section.tokens if token.sign is not Sign.TEXT]
    twelve = section.holds(Sign.HALF_DAY)
    text = []
    for at, token in enumerate(tokens):
        if token.sign is Sign.ELAPSED:
            text.append(_elapsed(token.text, seconds))
        elif token.sign is Sign.HALF_DAY:
            text.append("AM" if moment.hour < 12 else "PM")
        elif token.sign is not Sign.DATE:
            text.append("" if _is_tenth(tokens, at) else token.text)
        elif token.text[0] == "m" and _is_minute(tokens, at):
            text.append(_padded(moment.minute, token.text))
        else:
            text.append(_part(token.text, moment, twelve=twelve))
    return "".join(text).strip()


def _elapsed(letters: str, seconds: int) -> str:
    return _padded(seconds // {"h": 3600, "m": 60, "s": 1}[letters[0]], letters)


def _padded(number: int, letters: str) -> str:
    return f"{number:0{min(2, len(letters))}}"


def _is_minute(tokens: Sequence[FormatToken], at: int) -> bool:
    """Tell a minute from a month: it follows the hours or stands before the seconds."""
    timed = [index for index, token in enumerate(tokens) if token.sign in {Sign.DATE, Sign.ELAPSED}]
    place = timed.index(at)
    before = tokens[timed[place - 1]].text[0] if place else ""
    after = tokens[timed[place + 1]].text[0] if place + 1 < len(timed) else ""
    return len(tokens[at].text) <= 2 and (before == "h" or after == "s")


def _is_tenth(tokens: Sequence[FormatToken], at: int) -> bool:
    """Tell whether a sign belongs to the tenths of ".000" behind the seconds, which are left out."""
    if tokens[at].sign is Sign.DIGIT:
        return True
    return (
        tokens[at].sign is Sign.POINT and at + 1 < len(tokens) and tokens[at + 1].sign is Sign.DIGIT
    )


def _part(letters: str, moment: datetime, *, twelve: bool) -> str:
    size = len(letters)
    match letters[0]:
        case "y":
            short = size <= 2 and moment.year in TWO_DIGITS_TELL
            return f"{moment.year % 100:02}" if short else f"{moment.year:04}"
        case "m":
            return _month(moment.month, size)
        case "d":
            return _padded(moment.day, letters) if size < 3 else _weekday(moment, size)
        case "h":
            return _padded((moment.hour - 1) % 12 + 1 if twelve else moment.hour, letters)
        case _:
            return _padded(moment.second, letters)


def _month(month: int, size: int) -> str:
    if size < 3:
        return f"{month:0{size}}"
    name = _MONTHS[month - 1]
    return {3: name[:3], 5: name[0]}.get(size, name)


def _weekday(moment: datetime, size: int) -> str:
    name = _DAYS[moment.weekday()]
    return name[:3] if size == 3 else name
