"""Find the row that names the columns, and give every column a name of its own."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the columns are named (`row`, as Excel numbers it), and the columns that count."""

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


def find_header(rows: Sequence[tuple[int, Sequence[str]]]) -> int | None:
    """Return the position in `rows` of the one that names the columns; None if all are blank.

    It stands above the first row that holds a phone number, and has a row below it. Best is one of
    at least two cells, all of them texts, that fills more than half as many as the rows below it
    usually do: so a title is passed over. Else it is the first that holds two texts; else, as in a
    list of one column, the first that holds anything.
    """
    filled = [sum(1 for cell in cells if cell.strip()) for _row, cells in rows]
    first = next((at for at, count in enumerate(filled) if count), None)
    phone = next((at for at, (_row, cells) in enumerate(rows) if holds_phone(cells)), len(rows))
    named = [at for at in range(min(phone, len(rows) - 1)) if _texts(rows[at][1]) >= 2]
    best = (
        at
        for at in named
        if filled[at] == _texts(rows[at][1]) and filled[at] * 2 > _usual(filled[at + 1 :])
    )
    return next(best, named[0] if named else first)


def are_names(cells: Sequence[str]) -> bool:
    """Tell whether a row may name columns: several texts, and no number."""
    return _texts(cells) >= 2 and _texts(cells) == sum(1 for cell in cells if cell.strip())


def _usual(counts: Iterable[int]) -> int:
    """Return the median of what is not zero."""
    filled = sorted(count for count in counts if count)
    return filled[len(filled) // 2] if filled else 0


def is_numeric(cell: str) -> bool:
    """Tell whether `cell` is written like a number, an amount or a date."""
    return bool(_NUMERIC.fullmatch(cell.strip()))


def _texts(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell.strip() and not is_numeric(cell))


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
