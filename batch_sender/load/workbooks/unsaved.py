"""Mark the cells whose formula has no saved result, and take the marks out of what is passed on."""

from collections.abc import Collection, Sequence
from typing import Final

UNSAVED: Final = "\x00formula"
"""Stands for such a cell among the texts of a sheet; no real text has a NUL."""


def without_mark(text: str) -> str:
    """Return a text, such as a title's, without what stands for those cells."""
    return text.replace(UNSAVED, "").strip()


def take_out(
    rows: Sequence[int], columns: list[list[str]], *, places: Collection[int]
) -> dict[int, list[int]]:
    """Empty the marked cells, which stand in `columns` at `places` alone; return the places of each row."""
    found: dict[int, list[int]] = {}
    for place in places:
        marked = [at for at, text in enumerate(columns[place]) if text == UNSAVED]
        if marked:
            columns[place] = list(columns[place])
        for at in marked:
            columns[place][at] = ""
            found.setdefault(rows[at], []).append(place)
    return found
