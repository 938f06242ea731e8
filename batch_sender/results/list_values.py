"""Give the numbers and moments of a list back as what they are, so that a workbook computes with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from batch_sender.load.cell_formats.shown_values import ShownValue, value_of
from batch_sender.load.columns.value_columns import ValueColumns
from batch_sender.models import BatchRecord, MessageRecord, Notation, ProblemCode
from batch_sender.results.cells import Cell

_IN_WRONG_COLUMNS: Final = frozenset({ProblemCode.ROW_SHIFTED, ProblemCode.ROW_UNREADABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListValues:
    """The list's columns of values, by their places, and how each is written."""

    columns: Sequence[tuple[int, Notation]]

    @classmethod
    def of(cls, batch: BatchRecord, sample: Iterable[MessageRecord], *, own: int) -> Self:
        """Take what was noted when the list was judged, or find it in a sample, for the first `own` columns."""
        notations = batch.notations or _found(batch, sample)
        named = enumerate(notations[:own])
        return cls(columns=[(place, each) for place, each in named if each is not None])

    def computable(self, record: MessageRecord, cells: Iterable[Cell]) -> Sequence[Cell]:
        """Return a row with its values as values; what shows no value stays a text."""
        row = list(cells)
        if record.reason in _IN_WRONG_COLUMNS:
            return row
        for place, notation in self.columns:
            text = row[place]
            if isinstance(text, str) and text:
                row[place] = value_of(text, notation) or text
        return row

    def to_give_back(self, record: MessageRecord, cells: Iterable[Cell]) -> Sequence[Cell]:
        """Return a row of a sheet that is read as a list again: of its values those that read the same."""
        row = self.computable(record, cells)
        return [
            cell.text if isinstance(cell, ShownValue) and not cell.alike else cell for cell in row
        ]


def _found(batch: BatchRecord, sample: Iterable[MessageRecord]) -> tuple[Notation | None, ...]:
    columns, width = ValueColumns.of(batch.header), len(batch.header)
    columns.look([(*record.cells, *[""] * width)[:width] for record in sample])
    return columns.notations()
