"""Find the column that a person means by a name or a letter, or say why none is."""

import difflib
import re
from collections.abc import Sequence
from typing import Final

from batch_sender.load.columns.errors import (
    ColumnAmbiguous,
    ColumnUnknown,
    ColumnUnknownNear,
    PhoneColumnAmbiguous,
)
from batch_sender.load.columns.table import Table
from batch_sender.load.layout import column_letter
from batch_sender.models import column_key
from batch_sender.models.errors import OptionName

PHONE_OPTION: Final = OptionName("phone_column")
MAP_OPTION: Final = OptionName("map")

_LETTERS: Final = re.compile(r"[A-Z]{1,3}")
_SHOWN_COLUMNS: Final = 20
_SHOWN_LETTERS: Final = 40


def find_column(header: Sequence[str], wanted: str) -> int | None:
    """Return the position of the column that people call `wanted`; None where there is none.

    The name as written goes before the one that only means the same.

    Raises:
        ColumnAmbiguous: several columns mean the same.
    """
    meant = _meant(header, wanted)
    if len(meant) > 1:
        listed = ", ".join(f'"{_shown(header[i])}"' for i in meant)
        raise ColumnAmbiguous(wanted=_shown(wanted), candidates=listed)
    return meant[0] if meant else None


def nearest(name: str, header: Sequence[str]) -> str | None:
    """Return the column whose name is nearest to a mistyped `name`; None where none is near."""
    keys = {column_key(column): column for column in reversed(header) if column_key(column)}
    close = difflib.get_close_matches(column_key(name), list(keys), n=1)
    return keys[close[0]] if close else None


def wanted_column(table: Table, wanted: str, *, option: str) -> int:
    """Return the position of the column that `option` names, or gives the letter of as Excel shows it.

    Raises:
        ColumnUnknown: it names no column.
        ColumnAmbiguous, PhoneColumnAmbiguous: it means several.
    """
    meant = _meant(table.header, wanted)
    if len(meant) > 1:
        listed = column_list(table, meant)
        if option == PHONE_OPTION:
            raise PhoneColumnAmbiguous(candidates=listed, option=option, map=MAP_OPTION)
        raise ColumnAmbiguous(wanted=_shown(wanted), candidates=listed)
    found = meant[0] if meant else _lettered(table, wanted)
    if found is not None:
        return found
    details = {"wanted": _shown(wanted), "columns": column_list(table), "option": option}
    near = nearest(wanted, table.header)
    if near is None:
        raise ColumnUnknown(**details)
    raise ColumnUnknownNear(nearest=_shown(near), **details)


def column_list(table: Table, positions: Sequence[int] | None = None) -> str:
    """Return columns as an error names them, with their letters: `"Nome" (A), "Telefone" (B)`."""
    chosen = range(len(table.header)) if positions is None else positions
    named = [
        f'"{_shown(table.header[i])}" ({column_letter(table.letter_places[i])})'
        for i in chosen[: _SHOWN_COLUMNS + 1]
        if table.header[i].strip()
    ]
    more = ["…"] if len(chosen) > _SHOWN_COLUMNS else []
    return ", ".join(named[:_SHOWN_COLUMNS] + more)


def _meant(header: Sequence[str], wanted: str) -> list[int]:
    """Return the columns named exactly so; where there are none, those that mean the same."""
    key = column_key(wanted)
    if not key:
        return []
    written = [i for i, name in enumerate(header) if name == wanted]
    return written or [i for i, name in enumerate(header) if column_key(name) == key]


def _lettered(table: Table, letters: str) -> int | None:
    """Return the position of the column under a spreadsheet's letters ("A", "AA"), if it counts."""
    wanted = letters.strip().upper()
    if not _LETTERS.fullmatch(wanted):
        return None
    shown = map(column_letter, table.letter_places)
    return next((i for i, letter in enumerate(shown) if letter == wanted), None)


def _shown(name: str) -> str:
    line = " ".join(name.split())
    return line if len(line) <= _SHOWN_LETTERS else f"{line[:_SHOWN_LETTERS]}…"
