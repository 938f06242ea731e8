"""Tell columns apart by the kind of what stands in them: numbers to call, addresses, days, yes and no."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Self

from batch_sender.models import column_key


class CellKind(Enum):
    """What a cell holds, where that shows."""

    PHONE = "phone"
    EMAIL = "email"
    DATE = "date"
    MARK = "mark"


_NO_PHONE: Final = (  # CPF, CEP, days
    r"(?!\d{3}\.\d{3}\.\d{3}-\d\d\s*\Z|\d{5}-\d{3}\s*\Z|\d{4}-\d\d-\d\d\s*\Z|\d\d?([.-])\d\d?\1\d{2,4}\s*\Z)"
)
_PATTERNS: Final = {
    CellKind.PHONE: re.compile(
        rf"\s*{_NO_PHONE}(?:\+?(?:[\s().–-]*\d){{8,15}}[\s().-]*|\d[.,]\d+[eE]\+?\d\d\s*)"
    ),
    CellKind.EMAIL: re.compile(r"\s*[^@\s]+@[^@\s]+\.\w+\s*"),
    CellKind.DATE: re.compile(r"\s*(?:\d\d?/\d\d?/\d{2,4}|\d{4}-\d\d-\d\d)(?:[ T].*)?"),
    CellKind.MARK: re.compile(
        r"\s*(?:sim|n[ãa]o|s|n|x|yes|no|y|true|false|verdadeiro|falso)\s*", re.IGNORECASE
    ),
}
_DIGITS_ALIKE: Final = str.maketrans("123456789", "0" * 9)
_PHONE_NAME: Final = re.compile(
    r"fone|phone|celular|^cel\d?$|mobile|movel|whats|zap|^tel|contato|recado|numero"
)


def is_of(kind: CellKind, cell: str) -> bool:
    """Tell whether a cell holds something of this kind."""
    return _PATTERNS[kind].fullmatch(cell) is not None


def kind_of(cell: str) -> CellKind | None:
    """Return the kind of what a cell holds; None for anything else, and for nothing."""
    return next((kind for kind in CellKind if is_of(kind, cell)), None)


def places_without(kind: CellKind, cells: Sequence[str]) -> list[int]:
    """Return the places of the cells that hold nothing of this kind.

    Cells of one column have few forms, if digits are all the same: each form is looked at once.
    """
    if kind is CellKind.EMAIL:
        return [place for place, cell in enumerate(cells) if "@" not in cell]
    forms: Sequence[str] = "\n".join(cells).translate(_DIGITS_ALIKE).split("\n")
    if len(forms) != len(cells):  # a cell has several lines
        forms = cells
    others = {form for form in set(forms) if not is_of(kind, form)}
    return [place for place, form in enumerate(forms) if form in others] if others else []


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnKinds:
    """What stands in the columns of some rows: how many cells are filled, how many of each kind."""

    filled: tuple[int, ...]
    counts: tuple[Counter[CellKind | None], ...]
    phone_named: frozenset[int]

    @classmethod
    def of(cls, names: Sequence[str], rows: Sequence[Sequence[str]]) -> Self:
        """Look at `rows`, those that are as wide as the list."""
        width = max(map(len, rows), default=0)
        columns = [
            [cells[at] for cells in rows if at < len(cells) and cells[at].strip()]
            for at in range(max(width, len(names)))
        ]
        named = (at for at, name in enumerate(names) if _PHONE_NAME.search(column_key(name)))
        return cls(
            filled=tuple(map(len, columns)),
            counts=tuple(Counter(map(kind_of, cells)) for cells in columns),
            phone_named=frozenset(named),
        )

    def holds(self, at: int, kind: CellKind) -> bool:
        """Tell whether a column is one of this kind, one slip aside."""
        if not 0 <= at < len(self.filled) or not self.filled[at]:
            return False
        count = self.counts[at][kind]
        share = 2 if kind is CellKind.PHONE and at in self.phone_named else 1.25
        return count * share >= self.filled[at] - (count > 1)

    def lacks(self, at: int, kind: CellKind) -> bool:
        """Tell whether nothing of this kind belongs into a column, one slip aside."""
        if not 0 <= at < len(self.filled) or (kind is CellKind.PHONE and at in self.phone_named):
            return False
        count = self.counts[at][kind]
        return self.filled[at] > count and count <= max(1, self.filled[at] // 10)
