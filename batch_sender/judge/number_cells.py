"""Read one column of numbers together with the cells beside it: DDD, country code, country."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from batch_sender.models import BESIDE, Phone, Problem, ProblemCode, Repair, RepairRule, column_key
from batch_sender.models.area_codes import ddd_in, is_ddd
from batch_sender.phones import PhoneRules, is_written_as_in_brazil, parse_phone
from batch_sender.phones.countries import BRAZIL, calling_code
from batch_sender.phones.labels import is_nothing

_NATIONALITY: Final = re.compile("nationality|nacionalidade")
_ABROAD: Final = ("+", "00")
_NO_NUMBER: Final = frozenset({ProblemCode.PHONE_MISSING, ProblemCode.PHONE_IS_NAME})
_ADDED: Final = RepairRule.COUNTRY_CODE_ADDED
_MOBILE_AND_ONE: Final = 10
"""Digits of a mobile without its DDD, and one too many; and of a line with its DDD."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneSource:
    """One column of numbers, with the columns that go with it.

    `ddd`, `country`: of the DDD and the country code (DDI); `nations`: that name countries; `maybe_ddd`:
    that may hold the DDD, but was not taken for it; `label`: that tells what kind of number it is.
    `carries_code`: nearly all of its numbers begin with 55.
    """

    phone: int
    ddd: int | None = None
    country: int | None = None
    nations: tuple[int, ...] = ()
    maybe_ddd: int | None = None
    label: int | None = None
    carries_code: bool = False

    @property
    def alone(self) -> bool:
        """Whether the number stands in one cell, and no other has a say."""
        return self.ddd is None and self.country is None and not self.nations


