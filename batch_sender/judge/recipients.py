"""Read the phone number of a row, from one column or several."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final, Self

from batch_sender.config.settings import Settings
from batch_sender.judge.number_cells import NumberCells, PhoneSource
from batch_sender.load import columns
from batch_sender.load.columns import Table
from batch_sender.load.columns.mapping import Field, Mapped
from batch_sender.models import Phone, Problem, ProblemCode, Repair, RepairRule
from batch_sender.models.area_codes import ddd_in
from batch_sender.phones import PhoneRules, is_written_as_in_brazil, parse_phone
from batch_sender.phones.countries import BRAZIL, calling_code
from batch_sender.phones.labels import turn_by_label

_FEWEST_WITH_CODE: Final = 5
_MOST_WITHOUT: Final = 0.1
"""Share of numbers without a country code up to which nearly all carry it."""
_FEW, _FOR_EACH_FEW = 3, 4
"""In a short list so many may lack it, where four others for each of them carry it."""


class Recipients:
    """Finds the number of a row: of several columns the first usable one, a mobile before a line."""

    def __init__(
        self, header: Sequence[str], sources: Sequence[PhoneSource], rules: PhoneRules
    ) -> None:
        self._header = header
        self._sources = tuple(sources)
        self._rules = rules
        self._cells = {each: NumberCells(header, each, rules) for each in self._sources}
        self._lone = sources[0] if len(sources) == 1 and sources[0].alone else None

    @classmethod
    def of(cls, table: Table, settings: Settings, mapped: Mapped) -> Self:
        """Find the columns that the settings name, or that only the list itself can tell.

        Raises:
            ListError: none holds the numbers, or it cannot be told which.
        """
        phones = _phone_columns(table, settings, mapped)
        sources = _beside(table, mapped, phones)
        return cls(table.header, list(sources), rules_of(settings))

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

    @property
    def ddd_columns(self) -> list[str]:
        """The names of the columns that say the DDD, or may: one for the whole list is doubtful beside them."""
        sources = self._sources
        found = [each.maybe_ddd if each.ddd is None else each.ddd for each in sources]
        return list(dict.fromkeys(self._header[place] for place in found if place is not None))

    def numbers(self, rows: Sequence[Sequence[str]]) -> list[Phone | Problem]:
        """Return the number of each row; a problem names the column it sits in."""
        if self._lone is None:
            return [self._first_usable(cells) for cells in rows]
        lone, column, rules = self._cells[self._lone], self._lone.phone, self._rules
        phones = [parse_phone(cells[column], rules) for cells in rows]
        if self._lone.carries_code:
            return [lone.weighed(each, cells) for each, cells in zip(phones, rows, strict=True)]
        return [
            lone.weighed(each, cells) if isinstance(each, Problem) else each
            for each, cells in zip(phones, rows, strict=True)
        ]

    def _first_usable(self, cells: Sequence[str]) -> Phone | Problem:
        """Return the person's own mobile, their line, or what somebody else answers, in this order."""
        best: tuple[tuple[bool, bool], PhoneSource, Phone] | None = None
        problems: list[Problem] = []
        for source in self._in_turn(cells):
            found = self._cells[source].read(cells)
            if isinstance(found, Problem):
                problems.append(found)
                continue
            turn = (RepairRule.ANSWERED_BY_OTHER in found.rules, found.is_fixed_line)
            if best is None or turn < best[0]:
                best = turn, source, found
            if not any(turn):
                break
        return _most_telling(problems) if best is None else self._with_source(*best[1:], cells)

    def _in_turn(self, cells: Sequence[str]) -> Sequence[PhoneSource]:
        """Return the sources as their labels rank them, where there are any; a fax is none, but the last."""
        if all(source.label is None for source in self._sources):
            return self._sources
        turns = {
            each: 2 if each.label is None else turn_by_label(cells[each.label])
            for each in self._sources
        }
        told = [each for each in self._sources if turns[each] is not None]
        return sorted(told or self._sources, key=lambda each: turns[each] or 0)

    def _with_source(self, source: PhoneSource, found: Phone, cells: Sequence[str]) -> Phone:
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
        return [columns.wanted_column(table, settings.phone_column, option=option)]
    return mapped.all_of(Field.PHONE) or columns.find_phone_columns(table, is_number=_is_number)


