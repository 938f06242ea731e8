"""Find the columns that hold the phone numbers, the best first."""

import re
from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Final

from batch_sender.load.columns.errors import (
    PhoneColumnAmbiguous,
    PhoneColumnDoubtful,
    PhoneColumnMissing,
)
from batch_sender.load.columns.naming import MAP_OPTION, PHONE_OPTION, column_list
from batch_sender.load.columns.table import Table
from batch_sender.models import column_key

_ENOUGH_VALUES: Final = 5  # so many values, and not one a phone: the column's name is mistaken
_NEARLY_ALL: Final = 0.8
"""Share of a nameless column's values that must be numbers to write to."""


class _Standing(IntEnum):
    """How surely a column's name means the number to write to; the greater wins."""

    HINTED = 1  # a phone word among others: "Tel. do responsável"
    WEAK = 2  # telefone, número, contato; or whatsapp, celular among other words
    STRONG = 3  # whatsapp, celular, and nothing else


# What may stand in a name, as `column_key` writes it ("Nº" becomes "no").
_NUMBER: Final = "(?:n|no|nr|nro|num|numero|number)"
_MOBILE: Final = "(?:whatsapp|whats|wpp|zapzap|zap|celular|cel|cellphone|cell|mobile|movel)"
_LINE: Final = "(?:telefone|fone|telephone|phone|tel)"
_CONTACT: Final = "(?:contato|contact)"
_STRONG_NAME: Final = (
    rf"(?:{_NUMBER}(?:d[eoa])?)?(?:(?:{_LINE}|{_CONTACT})(?:de)?)?{_MOBILE}{{1,2}}"
    rf"{_LINE}?{_NUMBER}?"
)
_PLAIN_LINE: Final = rf"(?:{_NUMBER}(?:d[eo])?)?{_LINE}s?{_NUMBER}?"
_VAGUE_NAME: Final = rf"numero|number|(?:{_NUMBER}(?:d[eo])?)?{_CONTACT}{_NUMBER}?"
_STRONG: Final = re.compile(_STRONG_NAME)
_LINE_NAME: Final = re.compile(_PLAIN_LINE)
_VAGUE: Final = re.compile(_VAGUE_NAME)
# What tells two numbers of one person apart. The fields of an address book are the person's own, too:
# "Business Phone". But "Comercial", "da escola", "da mãe" are somebody else's.
_WHICH: Final = (
    "(?:principal|fixo|residencial|pessoal|particular|alternativo|secundario|opcional|adicional"
    "|extra|home|main|primary|secondary|alternative|other|car|business|work|comddd)"
)
_OWN_NUMBER: Final = re.compile(
    rf"(?:person|pessoa)?(?:ddde?)?{_WHICH}?(?:{_STRONG_NAME}|{_PLAIN_LINE}|{_VAGUE_NAME}){_WHICH}?"
    rf"0?(\d?){_WHICH}?(?:value|valor|numero)?"
)
_WHATSAPP_WORD: Final = re.compile("whats|wpp|zap")
_OFFICE_WORD: Final = re.compile("business|work")
_LABELLED: Final = re.compile("(.*\\d)(?:value|valor|numero)")
_LABEL: Final = ("label", "type", "rotulo", "tipo")
_MOBILE_WORD: Final = re.compile(_MOBILE)
_LINE_WORD: Final = re.compile(rf"{_LINE}s?")

