"""Tell a row from a line of a cell by what the rows of a file have in common."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Self

from batch_sender.load.csv.quoting import Split, State
from batch_sender.load.layout import is_blank, looks_like_phone

_SAMPLE_ROWS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How many cells rows usually have, and the columns in which phone numbers stand."""

    widths: frozenset[int]
    phones: frozenset[int]

    @classmethod
    def of(cls, lines: Iterable[Split]) -> Self:
        """Learn from the lines that are rows by themselves, whatever stands around them."""
        whole = (each.cells for each in lines if each.state is State.WHOLE and each.clean)
        rows = list(islice((cells for cells in whole if not is_blank(cells)), _SAMPLE_ROWS))
        counts = Counter(len(cells) for cells in rows if len(cells) > 1)
        widths = frozenset(width for width, count in counts.items() if count * 20 >= len(rows))
        usual = [cells for cells in rows if len(cells) in widths]
        places = range(max(widths, default=0))
        return cls(
            widths=widths, phones=frozenset(at for at in places if _mostly_phones(usual, at))
        )

    def is_row(self, cells: Sequence[str]) -> bool:
        """Tell whether this may well be a row: as wide as others, a number where they have theirs."""
        if is_blank(cells):
            return True
        if len(cells) not in self.widths:
            return False
        held = [cells[at] for at in self.phones if at < len(cells)]
        return not held or is_blank(held) or any(map(looks_like_phone, held))

    def holds_rows(self, lines: Sequence[Sequence[str]]) -> bool:
        """Tell whether lines that quotation marks make one cell of are rows by their own looks.

        A cell's own lines begin and end within a row; those of a swallowed row are as wide as any.
        """
        filled = [cells for cells in lines[1:] if not is_blank(cells)]
        if not filled or _have_numbers_in_one_column([lines[0], *filled]):
            return bool(filled)
        if not {len(lines[0]), len(filled[-1])} <= self.widths:
            return False
        return 2 * sum(map(self._has_number, filled)) >= len(filled)

    def _has_number(self, cells: Sequence[str]) -> bool:
        in_place = (cells[at].strip('" ') for at in self.phones if at < len(cells))
        return len(cells) in self.widths and any(map(looks_like_phone, in_place))


def _mostly_phones(rows: Sequence[Sequence[str]], at: int) -> bool:
    held = [cells[at] for cells in rows if at < len(cells) and cells[at].strip()]
    below_name = len(held) - 1
    return below_name > 0 and 3 * sum(map(looks_like_phone, held)) >= 2 * below_name


def _have_numbers_in_one_column(rows: Sequence[Sequence[str]]) -> bool:
    widths = {len(cells) for cells in rows}
    if len(widths) != 1 or widths == {1}:
        return False
    return any(
        all(looks_like_phone(cell.strip('" ')) for cell in column)
        for column in zip(*rows, strict=True)
    )