def _is_number(text: str) -> bool:
    """Tell a number to write to from a CPF, a code or an amount that happens to read as one."""
    phone = parse_phone(text)
    if isinstance(phone, Problem):
        return False
    guessed = phone.is_fixed_line or RepairRule.NINTH_DIGIT_ADDED in phone.rules
    return not (guessed and text.strip().isdecimal())


def _beside(table: Table, mapped: Mapped, phones: Sequence[int]) -> Iterator[PhoneSource]:
    """Put to each column of numbers the columns that complete or contradict it."""
    called, countries = mapped.all_of(Field.DDD), mapped.all_of(Field.COUNTRY)
    area_codes = mapped.or_found(Field.DDD, lambda: columns.find_ddd_columns(table))
    codes = mapped.or_found(Field.COUNTRY, lambda: columns.find_country_columns(table))
    nations = mapped.or_found(
        Field.COUNTRY, lambda: columns.find_nation_columns(table, is_country=_is_country)
    )
    has_no_ddd = mapped.leaves_out(Field.DDD)
    for phone in phones:
        ddd = _completing(table, phone, area_codes, alone=len(phones) == 1 or bool(called))
        yield PhoneSource(
            phone=phone,
            ddd=ddd,
            country=_completing(table, phone, codes, alone=bool(countries)),
            nations=nations,
            maybe_ddd=None
            if ddd is not None or has_no_ddd
            else _possible_ddd(table, phone, phones),
            label=columns.find_label_column(table, phone),
            carries_code=_nearly_all_carry_code(table, phone),
        )


def _completing(table: Table, phone: int, places: Sequence[int], *, alone: bool) -> int | None:
    """Return the one of `places` that goes with a column of numbers; where each stands `alone`, that one."""
    if alone and len(places) == 1:
        return places[0]
    return columns.column_beside(phone, places, table.written)


def _possible_ddd(table: Table, phone: int, phones: Sequence[int]) -> int | None:
    """Return a column that may hold the DDDs, where numbers lack theirs."""
    rows = [row for row in table.sample if phone < len(row) and row[phone].strip()]
    found = [parse_phone(row[phone]) for row in rows]
    place = (
        columns.possible_ddd_column(table, phone, phones) if any(map(_lacks_ddd, found)) else None
    )
    if place is None or any(map(partial(_contradicts, place=place), rows, found)):
        return None
    return place


def _contradicts(row: Sequence[str], found: Phone | Problem, *, place: int) -> bool:
    """Tell a whole number whose DDD is not what stands beside it: that is something else."""
    if isinstance(found, Problem) or not found.number.startswith(BRAZIL):
        return False
    return found.number[2:4] != ddd_in(row[place])


def _lacks_ddd(found: Phone | Problem) -> bool:
    return isinstance(found, Problem) and found.code is ProblemCode.PHONE_NO_DDD


def _nearly_all_carry_code(table: Table, phone: int) -> bool:
    """Tell a column in which 55 stands before all numbers but a few, as it must in other countries' systems."""
    cells = [row[phone] for row in table.many or table.sample if phone < len(row)]
    read = ((cell, each) for cell in cells if isinstance(each := parse_phone(cell), Phone))
    notation = Counter(_notation(cell, each) for cell, each in read)
    carrying, bare, masked = notation["carrying"], notation["bare"], notation["masked"]
    in_short_list = min(_FEW, max(1, (carrying - masked) // _FOR_EACH_FEW))
    few = max(_MOST_WITHOUT * (carrying + bare), in_short_list)
    return carrying >= max(_FEWEST_WITH_CODE, masked) and bare <= few


def _notation(cell: str, phone: Phone) -> str:
    """Return whether a number carries its country code, needs none by its mask, or lacks it."""
    if RepairRule.COUNTRY_CODE_ADDED not in phone.rules:
        return "carrying" if phone.number.startswith(BRAZIL) else "abroad"
    return "masked" if is_written_as_in_brazil(cell) else "bare"


def _is_country(cell: str) -> bool:
    return calling_code(cell) is not None


def _most_telling(problems: Sequence[Problem]) -> Problem:
    """Return the first problem of a column that holds anything; an empty one says the least."""
    told = (each for each in problems if each.code is not ProblemCode.PHONE_MISSING)
    return next(told, problems[0])
