"""Read the phone number of a row, from one column or several."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from batch_sender.config.settings import Settings
from batch_sender.load import columns
from batch_sender.load.columns import Table
from batch_sender.load.columns.mapping import Field, Mapped
from batch_sender.models import Phone, Problem, ProblemCode, Repair, RepairRule
from batch_sender.models.area_codes import is_ddd
from batch_sender.phones import PhoneRules, parse_phone

_BRAZIL: Final = "55"
_ABROAD: Final = ("+", "00")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneSource:
    """One column of numbers, with the columns of the DDD and the country code (DDI) that go with it."""

    phone: int
    ddd: int | None = None
    country: int | None = None

    @property
    def alone(self) -> bool:
        """Whether the number stands in one cell."""
        return self.ddd is None and self.country is None


class Recipients:
    """Finds the number of a row: of several columns the first usable one, a mobile before a line."""

    def __init__(
        self, header: Sequence[str], sources: Sequence[PhoneSource], rules: PhoneRules
    ) -> None:
        self._header = header
        self._sources = tuple(sources)
        self._rules = rules
        self._lone = sources[0].phone if len(sources) == 1 and sources[0].alone else None

    @classmethod
    def of(cls, table: Table, settings: Settings, mapped: Mapped) -> Self:
        """Find the columns that the settings name, or that only the list itself can tell.

        Raises:
            ListError: none holds the numbers, or it cannot be told which.
        """
        area_codes = mapped.all_of(Field.DDD) or columns.find_ddd_columns(table)
        countries = mapped.all_of(Field.COUNTRY) or columns.find_country_columns(table)
        sources = [
            PhoneSource(
                phone=phone, ddd=_beside(phone, area_codes), country=_beside(phone, countries)
            )
            for phone in _phone_columns(table, settings, mapped)
        ]
        return cls(table.header, sources, rules_of(settings))

    @property
    def columns(self) -> list[str]:
        """The names of the columns of numbers, in the order they are tried."""
        return [self._header[source.phone] for source in self._sources]

    @property
    def places(self) -> set[int]:
        """The columns that a number is read from, those that complete it included."""
        each = ((source.phone, source.ddd, source.country) for source in self._sources)
        return {place for places in each for place in places if place is not None}

    @property
    def completed_by(self) -> list[str]:
        """The names of the columns that complete the numbers: country codes and DDDs."""
        found = (place for source in self._sources for place in (source.country, source.ddd))
        return list(dict.fromkeys(self._header[place] for place in found if place is not None))

    def numbers(self, rows: Sequence[Sequence[str]]) -> list[Phone | Problem]:
        """Return the number of each row; a problem names the column it sits in."""
        if self._lone is None:
            return [self._first_usable(cells) for cells in rows]
        column, rules = self._lone, self._rules
        phones = [parse_phone(cells[column], rules) for cells in rows]
        name = self._header[column]
        return [
            replace(phone, column=name) if isinstance(phone, Problem) else phone for phone in phones
        ]

    def _first_usable(self, cells: Sequence[str]) -> Phone | Problem:
        line: Phone | None = None
        problems: list[Problem] = []
        for source in self._sources:
            found = self._read(source, cells)
            if isinstance(found, Problem):
                problems.append(replace(found, column=self._header[source.phone]))
            elif found.is_fixed_line:
                line = line or self._with_source(source, cells, found)
            else:
                return self._with_source(source, cells, found)
        return line or _most_telling(problems)

    def _read(self, source: PhoneSource, cells: Sequence[str]) -> Phone | Problem:
        text = cells[source.phone]
        if source.alone or not text.strip():
            return parse_phone(text, self._rules)
        ddd, country = _digits(source.ddd, cells), _digits(source.country, cells)
        if country not in {"", _BRAZIL} and not text.strip().startswith(_ABROAD):
            return self._abroad(f"+{country} {ddd} {text}", text)
        return parse_phone(text, self._rules_with(ddd) if ddd else self._rules)

    def _abroad(self, whole: str, text: str) -> Phone | Problem:
        phone = parse_phone(whole, self._rules)
        if isinstance(phone, Problem):
            return replace(phone, detail=whole)
        joined = Repair(rule=RepairRule.COUNTRY_CODE_JOINED, before=text, after=phone.number)
        return phone._replace(by_row=(joined, *phone.by_row))

    def _rules_with(self, ddd: str) -> PhoneRules:
        """Let a DDD of the row's own go before the one that holds for the list; a wrong one, too."""
        own = ddd if is_ddd(ddd) else None
        return PhoneRules(
            ddd=own, ddd_by=RepairRule.DDD_JOINED, fixed_lines=self._rules.fixed_lines
        )

    def _with_source(self, source: PhoneSource, cells: Sequence[str], found: Phone) -> Phone:
        """Say where a number is from, if not from the first column."""
        if source is self._sources[0]:
            return found
        before = f"{self._header[source.phone]}: {cells[source.phone]}"
        said = Repair(rule=RepairRule.OTHER_PHONE_COLUMN, before=before, after=found.number)
        return found._replace(by_row=(said, *found.by_row))


def rules_of(settings: Settings) -> PhoneRules:
    """Return what the settings say of all numbers of a list."""
    return PhoneRules(ddd=settings.ddd, fixed_lines=settings.fixed_lines == "send")


def _phone_columns(table: Table, settings: Settings, mapped: Mapped) -> Sequence[int]:
    if settings.phone_column is not None:
        option = columns.PHONE_OPTION
        return [columns.wanted_column(table.header, settings.phone_column, option=option)]
    return mapped.all_of(Field.PHONE) or columns.find_phone_columns(table, is_number=_is_number)


def _is_number(text: str) -> bool:
    """Tell a number to write to from a CPF, a code or an amount that happens to read as one."""
    phone = parse_phone(text)
    if isinstance(phone, Problem):
        return False
    guessed = phone.is_fixed_line or RepairRule.NINTH_DIGIT_ADDED in phone.rules
    return not (guessed and text.strip().isdecimal())


def _beside(phone: int, places: Sequence[int]) -> int | None:
    """Return which of `places` belongs to a column of numbers: the nearest before it, or else behind."""
    before = [place for place in places if place < phone]
    return before[-1] if before else next(iter(places), None)


def _digits(place: int | None, cells: Sequence[str]) -> str:
    return "" if place is None else re.sub(r"\D", "", cells[place]).lstrip("0")


def _most_telling(problems: Sequence[Problem]) -> Problem:
    """Return the first problem of a column that holds anything; an empty one says the least."""
    told = (each for each in problems if each.code is not ProblemCode.PHONE_MISSING)
    return next(told, problems[0])
