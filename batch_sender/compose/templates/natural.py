"""Show a cell that a program wrote as people would write it.

Only what cannot mean anything else is changed, and only where a text shows a cell without a filter:
a date with the year in front, a midnight behind a date, the seconds of a whole minute and, in a
column of amounts, a number with a decimal point or a single decimal. All else stays as it is.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from batch_sender.compose.templates.blanks import trimmed
from batch_sender.compose.templates.locale_format import LocaleFormat
from batch_sender.compose.templates.values import folded

_CLOCK: Final = r"(?P<clock>(?:[01]?\d|2[0-3]):[0-5]\d)(?::00(?:\.0+)?)?"
_YEAR_FIRST: Final = re.compile(
    rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)(?:[ T]{_CLOCK})?", re.ASCII
)
_DAY_FIRST: Final = re.compile(rf"(?P<date>\d\d/\d\d/\d{{4}}) {_CLOCK}", re.ASCII)
_TIME: Final = re.compile(r"(?P<clock>(?:[01]\d|2[0-3]):[0-5]\d):00", re.ASCII)
_AMOUNT: Final = re.compile(r"(?P<whole>-?(?:0|[1-9]\d{0,14}))[.,](?P<cents>\d\d?)", re.ASCII)
_MIDNIGHT: Final = frozenset(("00:00", "0:00"))
_SIGNS: Final = ("/", ":")
_DAY: Final = len("01/12/2026")  # as it is written already

_AMOUNTS: Final = frozenset(
    "valor valores preco precos mensalidade saldo debito divida reais price amount".split()  # noqa: SIM905 - a word list
)
_WORD: Final = re.compile(r"[^\W\d_]+")


def of_cells(written_in: LocaleFormat) -> Callable[[str], str]:
    """Return what shows a cell of any column."""
    return partial(_shown, written_in=written_in)


def of_amounts(written_in: LocaleFormat) -> Callable[[str], str]:
    """Return what shows a cell of a column of amounts."""

    def shown(cell: str) -> str:
        found = _AMOUNT.fullmatch(cell)
        if found is None:
            return _shown(cell, written_in)
        return written_in.amount(Decimal(f"{found['whole']}.{found['cents']}"))

    return shown


def shown_naturally(cell: str, *, column: str, language: str) -> str:
    """Return a cell as a text in this language shows it without a filter."""
    written_in = LocaleFormat(language)
    of = of_amounts if is_of_amounts(column) else of_cells
    return of(written_in)(trimmed(cell))


def is_of_amounts(title: str) -> bool:
    """Tell whether a column of this name holds amounts: "Valor (R$)", "preço", "mensalidade"."""
    return not _AMOUNTS.isdisjoint(_WORD.findall(folded(title)))


def _shown(cell: str, written_in: LocaleFormat) -> str:
    # Most cells are neither a moment nor a time, and every message is shown through here.
    if cell[4:5] == "-" or (cell[2:3] in _SIGNS and len(cell) != _DAY):
        return _moment(cell, written_in)
    return cell


def _moment(cell: str, written_in: LocaleFormat) -> str:
    if found := _YEAR_FIRST.fullmatch(cell):
        try:
            day = date(int(found["year"]), int(found["month"]), int(found["day"]))
        except ValueError:
            return cell
        return _with_clock(written_in.day(day, "date"), found["clock"])
    if found := _DAY_FIRST.fullmatch(cell):
        return _with_clock(found["date"], found["clock"])
    found = _TIME.fullmatch(cell)
    return found["clock"] if found else cell


def _with_clock(day: str, clock: str | None) -> str:
    return f"{day} {clock}" if clock and clock not in _MIDNIGHT else day
