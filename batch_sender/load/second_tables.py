"""Set aside the rows below a second header: their cells stand under the first one's names.

Whoever pastes one list below another, or prints several tables into one file, leaves a row of column
names in the middle. Where it names the same columns in the same places, it changes nothing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Final

from batch_sender.load.header_words import points
from batch_sender.models import Contacts, Problem, ProblemCode, column_key

_PHONE_POINTS: Final = 2
_NAME: Final = re.compile(r"\s*+[^\W\d_]\D*+\d?+\s*+")
_SHOWN: Final = 60


def without_second_tables(chunks: Iterable[Contacts], written: Sequence[str]) -> Iterator[Contacts]:
    """Yield the chunks of a list whose columns are called `written`; rows of another table have a fault."""
    names = _Names(written)
    problem: Problem | None = None
    first = True
    for chunk in chunks:
        faults = dict[int, Problem]()
        if problem is not None or names.may_follow_in(chunk):
            for row, cells in zip(chunk.rows, chunk.cells, strict=True):
                # Right below the names it is their second line.
                problem = None if first else names.problem_from(cells, problem)
                first = False
                if problem is not None:
                    faults[row] = problem
        first = False
        yield chunk._replace(faults={**chunk.faults, **faults}) if faults else chunk


class _Names:
    """The names of the columns, and how a row of other names is told.

    A column of phones holds a word there that columns are called by, and so does each of its cells.
    """

    def __init__(self, written: Sequence[str]) -> None:
        self._own = dict(enumerate(map(column_key, written)))
        self._phones = [at for at, name in enumerate(written) if points(name) == _PHONE_POINTS]

    def may_follow_in(self, chunk: Contacts) -> bool:
        """Tell, in one look at each column of phones, whether a cell of it may be a name."""
        columns = [list(map(itemgetter(at), chunk.cells)) for at in self._phones]
        return any(
            _has_letters("".join(column)) and any(map(_NAME.fullmatch, column))
            for column in columns
        )

    def problem_from(self, cells: Sequence[str], problem: Problem | None) -> Problem | None:
        """Return what is wrong with this row and those below it; `problem`: with those above."""
        if not any(_NAME.fullmatch(cells[at]) for at in self._phones):
            return problem
        filled = {at: cell for at, cell in enumerate(cells) if cell.strip()}
        keys = {at: column_key(cell) for at, cell in filled.items()}
        own = self._own.values()
        if not all(keys[at] in own or points(cell) for at, cell in filled.items()):
            return problem
        if all(self._own.get(at) == key for at, key in keys.items()):
            return None
        if len(set(keys.values())) == 1:
            return problem
        found = ", ".join(" ".join(cell.split()) for cell in filled.values())
        return Problem(code=ProblemCode.OTHER_TABLE, detail=found[:_SHOWN])


def _has_letters(text: str) -> bool:
    return text.lower() != text.upper()
