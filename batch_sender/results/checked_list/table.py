"""Lay out the checked list: headers, values and the cells to colour."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import Final

from batch_sender.language import N_, _
from batch_sender.models import (
    BatchRecord,
    MessageRecord,
    MessageState,
    Problem,
    ProblemCode,
)
from batch_sender.results.cells import Cell
from batch_sender.results.table import free_titles, repairs_of
from batch_sender.sentences import (
    column_title,
    describe,
    describe_notice,
    is_mended_in_list,
    remedy_for,
    state_name,
)

_PROBLEM: Final = N_("problem")
_REMEDY: Final = N_("what to do")
_REPAIRS: Final = N_("repaired")
_NOTICES: Final = N_("look at")
_ROW: Final = N_("row in the list")


class CellMark(Enum):
    """Why a cell of the list is coloured."""

    WRONG = auto()
    REPAIRED = auto()
    LOOK = auto()


@dataclass(frozen=True, kw_only=True)
class CheckedTable:
    """The list's own columns under their own names, then ours.

    Where the list is itself one that was written back, our columns in it give way to the new ones.
    """

    batch: BatchRecord

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The columns that are the person's."""
        header = self.batch.header
        for ours in (self._titles_of_list, self._titles_to_mend):
            if header[-len(ours) :] == ours and len(header) > len(ours):
                return header[: -len(ours)]
        return header

    @cached_property
    def header(self) -> tuple[str, ...]:
        """Every title of the whole list."""
        return (*self.own, *free_titles(self._titles_of_list, self.own))

    @cached_property
    def header_to_mend(self) -> tuple[str, ...]:
        """Every title of the rows to mend."""
        return (*self.own, *free_titles(self._titles_to_mend, self.own))

    @property
    def told(self) -> range:
        """Where the whole list's columns of sentences and messages stand, counted from 0."""
        return range(len(self.own) + 1, len(self.header))

    @property
    def has_rows_to_mend(self) -> bool:
        """Whether any row has a problem that is mended in the list."""
        return any(map(is_mended_in_list, self.batch.problems))

    def values(self, record: MessageRecord) -> Iterator[Cell]:
        """One row of the whole list."""
        yield from self._cells(record)
        yield state_name(record.state)
        yield problem_of(record)
        yield remedy_of(record)
        yield repairs_of(record)
        yield notices_of(record)
        yield record.whole_text

    def values_to_mend(self, record: MessageRecord) -> Iterator[Cell]:
        """One row of those to mend."""
        yield from self._cells(record)
        yield record.row
        yield problem_of(record)
        yield remedy_of(record)

    def marks(self, record: MessageRecord) -> dict[int, CellMark]:
        """Say which of the person's cells are wrong or were repaired, counted from 0."""
        marks = {}
        if record.repairs:
            before = {each.before.strip() for each in record.repairs if not each.rule.is_note}
            cells = enumerate(record.cells)
            marks = {place: CellMark.REPAIRED for place, cell in cells if cell.strip() in before}
        for problem in problems_of(record):
            if problem.column in self.own:
                marks[self.own.index(problem.column)] = CellMark.WRONG
        if record.notices:
            marks[len(self.own) + self._titles_of_list.index(_(_NOTICES))] = CellMark.LOOK
        return marks

    def _cells(self, record: MessageRecord) -> Iterator[Cell]:
        yield from record.cells[: len(self.own)]
        yield from [None] * (len(self.own) - len(record.cells))

    @property
    def _titles_of_list(self) -> tuple[str, ...]:
        ours = (_(_PROBLEM), _(_REMEDY), _(_REPAIRS), _(_NOTICES))
        return (column_title("status"), *ours, column_title("message"))

    @property
    def _titles_to_mend(self) -> tuple[str, ...]:
        return (_(_ROW), _(_PROBLEM), _(_REMEDY))


def is_to_mend(record: MessageRecord) -> bool:
    """Tell whether a row is not sent for something that is mended in the list itself."""
    return record.state is MessageState.SKIPPED and is_mended_in_list(record.reason or "")


def problems_of(record: MessageRecord) -> tuple[Problem, ...]:
    """Return all problems of a row that is not sent."""
    if record.state is not MessageState.SKIPPED or record.reason is None:
        return ()
    first = Problem(code=ProblemCode(record.reason), column=record.column, detail=record.detail)
    return (first, *record.further)


def problem_of(record: MessageRecord) -> str | None:
    """Say what is wrong with a row, a line for each problem."""
    told = (describe(each.code, each.column, each.detail) for each in problems_of(record))
    return "\n".join(told) or None


def remedy_of(record: MessageRecord) -> str | None:
    """Say what to do, once for problems of one kind."""
    told = (remedy_for(each.code, each.detail) for each in problems_of(record))
    return "\n".join(dict.fromkeys(told)) or None


def notices_of(record: MessageRecord) -> str | None:
    """Say what is worth a look before the row is sent, and what to do."""
    lines = (
        f"{describe_notice(each.code, each.detail)}: {remedy_for(each.code)}"
        for each in record.notices
    )
    return "\n".join(lines) or None
