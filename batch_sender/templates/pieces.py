"""What a compiled message text is made of: words, functions of a row's cells, choices, greetings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from batch_sender.greeting import Letters, written
from batch_sender.models import ProblemCode
from batch_sender.templates.blanks import is_blank

_SHOWN_LETTERS: Final = 60

Cells = Sequence[str]
Evaluate = Callable[[Cells], Any]
Block = tuple["str | Evaluate | Choice", ...]
"""A stretch of text: words as they stand, what gives a text for a row's cells, and choices."""


class RowStopped(Exception):
    """The row gets no message: `code` says why, `index` which cell it is, if one is."""

    def __init__(self, code: ProblemCode, index: int | None = None, detail: str = "") -> None:
        super().__init__(code, index, detail)
        self.code = code
        self.index = index
        self.detail = detail

    @classmethod
    def over(cls, index: int | None, cells: Cells) -> Self:
        """Blame a cell for what cannot be done with it; an empty one is missing."""
        cell = cells[index] if index is not None and index < len(cells) else ""
        if index is not None and is_blank(cell):
            return cls(ProblemCode.VALUE_MISSING, index)
        return cls(ProblemCode.VALUE_UNUSABLE, index, cell[:_SHOWN_LETTERS])


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An `if` with its branches, each behind its condition."""

    branches: tuple[tuple[Evaluate, Block], ...]

    def chosen(self, cells: Cells) -> Block:
        """Return the first branch whose condition holds; nothing where none does."""
        return next((block for holds, block in self.branches if holds(cells)), ())


class Greeted(str):
    """The greeting in a text being put together: it stays apart from the words around it."""

    __slots__ = ("letters",)
    letters: Letters

    def __new__(cls, greeting: str, letters: Letters) -> Self:
        """Write a greeting in the letters that the text asks for."""
        greeted = super().__new__(cls, written(greeting, letters))
        greeted.letters = letters
        return greeted