class NumberCells:
    """Reads the numbers of a source; a problem names its column, and shows every cell that took part."""

    def __init__(self, header: Sequence[str], source: PhoneSource, rules: PhoneRules) -> None:
        self._header = header
        self._source = source
        self._rules = rules
        self._with_ddd = cache(self._rules_with)

    def read(self, cells: Sequence[str]) -> Phone | Problem:
        """Return the number of a row."""
        text = cells[self._source.phone]
        if self._source.alone or not text.strip():
            return self.weighed(parse_phone(text, self._rules), cells)
        if (abroad := self._abroad(cells)) is not None:
            return abroad
        return self.weighed(self._with_own_ddd(cells), cells)

    def weighed(self, found: Phone | Problem, cells: Sequence[str]) -> Phone | Problem:
        """Return what was found, or why the rest of the list speaks against it."""
        if isinstance(found, Phone):
            missing = self._source.carries_code and self._lacks_code(found, cells)
            return self._problem(ProblemCode.COUNTRY_CODE_MISSING, cells) if missing else found
        if found.column is not None:
            return found
        beside = self._beside(found.code)
        if beside is None:
            return replace(found, column=self._header[self._source.phone])
        return self._problem(found.code, cells, beside)

    # ── the DDD ───────────────────────────────────────────────────────────────────────────────

    def _with_own_ddd(self, cells: Sequence[str]) -> Phone | Problem:
        place, text = self._source.ddd, cells[self._source.phone]
        ddd = "" if place is None else ddd_in(cells[place])
        if not ddd:
            return parse_phone(text, self._rules)
        if len(ddd) == 1 and (whole := self._cut(ddd, cells)):
            return whole
        found = parse_phone(text, self._with_ddd(ddd))
        if isinstance(found, Phone):
            return self._against(ddd, found, cells)
        unknown = found.code is ProblemCode.PHONE_NO_DDD
        return self._problem(ProblemCode.DDD_UNKNOWN, cells, place) if unknown else found

    def _rules_with(self, ddd: str) -> PhoneRules:
        """Let a DDD of the row's own go before the one that holds for the list; a wrong one, too."""
        own = ddd if is_ddd(ddd) else None
        return replace(self._rules, ddd=own, ddd_by=RepairRule.DDD_JOINED)

    def _cut(self, digit: str, cells: Sequence[str]) -> Phone | Problem | None:
        """Read 01 + 130409321, a 0 and a number cut behind two digits, if nothing else can be meant.

        None where it makes no number so. A reading in which every digit counts, and none is added, goes
        before one of the second cell alone that needs its ninth digit; two whole ones are for a person.
        """
        text, place = cells[self._source.phone], self._source.ddd
        whole = parse_phone(f"0{digit}{text.strip()}", replace(self._rules, ddd=None))
        if isinstance(whole, Problem) or not _is_as_written(whole) or not text.strip().isdecimal():
            return None
        alone = parse_phone(text)
        if isinstance(alone, Problem):
            if alone.code is ProblemCode.PHONE_NO_DDD:
                return None
        elif _is_as_written(alone):
            return self._problem(ProblemCode.DDD_CONTRADICTS, cells, place)
        joined = Repair(RepairRule.DDD_JOINED, self._shown(cells, place), whole.number)
        rules = tuple(rule for rule in whole.rules if rule is not RepairRule.TRUNK_PREFIX_REMOVED)
        return whole._replace(rules=rules, written=text, by_row=(joined,))

    def _against(self, ddd: str, found: Phone, cells: Sequence[str]) -> Phone | Problem:
        """Weigh a number's own DDD against that of its column."""
        place = self._source.ddd
        if found.number[:4] == BRAZIL + ddd or found.number[:2] != BRAZIL:
            return found
        if self._may_lack_ddd(found, cells):
            known = is_ddd(ddd)
            code = ProblemCode.DDD_CONTRADICTS if known else ProblemCode.DDD_UNKNOWN
            return self._problem(code, cells, place)
        differs = Repair(RepairRule.DDD_DIFFERS, self._shown(cells, place), found.number)
        return found._replace(by_row=(differs, *found.by_row))

    def _may_lack_ddd(self, found: Phone, cells: Sequence[str]) -> bool:
        """Tell whether the first two digits may be no DDD: one was added, or there is one too many."""
        if RepairRule.NINTH_DIGIT_ADDED in found.rules:
            return True
        text = cells[self._source.phone]
        digits = "".join(filter(str.isdecimal, text)).lstrip("0")
        bare = _ADDED in found.rules and not is_written_as_in_brazil(text)
        return bare and len(digits) == _MOBILE_AND_ONE and digits[0] == "9"

    # ── the country ───────────────────────────────────────────────────────────────────────────

    def _abroad(self, cells: Sequence[str]) -> Phone | Problem | None:
        """Read a number that the row says is of another country; None where it is Brazil's, as far as told."""
        text, place = cells[self._source.phone].strip(), self._source.country
        code = "" if place is None else ddi_in(cells[place])
        if code and code != BRAZIL and not text.startswith(_ABROAD):
            return self._joined(code, cells)
        named = self._nation(cells)
        return None if named is None else self._of_nation(named, cells)

    def _joined(self, code: str, cells: Sequence[str]) -> Phone | Problem:
        text, places = cells[self._source.phone], (self._source.country, self._source.ddd)
        ddd = "" if places[1] is None else ddd_in(cells[places[1]])
        phone = parse_phone(f"+{code} {ddd} {text}", self._rules)
        if isinstance(phone, Problem) and text.strip().startswith(code):
            own = parse_phone(f"+{text.strip()}", self._rules)
            phone = own if isinstance(own, Phone) else phone
        if isinstance(phone, Problem):
            if _is_no_number(alone := parse_phone(text)):
                return self.weighed(alone, cells)
            return self._problem(phone.code, cells, *places)
        return _with_country(phone, text)

    def _nation(self, cells: Sequence[str]) -> int | None:
        """Return the column that names another country, unless any names Brazil."""
        told = [place for place in self._source.nations if _names_country(cells[place])]
        if any(calling_code(cells[place]) == BRAZIL for place in told):
            return None
        return next(iter(told), None)

    def _of_nation(self, place: int, cells: Sequence[str]) -> Phone | Problem | None:
        text, code = cells[self._source.phone], calling_code(cells[place])
        found = parse_phone(text, self._rules)
        explicit = isinstance(found, Phone) and _ADDED not in found.rules
        if explicit or _is_no_number(found) or self._lives_here(found, place, text):
            return None
        if code and text.strip().startswith(code):
            own = parse_phone(f"+{text.strip()}", self._rules)
            if isinstance(own, Phone):
                return _with_country(own, self._shown(cells, place))
        return self._problem(ProblemCode.COUNTRY_CONTRADICTS, cells, place)

    def _lives_here(self, found: Phone | Problem, place: int, text: str) -> bool:
        """Tell a Brazilian mobile, by its mask, of somebody of another nationality."""
        own = _NATIONALITY.search(column_key(self._header[place])) and isinstance(found, Phone)
        return bool(own) and is_written_as_in_brazil(text)

    def _lacks_code(self, found: Phone, cells: Sequence[str]) -> bool:
        """Tell a number that begins with no country code where nearly all others do, and no mask tells it."""
        text, place = cells[self._source.phone], self._source.country
        if _ADDED not in found.rules or is_written_as_in_brazil(text):
            return False
        return place is None or not ddi_in(cells[place])

    # ── what is shown ─────────────────────────────────────────────────────────────────────────

    def _beside(self, code: ProblemCode) -> int | None:
        """Return the column that had a say in a problem of this kind."""
        if code in _NO_NUMBER:
            return None
        if code is ProblemCode.PHONE_NO_DDD and self._source.ddd is None:
            return self._source.maybe_ddd
        return self._source.ddd if self._source.ddd is not None else self._source.country

    def _problem(self, code: ProblemCode, cells: Sequence[str], *places: int | None) -> Problem:
        first = places[0] if places and code is ProblemCode.DDD_UNKNOWN else self._source.phone
        column = self._header[self._source.phone if first is None else first]
        return Problem(code=code, column=column, detail=self._shown(cells, *places))

    def _shown(self, cells: Sequence[str], *places: int | None) -> str:
        """Show a number's cell as it is; with those that took part, each under its column's name."""
        told = [place for place in places if place is not None]
        if not told:
            return cells[self._source.phone]
        shown = (
            f"{self._header[at]}: {cells[at].strip() or '—'}" for at in (*told, self._source.phone)
        )
        return BESIDE.join(shown)


def _is_no_number(found: Phone | Problem) -> bool:
    """Tell a cell that holds no number at all, whatever stands beside it."""
    return isinstance(found, Problem) and found.code in _NO_NUMBER


def _is_as_written(phone: Phone) -> bool:
    return RepairRule.NINTH_DIGIT_ADDED not in phone.rules


def _with_country(phone: Phone, shown: str) -> Phone:
    joined = Repair(RepairRule.COUNTRY_CODE_JOINED, shown, phone.number)
    return phone._replace(by_row=(joined, *phone.by_row))


def ddi_in(cell: str) -> str:
    """Return the digits of a cell that holds a country code."""
    return ddd_in(cell) if any(map(str.isdecimal, cell)) else ""


def _names_country(cell: str) -> bool:
    word = cell.strip()
    return any(map(str.isalpha, word)) and not is_nothing(word)
