"""Choose who was not reached, and lay a row of theirs out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

from batch_sender.models import BatchRecord, MessageRecord, MessageState, Reason
from batch_sender.results.cells import Cell
from batch_sender.results.table import free_titles, reason_of
from batch_sender.sentences import column_title, state_name

_T = TypeVar("_T")

_ADDED: Final = ("status", "reason", "number")
_NOT_REACHED: Final = frozenset({MessageState.REJECTED, MessageState.FAILED})


def is_not_reached(record: MessageRecord) -> bool:
    """Tell whether nothing of a message can have come to its person: refused, or surely not left.

    What is in doubt may have. So may the text of one whose file was refused.
    """
    return record.state in _NOT_REACHED and record.reason != Reason.HALF_SENT


@dataclass(frozen=True, kw_only=True)
class NotReachedTable:
    """The list's own columns, that of the mail address first, then ours, in words.

    `mail`: where the address stands in the list, from 0; None where it has none.
    """

    batch: BatchRecord
    mail: int | None

    @cached_property
    def own(self) -> int:
        """How many columns are the list's; ours stand behind them."""
        return len(self.batch.header)

    @property
    def why(self) -> int:
        """Where the reason stands, from 0."""
        return self.own + _ADDED.index("reason")

    @cached_property
    def header(self) -> tuple[str, ...]:
        """Every column's title."""
        titles = free_titles(map(column_title, _ADDED), self.batch.header)
        return self.in_order((*self.batch.header, *titles))

    def cells(self, record: MessageRecord) -> tuple[Cell, ...]:
        """One row, its cells in the list's own order."""
        missing = [None] * (self.own - len(record.cells))
        told = (state_name(record.state), reason_of(record), record.number)
        return (*record.cells[: self.own], *missing, *told)

    def in_order(self, cells: Sequence[_T]) -> tuple[_T, ...]:
        """Put the mail address first."""
        if self.mail is None:
            return tuple(cells)
        return (cells[self.mail], *cells[: self.mail], *cells[self.mail + 1 :])
