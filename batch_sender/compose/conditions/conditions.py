"""Tell of each row whether it holds all the conditions by which rows are chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from batch_sender.compose.conditions.columns import ListColumns
from batch_sender.compose.conditions.compiling import Compiled, compile_condition
from batch_sender.compose.conditions.lexemes import shortened
from batch_sender.compose.templates.pieces import Cells, RowStopped
from batch_sender.models import Problem, ProblemCode


@dataclass(frozen=True, slots=True, kw_only=True)
class _Condition:
    """One condition, as it was typed and compiled."""

    text: str
    compiled: Compiled

    def problem(self, cells: Cells, header: Sequence[str]) -> Problem | None:
        """Return why a row is left out, or why that cannot be told of it; None where it is chosen."""
        try:
            if self.compiled.holds(cells):
                return None
        except RowStopped as stopped:
            column = None if stopped.index is None else header[stopped.index]
            code = ProblemCode.VALUE_NOT_COMPARABLE
            return Problem(code=code, column=column, detail=stopped.detail)
        column = header[self.compiled.columns[0]]
        return Problem(code=ProblemCode.NOT_CHOSEN, column=column, detail=self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """The conditions of a batch, all of which have to hold; without any every row is chosen."""

    header: Sequence[str] = ()
    all: tuple[_Condition, ...] = ()

    @classmethod
    def of(cls, texts: Sequence[str], columns: ListColumns) -> Self:
        """Compile conditions as people write them.

        Raises:
            ConditionError: one cannot be understood, asks about no column of the list, or can never hold.
        """
        conditions = [
            _Condition(text=shortened(text), compiled=compile_condition(text, columns))
            for text in texts
        ]
        return cls(header=columns.header, all=tuple(conditions))

    @property
    def columns(self) -> frozenset[int]:
        """The columns that they ask about."""
        return frozenset(column for each in self.all for column in each.compiled.columns)

    def problems(self, rows: Sequence[Cells]) -> list[Problem | None]:
        """Return for each row why it is left out; None where it is chosen. Of rows alike one is asked."""
        if not self.all:
            return [None] * len(rows)
        columns = sorted(self.columns)
        keys = [tuple([cells[column] for column in columns]) for cells in rows]
        alike = dict(zip(keys, rows, strict=True))
        found = {key: self._problem(cells) for key, cells in alike.items()}
        return [found[key] for key in keys]

    def _problem(self, cells: Cells) -> Problem | None:
        """Return the problem of a row: a condition that does not hold goes before one that nobody can tell."""
        problems = [
            problem
            for each in self.all
            if (problem := each.problem(cells, self.header)) is not None
        ]
        left_out = (each for each in problems if each.code is ProblemCode.NOT_CHOSEN)
        return next(left_out, problems[0] if problems else None)
