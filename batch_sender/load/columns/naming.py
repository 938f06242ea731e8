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
from batch_sender.load.layout import column_letter
from batch_sender.models import column_key
from batch_sender.models.errors import OptionName

PHONE_OPTION: Final = OptionName("phone_column")
MAP_OPTION: Final = OptionName("map")

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
        raise ColumnAmbiguous(wanted=_shown(wanted), candidates=column_list(header, meant))
    return meant[0] if meant else None


def nearest(name: str, header: Sequence[str]) -> str | None:
    """Return the column whose name is nearest to a mistyped `name`; None where none is near."""
    keys = {column_key(column): column for column in reversed(header) if column_key(column)}
    close = difflib.get_close_matches(column_key(name), list(keys), n=1)
    return keys[close[0]] if close else None


def wanted_column(header: Sequence[str], wanted: str, *, option: str) -> int:
    """Return the position of the column that `option` names, or gives the letter of.

    Raises:
        ColumnUnknown: it names no column.
        ColumnAmbiguous, PhoneColumnAmbiguous: it means several.
    """
    meant = _meant(header, wanted)
    if len(meant) > 1:
        listed = column_list(header, meant)
        if option == PHONE_OPTION:
            raise PhoneColumnAmbiguous(candidates=listed, option=option, map=MAP_OPTION)
        raise ColumnAmbiguous(wanted=_shown(wanted), candidates=listed)
    found = meant[0] if meant else _position(wanted, len(header))
    if found is not None:
        return found
    details = {"wanted": _shown(wanted), "columns": column_list(header), "option": option}
    near = nearest(wanted, header)
    if near is None:
        raise ColumnUnknown(**details)
    raise ColumnUnknownNear(nearest=_shown(near), **details)


def column_list(header: Sequence[str], positions: Sequence[int] | None = None) -> str:
    """Return columns as an error names them, with their letters: `"Nome" (A), "Telefone" (B)`."""
    chosen = range(len(header)) if positions is None else positions
    named = [
        f'"{_shown(header[i])}" ({column_letter(i)})'
        for i in chosen[: _SHOWN_COLUMNS + 1]
        if header[i].strip()
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


def _position(letters: str, width: int) -> int | None:
    """Return the position behind a spreadsheet's letters ("A" is 0, "AA" is 26), if in the list."""
    if not re.fullmatch(r"[A-Za-z]{1,3}", letters.strip()):
        return None
    position = 0
    for letter in letters.strip().upper():
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1 if position <= width else None


def _shown(name: str) -> str:
    line = " ".join(name.split())
    return line if len(line) <= _SHOWN_LETTERS else f"{line[:_SHOWN_LETTERS]}…"
