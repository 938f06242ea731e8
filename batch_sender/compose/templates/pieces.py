"""What a compiled message text is made of: words, functions of a row's cells, choices, greetings."""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Self

from batch_sender.compose.templates.blanks import is_blank
from batch_sender.models import ProblemCode
from batch_sender.models.spans import Letters
from batch_sender.timing.greeting import written

_SHOWN_LETTERS: Final = 60

BREAKS: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a filter or a comparison may raise over a value that it does not fit."""

Cells = Sequence[str]
Evaluate = Callable[[Cells], Any]
Block = tuple["str | Piece", ...]
"""A stretch of text: words as they stand, and what gives a text for a row's cells."""


class RowStopped(Exception):
    """The row gets no message: `code` says why, `index` which cell it is, if one is."""

    def __init__(self, code: ProblemCode, index: int | None = None, detail: str = "") -> None:
        super().__init__(code, index, detail)
        self.code = code
        self.index = index
        self.detail = detail

    @classmethod
    def over(cls, evaluate: Evaluate, cells: Cells) -> Self:
        """Blame the cell that was read last for what cannot be done; an empty one is missing."""
        watched = WatchedCells(cells)  # only a row that has failed is watched
        with suppress(*BREAKS):
            evaluate(watched)
        index = watched.last
        cell = "" if index is None else watched[index]
        if index is not None and is_blank(cell):
            return cls(ProblemCode.VALUE_MISSING, index)
        return cls(ProblemCode.VALUE_UNUSABLE, index, cell[:_SHOWN_LETTERS])


class WatchedCells(Sequence[str]):
    """A row's cells that remember which of them was read last; a row may be shorter than its header."""

    def __init__(self, cells: Cells) -> None:
        self.last: int | None = None
        self._cells = cells

    def __len__(self) -> int:
        """Return more than any header has columns."""
        return sys.maxsize

    def __getitem__(self, index: Any) -> Any:
        """Return a cell, "" behind the row's end."""
        self.last = index
        return self._cells[index] if index < len(self._cells) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What gives a text, or a stretch of text, for a row: by the cells of these `columns` alone."""

    columns: tuple[int, ...]
    evaluate: Evaluate


class Greeted(str):
    """The greeting in a text being put together: it stays apart from the words around it."""

    __slots__ = ("letters",)
    letters: Letters

    def __new__(cls, greeting: str, letters: Letters) -> Self:
        """Write a greeting in the letters that the text asks for."""
        greeted = super().__new__(cls, written(greeting, letters))
        greeted.letters = letters
        return greeted
