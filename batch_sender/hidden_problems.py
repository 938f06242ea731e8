"""A row's first problem goes in; those that it hides come out, so that a person learns all at once."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from batch_sender.models import Problem, ProblemCode

_OF_A_CELL: Final = frozenset({ProblemCode.VALUE_MISSING, ProblemCode.VALUE_UNUSABLE})

_FITTING: Final = ("1", "2000-01-01")
"""A number and a date: what a placeholder may want of its cell."""


def hidden_behind(
    first: Problem,
    cells: Sequence[str],
    header: Sequence[str],
    *,
    fill: Callable[[Sequence[str]], str | Problem],
) -> Iterator[Problem]:
    """Yield the problems of a text's further cells, in the order of the text.

    Filling stops at the first cell it cannot use. So that cell is mended, for the trial alone, and
    the text is filled again, until no other cell is in the way.
    """
    trial, found, seen = list(cells), first, set[str]()
    while found.code in _OF_A_CELL and found.column is not None and found.column not in seen:
        seen.add(found.column)
        answer = _with_a_fitting_value(trial, header.index(found.column), found.column, fill)
        if not isinstance(answer, Problem) or answer.column in seen:
            return
        if answer.code in _OF_A_CELL:
            yield answer
        found = answer


def _with_a_fitting_value(
    trial: list[str], place: int, column: str, fill: Callable[[Sequence[str]], str | Problem]
) -> str | Problem:
    """Put something into the cell that its placeholder can use; say what comes of the text then."""
    answer: str | Problem = ""
    for value in _FITTING:
        trial[place] = value
        answer = fill(trial)
        if not isinstance(answer, Problem) or answer.column != column:
            break
    return answer
