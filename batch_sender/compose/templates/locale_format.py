"""Write numbers, amounts and days as people do in the message's language.

Amounts are in reais in every language: the language is that of the text, not the country.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any, Final

from babel import Locale
from babel.dates import format_date

from batch_sender.compose.templates.values import read_moment, read_number

_CENTS: Final = Decimal("0.01")
_NOISE: Final = Decimal("0.0001")
"""What calculating in binary leaves behind the cents; a cell with more than that is no amount."""

_BRAZILIAN_SIGNS: Final = str.maketrans(",.", ".,")
_MOST_DECIMALS: Final = 12
_SIGNIFICANT: Final = 15

# CLDR's patterns (https://cldr.unicode.org): with the year in full, and no month as a number in
# English, where nobody could tell it from the day.
_DAYS: Final[Mapping[str, Mapping[str, str]]] = {
    "pt-BR": {
        "date": "dd/MM/y",
        "short": "dd/MM",
        "long": "d 'de' MMMM 'de' y",
        "month": "MMMM",
        "weekday": "EEEE",
    },
    "en": {
        "date": "MMM d, y",
        "short": "MMM d",
        "long": "MMMM d, y",
        "month": "MMMM",
        "weekday": "EEEE",
    },
}


@dataclass(frozen=True)
class LocaleFormat:
    """How things are written in one language: "pt-BR" or "en"."""

    language: str

    @cached_property
    def locale(self) -> Locale:
        """Babel's data for the language."""
        return Locale.parse(self.language, sep="-")

    @property
    def _is_brazilian(self) -> bool:
        return self.language == "pt-BR"

    def money(self, value: Any) -> str:
        """Write an amount: R$ 1.234,56; raises ValueError for text that is none."""
        amount = number_of(value)
        cents = amount.quantize(_CENTS, ROUND_HALF_UP) + 0  # never -R$ 0,00
        if isinstance(value, str) and abs(amount - cents) > _NOISE:
            raise ValueError(value)
        sign = "-" if cents < 0 else ""
        return f"{sign}R${' ' * self._is_brazilian}{self.amount(abs(cents))}"

    def amount(self, number: Decimal) -> str:
        """Write an amount without its currency: 1.234,50."""
        return self._in_its_signs(f"{number:,.2f}")

    def number(self, value: Any, decimals: int | None = None) -> str:
        """Write a number with its groups of thousands, rounded if `decimals` are given."""
        number = number_of(value)
        if decimals is None:
            written = f"{number:,.{_MOST_DECIMALS}f}".rstrip("0").rstrip(".")
            return self._in_its_signs("0" if written == "-0" else written)
        if not 0 <= decimals <= _MOST_DECIMALS:
            raise ValueError(decimals)
        rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0
        return self._in_its_signs(f"{rounded:,.{decimals}f}")

    def plain(self, number: float) -> str:
        """Write a calculated number as short as it is: 1234,5 and 3, not 1234.5 and 3.0."""
        written = f"{number_of(number):f}"
        written = written.rstrip("0").rstrip(".") if "." in written else written
        return self._in_its_signs(written)

    def _in_its_signs(self, english: str) -> str:
        return english.translate(_BRAZILIAN_SIGNS) if self._is_brazilian else english

    def day(self, day: date, form: str) -> str:
        """Write a day in one of the forms: "date", "short", "long", "month", "weekday"."""
        written = str(format_date(day, _DAYS[self.language][form], locale=self.locale))
        first = form == "long" and day.day == 1 and self._is_brazilian
        return written.replace("1 ", "1º ", 1) if first else written

    def day_of(self, form: str) -> Callable[[Any], str]:
        """Return what writes the day that a cell shows in a form; it raises ValueError for none."""

        def written(value: Any) -> str:
            day = read_moment(value).day
            if day is None:
                raise ValueError(value)
            return self.day(day, form)

        return written

    def clock(self, value: Any) -> str:
        """Write the time of day that a cell shows, without seconds: 14:30; raises ValueError."""
        clock = read_moment(value).clock
        if clock is None:
            raise ValueError(value)
        return f"{clock:%H:%M}"

    def plural(self, value: Any, one: Any, many: Any, none: Any = None) -> Any:
        """Choose the word that fits a number; `none` stands for 0, where it is given."""
        number = abs(number_of(value))
        if not number and none is not None:
            return none
        return one if self.locale.plural_form(number) == "one" else many

    @cached_property
    def filters(self) -> Mapping[str, Callable[..., Any]]:
        """The filters that hang on the language, each under its Portuguese and its English name."""
        return {
            name: function
            for names, function in (
                (("dinheiro", "money"), self.money),
                (("numero", "number"), self.number),
                (("data", "date"), self.day_of("date")),
                (("data_curta", "short_date"), self.day_of("short")),
                (("data_longa", "long_date"), self.day_of("long")),
                (("dia_da_semana", "weekday"), self.day_of("weekday")),
                (("mes", "month"), self.day_of("month")),
                (("hora", "time"), self.clock),
                (("plural",), self.plural),
            )
            for name in names
        }


def number_of(value: Any) -> Decimal:
    """Return the number that a cell shows or a calculation gave; raises ValueError for none."""
    if isinstance(value, str):
        return read_number(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(value)
    return Decimal(value if isinstance(value, int) else f"{value:.{_SIGNIFICANT}g}")
