"""Count how many cells the rows of a text file have, and how its writer leaves blank ones out."""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

_BLOCK: Final = 16
"""Excel leaves out the last columns of 16 rows at a time, where nobody of the 16 has anything."""

_SAMPLE_ROWS: Final = 1_000
_MIXED: Final = -1
_NOTED: Final = 32
"""A block is noted as the width of its rows times this, and how many they are."""


@dataclass(slots=True)
class Widths:
    """The cells of the rows below the header, counted as they pass.

    `names`: the cells of the header up to its last name, `header`: all of them. `reach`: for each
    width how many rows have something in a column behind the names; `row`: the header's, 0 for none. `blank_ended`: rows whose last
    cell is blank. `sample`: the first filled rows.
    """

    names: int
    header: int
    row: int
    counts: Counter[int] = field(default_factory=Counter)
    blank_ended: Counter[int] = field(default_factory=Counter)
    reach: dict[int, Counter[int]] = field(default_factory=dict)
    sample: list[Sequence[str]] = field(default_factory=list)
    _blocks: "array[int]" = field(default_factory=lambda: array("i"))

    def __post_init__(self) -> None:
        if self.row:
            self._note(self.row, self.row, self.header)

    @property
    def total(self) -> int:
        """How many rows hold anything."""
        return self.counts.total()

    @property
    def told(self) -> int:
        """How many columns there are by the header; where there is none, by the rows that are no oddity."""
        usual = (n for n, count in self.counts.items() if 20 * count >= self.total)
        return self.header if self.row else max(usual, default=0)

    def add(self, first: int, records: Sequence[list[str]]) -> None:
        """Count filled rows that can be read; `first`: the number of the first record."""
        rows = [cells for cells in records if any(cells)]
        widths = Counter(map(len, rows))
        self.counts.update(widths)
        self.blank_ended.update(map(len, (cells for cells in rows if not cells[-1])))
        if len(self.sample) < _SAMPLE_ROWS:
            self.sample.extend(rows[: _SAMPLE_ROWS - len(self.sample)])
        if max(widths, default=0) > self.names:
            self._add_reach(rows)
        if len(widths) == 1 and len(rows) == len(records):
            self._note(first, first + len(rows) - 1, len(rows[0]))
            return
        for row, cells in enumerate(records, first):
            if any(cells):
                self._note(row, row, len(cells))

    def rows_of_block(self, row: int, width: int) -> int:
        """Count the rows that Excel wrote together with `row`, if all of them have this one width."""
        noted = self._blocks[(row - 1) // _BLOCK]
        return noted % _NOTED if noted // _NOTED == width else 0

    def blocks_below(self, width: int) -> int:
        """Count the blocks whose rows all have one width, and a smaller one than this."""
        return sum(1 for noted in self._blocks if 0 < noted < width * _NOTED)

    def _add_reach(self, rows: Iterable[Sequence[str]]) -> None:
        for cells in rows:
            if len(cells) > self.names and any(cells[self.names :]):
                reach = self.reach.setdefault(len(cells), Counter())
                reach.update(
                    at for at in range(self.names, len(cells)) if cells[at] and cells[at].strip()
                )

    def _note(self, first: int, last: int, width: int) -> None:
        """Note that rows `first` to `last` have `width` cells, block by block."""
        blocks = self._blocks
        last_block = (last - 1) // _BLOCK
        if len(blocks) <= last_block:
            blocks.extend([0] * (last_block + 1 - len(blocks)))
        for block in range((first - 1) // _BLOCK, last_block + 1):
            noted = blocks[block]
            begin, end = block * _BLOCK + 1, (block + 1) * _BLOCK
            rows = min(last, end) - max(first, begin) + 1
            if noted not in {0, _MIXED} and noted // _NOTED != width:
                blocks[block] = _MIXED
            elif noted != _MIXED:
                blocks[block] = width * _NOTED + noted % _NOTED + rows
