"""Find the columns that complete or contradict a number: its DDD, its country code, its country."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from batch_sender.load.columns.table import Table, mostly, named, values
from batch_sender.models import column_key
from batch_sender.models.area_codes import ddd_in, is_ddd

_PHONE_WORD: Final = "(?:(?:d[eo])?(?:whatsapp|whats|celular|cel|telefone|fone|tel|mobile|phone))?"
_AREA: Final = "(?:cod|codigo|nr|num|numero)(?:d[ea])?area|areacode|prefixo"
_DDD_NAME: Final = re.compile(rf"{_PHONE_WORD}(?:ddd|{_AREA}|(?:cod|codigo)ddd){_PHONE_WORD}\d?")
# The word alone or as part of another: A1_DDD, NU_DDD, nr_ddd, ddd_cel, DDDTelefone.
_WITH_DDD: Final = re.compile(r"(?!.*(?:comddd|cddd|eddd)$).*ddd.*")
_DDI_NAME: Final = re.compile(
    rf"(?:ddi|(?:cod|codigo)(?:de|do)?pais|countrycode|codddi){_PHONE_WORD}\d?"
)
_NATION_NAME: Final = re.compile(
    ".*(?:country(?:region|name)?|nationality|nacionalidade|pais(?:d[eo](?:origem|residencia))?)\\d?"
)
_COUNTRY_CODE: Final = re.compile(r" *(?:\+|00)?\d{1,3}(?:[.,]0+)? *", re.ASCII)
_SOMETHING_ELSE: Final = re.compile(
    "idade|age|anos|dia|mes|ano|qtde?|quant.*|turma|sala|id|ordem|parcelas?|lote"
)
"""Names of columns whose small numbers are no DDDs, however many of them could be."""
_LONGEST_DDD: Final = 20
"""Characters of a cell such as "11 - São Paulo"; a longer one is a text that happens to hold two digits."""
_MOBILE: Final = re.compile("cel|whats|wpp|zap|movel|mobile")
_LINE: Final = re.compile("tel|fone|phone|fixo|resid|comerc")
_NUMBER: Final = re.compile(r"\d+")


def find_ddd_columns(table: Table) -> tuple[int, ...]:
    """Return the columns that hold nothing but DDDs, right or wrong, from left to right.

    In some registers the column "DDD_TELEFONE_1" holds whole numbers: the cells decide.
    """
    called = named(table, _DDD_NAME)
    holding = [i for i in {*called, *named(table, _WITH_DDD)} if mostly(table, i, _is_ddd_cell)]
    blank = [i for i in called if not values(table, i)]
    return tuple(sorted({*holding, *blank}))


def find_country_columns(table: Table) -> tuple[int, ...]:
    """Return the columns of country codes (DDI), from left to right."""

    def fits(cell: str) -> bool:
        return _COUNTRY_CODE.fullmatch(cell) is not None

    return tuple(i for i in named(table, _DDI_NAME) if mostly(table, i, fits))


def find_nation_columns(table: Table, *, is_country: Callable[[str], bool]) -> tuple[int, ...]:
    """Return the columns that name countries, from left to right; "Pais" may name a child's parents."""
    return tuple(i for i in named(table, _NATION_NAME) if mostly(table, i, is_country))


def possible_ddd_column(table: Table, phone: int, taken: Sequence[int]) -> int | None:
    """Return a column beside the numbers in which nothing but DDDs stands, whatever it is called."""
    beside = (place for place in (phone - 1, phone + 1) if 0 <= place < len(table.header))
    for place in beside:
        filled = values(table, place)
        if place in taken or _SOMETHING_ELSE.fullmatch(column_key(table.written[place])):
            continue
        if filled and all(is_ddd(ddd_in(cell)) for cell in filled):
            return place
    return None


def column_beside(phone: int, places: Sequence[int], names: Sequence[str]) -> int | None:
    """Return which of `places` belongs to a column of numbers: that of its own number and kind, the nearest.

    "DDD 2" belongs to "Fone 2", "ddd_cel" to "celular", wherever they stand; "DDD" to any.
    """
    fitting = [place for place in places if _agree(names[place], names[phone])]
    before = [place for place in fitting if place < phone]
    return before[-1] if before else next(iter(fitting), None)


def _agree(one: str, other: str) -> bool:
    pairs = zip(_marks(one), _marks(other), strict=True)
    return all(mark == own or not mark or not own for mark, own in pairs)


def _marks(name: str) -> tuple[str, str]:
    """Return what tells one number's columns from another's: a digit, and mobile or line."""
    key = column_key(name)
    digits = _NUMBER.findall(key)
    kind = "mobile" if _MOBILE.search(key) else "line" if _LINE.search(key) else ""
    return (digits[-1] if digits else ""), kind


def _is_ddd_cell(cell: str) -> bool:
    return len(ddd_in(cell)) <= 2 and len(cell) <= _LONGEST_DDD and any(map(str.isdecimal, cell))
