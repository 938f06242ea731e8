"""Give every column of a list a name of its own, and tell numbers from names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from batch_sender.language import N_, _
from batch_sender.models import column_key

SAMPLE: Final = 100
"""Rows looked at to find the header."""

_MOST_TITLES: Final = 3
_TITLE_LETTERS: Final = 60
_NUMERIC: Final = re.compile(r"(?=.*\d)[\d\s.,:;/%+()\-–]*(?:[eE][+-]?\d+)?")
_PHONE: Final = re.compile(r"\+?[\d\s().\-]+")
_SCIENTIFIC: Final = re.compile(r"\d[.,]\d+[eE]\+?1[0-4]")
_COLUMN: Final = N_("Column {letter}")

HeaderRow = int | Literal["none"]
"""The row that names the columns, as Excel numbers it; "none": they are called by their letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the columns are named (`row`, as Excel numbers it; 0: nowhere), and the columns that count."""

    row: int
    names: tuple[str, ...]
    columns: tuple[int, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """One name, never twice the same, for each of `columns`."""
        return distinct_names(self.names, self.columns)


def title_lines(rows: Iterable[tuple[int, Sequence[str]]]) -> tuple[str, ...]:
    """Return what the first filled rows of `rows`, those above the header, say: a line each."""
    lines = (" ".join(" ".join(cells).split()) for _row, cells in rows)
    return tuple(line[:_TITLE_LETTERS] for line in lines if line)[:_MOST_TITLES]


def is_blank(cells: Iterable[str]) -> bool:
    """Tell whether no cell shows anything."""
    return not "".join(cells).strip()


def columns_in_use(row: int, filled: Iterable[int]) -> tuple[int, ...]:
    """Return the columns that count of those that hold anything, named in `row`.

    Of a list whose columns have no names (0) all up to the last: they are known by their letters.
    """
    return tuple(sorted(filled)) if row else tuple(range(max(filled, default=-1) + 1))


def is_numeric(cell: str) -> bool:
    """Tell whether `cell` is written like a number, an amount or a date."""
    return bool(_NUMERIC.fullmatch(cell.strip()))


def looks_like_phone(cell: str) -> bool:
    """Tell whether `cell` is written like a whole phone number, masked, bare or damaged."""
    text = cell.strip()
    if _SCIENTIFIC.fullmatch(text):
        return True
    return bool(_PHONE.fullmatch(text)) and 8 <= sum(map(str.isdigit, text)) <= 15


def holds_phone(cells: Iterable[str]) -> bool:
    """Tell whether a row that should name columns holds a number (ten digits or more) instead."""
    return any(
        looks_like_phone(cell) and (sum(map(str.isdigit, cell)) >= 10 or "e" in cell.lower())
        for cell in cells
    )


def column_letter(index: int) -> str:
    """Return the letters under which Excel shows column `index` (0 is A)."""
    letters = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        letters = chr(65 + rest) + letters
        index -= 1
    return letters


def header_names(cells: Iterable[str]) -> tuple[str, ...]:
    """Return the texts of the header row, each on one line, without blank ones at the end."""
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def written_names(names: Sequence[str], columns: Iterable[int]) -> tuple[str, ...]:
    """Name each of `columns` as the list itself does, twice the same where it does; or by letter."""
    return tuple(
        (names[index] if index < len(names) else "")
        or _(_COLUMN).format(letter=column_letter(index))
        for index in columns
    )


def distinct_names(names: Sequence[str], columns: Iterable[int]) -> tuple[str, ...]:
    """Name each of `columns`: a nameless one by its letter, a second "Nome" as "Nome (2)"."""
    taken: set[str] = set()
    last_number: dict[str, int] = {}
    header = []
    for name in written_names(names, columns):
        candidate = name
        while _key(candidate) in taken:
            last_number[name] = last_number.get(name, 1) + 1
            candidate = f"{name} ({last_number[name]})"
        taken.add(_key(candidate))
        header.append(candidate)
    return tuple(header)


def _key(name: str) -> str:
    return column_key(name) or name