_SCIENTIFIC: Final = re.compile(r"\+?\d+(?:[.,]\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)
_DATE: Final = re.compile(r"\d{1,4}([/.-])\d{1,2}\1\d{2,4}(?:[ T].*)?", re.ASCII)


def find_phone_columns(table: Table, *, is_number: Callable[[str], bool]) -> tuple[int, ...]:
    """Return every column that may hold the person's own number, in the order they are to be tried.

    WhatsApp comes first, then mobiles, then lines; a plain name before a numbered one ("Celular", "Telefone", "Telefone 2").
    A name that speaks of somebody else ("Tel. da escola") is taken only where it stands alone. Where
    no name tells, the one column does in which nearly all values satisfy `is_number`. The sample's
    values rule out what is only named like a phone ("Número" beside "Telefone" is a house number).

    Raises:
        PhoneColumnAmbiguous: several columns of equal standing that are not one person's numbers.
        PhoneColumnMissing: no column is named like a phone.
        PhoneColumnDoubtful: one is, but its values are something else.
    """
    try:
        named, left = _named(table)
    except (PhoneColumnMissing, PhoneColumnDoubtful):
        left = _holding_numbers(table, is_number)
        if not left:
            raise
        named = dict.fromkeys(left, _Standing.HINTED)
    best = _best(named, left)
    keys = [column_key(name) for name in table.written]
    own = [i for i in left if _OWN_NUMBER.fullmatch(keys[i])]
    alike = len({keys[i] for i in best}) < len(best)
    if len(best) > 1 and (alike or not set(best) <= set(own)):
        listed = column_list(table, best)
        raise PhoneColumnAmbiguous(candidates=listed, option=PHONE_OPTION, map=MAP_OPTION)
    if best[0] not in own:
        return (best[0],)
    return tuple(sorted(own, key=lambda i: (*_turn(keys[i]), i)))


def _named(table: Table) -> tuple[dict[int, _Standing], list[int]]:
    """Return the columns named like a phone, and those of them whose values do not belie it."""
    named = {i: standing for i, name in enumerate(table.written) if (standing := _standing(name))}
    if not named:
        raise PhoneColumnMissing(columns=column_list(table), option=PHONE_OPTION)
    left = _ruled(table, list(named)) if table.sample else list(named)
    if not left:
        raise PhoneColumnDoubtful(
            candidates=column_list(table, list(named)),
            columns=column_list(table),
            option=PHONE_OPTION,
        )
    return named, left


def _best(named: dict[int, _Standing], left: list[int]) -> list[int]:
    highest = max(named[i] for i in left)
    return [i for i in left if named[i] == highest]


def find_label_column(table: Table, phone: int) -> int | None:
    """Return the column that tells the kind of a number, as "Phone 1 - Label" that of "Phone 1 - Value"."""
    stem = _LABELLED.fullmatch(column_key(table.written[phone]))
    wanted = {f"{stem[1]}{word}" for word in _LABEL} if stem else set()
    found = (i for i, name in enumerate(table.written) if column_key(name) in wanted)
    return next(found, None)


def _turn(key: str) -> tuple[int, int]:
    """Return when a column is tried: WhatsApp, mobile, line, any other; then by the number in its name."""
    which = _OWN_NUMBER.fullmatch(key)
    number = int(which[1] or 0) if which else 0
    kinds = (_WHATSAPP_WORD.search(key), _MOBILE_WORD.search(key), _LINE_WORD.search(key))
    turn = next((turn for turn, found in enumerate(kinds) if found), len(kinds))
    return (len(kinds) + 1 if _OFFICE_WORD.search(key) else turn), number


def _holding_numbers(table: Table, is_number: Callable[[str], bool]) -> list[int]:
    """Return the columns that hold numbers, whatever they are called."""
    places = range(len(table.header))
    return [i for i in places if _nearly_all(_values(table.sample, i), is_number)]


def _nearly_all(values: list[str], is_number: Callable[[str], bool]) -> bool:
    return bool(values) and sum(map(is_number, values)) >= _NEARLY_ALL * len(values)


def _standing(name: str) -> _Standing | None:
    key = column_key(name)
    if _STRONG.fullmatch(key):
        return _Standing.STRONG
    if _LINE_NAME.fullmatch(key) or _VAGUE.fullmatch(key):
        return _Standing.WEAK
    words = [column_key(word) for word in re.split(r"[\W_]+", name)]
    if any(_MOBILE_WORD.fullmatch(word) for word in words):
        return _Standing.WEAK
    return _Standing.HINTED if any(map(_LINE_WORD.fullmatch, words)) else _numbered(key)


def _numbered(key: str) -> _Standing | None:
    """Judge "fone2", which is one word and means what "Fone 2" does."""
    return _Standing.HINTED if _OWN_NUMBER.fullmatch(key) else None


def _ruled(table: Table, candidates: list[int]) -> list[int]:
    """Keep the columns that hold phones; where none does, those whose name leaves no doubt."""
    values = {i: _values(table.sample, i) for i in candidates}
    fitting = [i for i in candidates if _mostly_phones(values[i])]
    return fitting or [
        i for i in candidates if _unmistakable(table.header[i]) and not _surely_no_phones(values[i])
    ]


def _values(sample: Sequence[Sequence[str]], column: int) -> list[str]:
    return [row[column] for row in sample if column < len(row) and row[column].strip()]


def _unmistakable(name: str) -> bool:
    key = column_key(name)
    return bool(_STRONG.fullmatch(key) or _LINE_NAME.fullmatch(key))


def _mostly_phones(values: list[str]) -> bool:
    phones = sum(map(_looks_like_phone, values))
    return phones > 0 and phones * 2 >= len(values)


def _surely_no_phones(values: list[str]) -> bool:
    return len(values) >= _ENOUGH_VALUES and not any(map(_looks_like_phone, values))


def _looks_like_phone(value: str) -> bool:
    """Tell whether a cell may hold a phone, even one that a spreadsheet has damaged."""
    if _SCIENTIFIC.fullmatch(value.strip()):
        return True
    if _DATE.fullmatch(value.strip()):
        return False
    digits = sum(c.isdecimal() for c in value)
    return digits >= 8 and sum(c.isalpha() for c in value) < 3 * digits
