"""The columns of a list as conditions see them: what each holds, and what can be compared with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from batch_sender.compose.conditions.kinds import ValueKind, ValueReader, kind_of, kind_of_value
from batch_sender.compose.conditions.operands import Value
from batch_sender.compose.templates.blanks import is_blank, trimmed
from batch_sender.compose.templates.pieces import Cells
from batch_sender.models import Notation

_TEXTS = ValueReader(kind=ValueKind.TEXTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumns:
    """The columns that conditions may ask about; `sample`: the first rows, by which it is told what they hold.

    `written`: their names as the list has them; `notations`: how the numbers of each are written, where that is
    known; `today`: the day that "hoje" means.
    """

    header: Sequence[str]
    written: Sequence[str]
    sample: Sequence[Cells]
    notations: Sequence[Notation | None]
    today: date
    _kinds: dict[int, ValueKind | None] = field(default_factory=dict, repr=False, compare=False)

    def kind(self, column: int) -> ValueKind | None:
        """Return what a column holds; None where nothing of it is known."""
        if column not in self._kinds:
            self._kinds[column] = kind_of(self._cells(column), self.notations[column])
        return self._kinds[column]

    def example(self, column: int) -> str:
        """Return a cell that shows what a column holds."""
        reads = self.cell_reader(self.kind(column) or ValueKind.TEXTS, column).reads
        shown = [trimmed(cell) for cell in self._cells(column) if not is_blank(cell)]
        return next(filter(reads, shown), "")

    def variety(self, column: int) -> int:
        """Return how many different cells the sample holds."""
        return len(set(self._cells(column)))

    def cell_reader(self, kind: ValueKind, column: int) -> ValueReader:
        """Return what reads the cells of a column."""
        return ValueReader(kind=kind, notation=self.notations[column])

    def reader(self, kind: ValueKind, column: int) -> ValueReader:
        """Return what reads values that are compared with a column."""
        return ValueReader(kind=kind, notation=self.notations[column], today=self.today)

    def is_like(self, value: Value, column: int, *, ordered: bool) -> bool:
        """Tell whether a value can be compared with the cells of a column; texts take all but an order."""
        kind = self.kind(column)
        if kind is ValueKind.TEXTS:
            of_itself = kind_of_value(value.text, today=self.today)
            return value.quoted or not ordered or of_itself is ValueKind.TEXTS
        return self.reader(kind or ValueKind.TEXTS, column).reads(value.text)

    def is_text(self, value: Value, column: int) -> bool:
        """Tell whether a value stands in quotation marks, or in a cell of the column among its numbers."""
        text = _TEXTS.read(value.text)
        return value.quoted or any(cell == text for cell in map(_TEXTS.read, self._cells(column)))

    def _cells(self, column: int) -> Sequence[str]:
        return [cells[column] for cells in self.sample]
