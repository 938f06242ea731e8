"""A row's cells go in; they come out one by one, with a count of what is done to them.

Jinja's sandbox bounds neither time nor memory. Here every value that a filter, an operator or a
loop touches is weighed, and a row that outweighs `STEPS` is given up: the same row always at the
same place, however busy the machine is.
"""

from collections.abc import Sequence
from typing import Final

from jinja2.runtime import Context

from batch_sender.models import ProblemCode
from batch_sender.templates.blanks import is_blank
from batch_sender.templates.filters import Value

STEPS: Final = 100_000
"""What filling one message may weigh: some tenths of a second at the worst, whatever the text does."""

LONGEST_CELL: Final = 65_536
"""Twice what Excel lets into a cell; and more than any message."""


class RowStopped(Exception):
    """The row gets no message: `code` says why, `index` which cell it is, if one is."""

    def __init__(self, code: ProblemCode, index: int | None = None, detail: str = "") -> None:
        super().__init__(code, index, detail)
        self.code = code
        self.index = index
        self.detail = detail


class Filling(Context):
    """One row on its way through a template. `reading`: the cell that was read last, if any.

    `greeting`: the words that stand where the text greets.
    """

    cells: Sequence[str] = ()
    greeting: str = ""
    reading: int | None = None
    _left: int = STEPS

    def weigh(self, value: Value) -> Value:
        """Count `value` towards the bound and hand it on; raises RowStopped."""
        self.spend(_weight(value))
        return value

    def spend(self, steps: int) -> None:
        """Count `steps` towards the bound; raises RowStopped."""
        self._left -= steps
        if self._left < 0:
            raise RowStopped(ProblemCode.VALUE_UNUSABLE)

    def cell(self, index: int) -> str:
        """Return a cell as it stands, or "" for one that only looks filled."""
        self.reading = index
        value = self.cells[index] if index < len(self.cells) else ""
        if len(value) > LONGEST_CELL:
            raise RowStopped(ProblemCode.MESSAGE_TOO_LONG, index, str(len(value)))
        self.spend(len(value) >> 5)
        return "" if is_blank(value) else value


def _weight(value: Value) -> int:
    if isinstance(value, str):
        return 1 + (len(value) >> 5)
    if isinstance(value, range):
        return 1 + len(value)
    if isinstance(value, dict):
        return 1 + sum(map(_weight, value)) + sum(map(_weight, value.values()))
    if isinstance(value, list | tuple):
        return 1 + sum(map(_weight, value))
    return 1
