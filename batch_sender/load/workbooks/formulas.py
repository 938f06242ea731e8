"""Tell which cells of a worksheet's XML hold a formula whose result was never saved.

Programs that write formulas calculate none: they leave the result out, or put 0 there and have Excel
calculate when it opens the workbook. Readers show nothing, or that 0, and nobody sees what is missing.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

_SUSPECT: Final = re.compile(rb"(?:</f>|<f(?=[\s/])[^>]*/>)(?!<v>(?!0[.<])[^<])")
"""A formula that a plain result does not follow: most rows hold none, and need no closer look."""

_FORMULA: Final = re.compile(rb"<f(?=[\s/>])([^>]*)>")
_KIND: Final = re.compile(rb"""\bt\s*=\s*["'](\w+)""")
_AREA: Final = re.compile(rb"""\bref\s*=\s*["']([A-Z]{1,3})\d+:([A-Z]{1,3})(\d{1,7})["']""")
_SPILLING: Final = frozenset({b"array", b"dataTable"})
_FILLED: Final = re.compile(rb"<v\b[^>/]*>\s*[^<\s]|<is\b")
_VALUE: Final = re.compile(rb"<v\b")
_ZERO: Final = re.compile(rb"<v\b[^>]*>\s*0(?:\.0+)?\s*<")
_NUMBER: Final = frozenset({b"", b"n"})


class Cell(NamedTuple):
    """One cell of a row: its column, counted from 0, its attributes, and what stands inside."""

    column: int
    attributes: bytes
    inside: bytes


class UnsavedFormulas:
    """Looks at the rows of one sheet in their order; `never_calculated`: a 0 in it is no result."""

    def __init__(self, *, never_calculated: bool) -> None:
        self._never_calculated = never_calculated
        self._spills: list[tuple[range, int]] = []

    def may_be_in(self, row: bytes) -> bool:
        """Tell whether a row may lack the result of a formula, its own or one above that fills it, too."""
        return bool(self._spills) or (b"<f" in row and _SUSPECT.search(row) is not None)

    def columns(self, number: int, cells: Iterable[Cell]) -> set[int]:
        """Return the columns of row `number` in which a result is missing."""
        self._spills = [spill for spill in self._spills if spill[1] >= number]
        filled: set[int] = set()
        unsaved: set[int] = set()
        for cell in cells:
            formula = _FORMULA.search(cell.inside) if b"<f" in cell.inside else None
            if formula is not None and self._is_unsaved(cell):
                unsaved.add(cell.column)
                self._spills += _spill(formula[1])
            elif self._spills and _FILLED.search(cell.inside):
                filled.add(cell.column)
        spilled = {column for columns, _until in self._spills for column in columns}
        return unsaved | (spilled - filled)

    def _is_unsaved(self, cell: Cell) -> bool:
        kind = _kind(cell.attributes)
        if kind == b"e":
            return False  # shown as the error it is
        if kind == b"str" and _VALUE.search(cell.inside):
            return False  # an empty text is a result, too
        if _FILLED.search(cell.inside):
            zero = kind in _NUMBER and _ZERO.search(cell.inside)
            return self._never_calculated and bool(zero)
        return True


@lru_cache(maxsize=1024)
def column_index(letters: bytes) -> int:
    """Return the index of a column: A is 0."""
    index = 0
    for letter in letters[:4].upper():
        index = index * 26 + letter - 64
    return index - 1


def _kind(attributes: bytes) -> bytes:
    kind = _KIND.search(attributes)
    return kind[1] if kind is not None else b""


def _spill(attributes: bytes) -> Iterator[tuple[range, int]]:
    """Yield the columns that an array formula fills, and its last row, if it fills more than its cell."""
    area = _AREA.search(attributes)
    if area is not None and _kind(attributes) in _SPILLING:
        yield range(column_index(area[1]), column_index(area[2]) + 1), int(area[3])
