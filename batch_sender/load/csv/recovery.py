"""Read line by line where quotation marks cannot be trusted: no line is swallowed, none lost.

A mark that opens a cell and is never closed in a place where one may be, is out of place: its line is
no row, and the next one that is surely a row is where reading goes on. Where lines might as well be
one cell as rows of their own, nobody can tell, and none of them is taken for a row.
"""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Final

from batch_sender.load.csv.dialects import Dialect
from batch_sender.load.csv.lines import Lines
from batch_sender.load.csv.quoting import Split, State, joined, splitter

_MOST_TEXT: Final = 1 << 17
"""Characters of a row of several lines. Excel holds a quarter of that in a cell."""


class UnreadableLine(list[str]):
    """The cells of a line that is no row, as far as they can be told: every stray mark is a letter."""

    def __init__(self, cells: Iterable[str], *, line: int) -> None:
        super().__init__(cells)
        self.line = line


def by_letters(lines: Iterable[str], dialect: Dialect) -> list[list[str]]:
    """Take lines apart with every mark that is out of place taken for a letter."""
    split = splitter(dialect.delimiter, padded=dialect.padded).split_letters
    return [split(line) for line in lines]


class LineByLine:
    """Reads records off lines ahead. `in_doubt`: the next lines have to be looked at one by one."""

    def __init__(self, lines: Lines, dialect: Dialect, *, most_text: int) -> None:
        self._lines = lines
        self._splitter = splitter(dialect.delimiter, padded=dialect.padded)
        self._delimiter = dialect.delimiter
        self._shape = dialect.shape
        self._most_text = min(_MOST_TEXT, most_text)
        self._spoiled = 0
        self._resuming = False

    @property
    def in_doubt(self) -> bool:
        """Whether a line that is no row was the last, and no sure row has followed it yet."""
        return self._spoiled > 0 or self._resuming

    def records(self) -> Iterator[list[str]]:
        """Yield the records ahead."""
        while first := self._lines.peek(0):
            yield self._record(first)

    def is_one_row(self, cells: list[str], lines: list[str]) -> bool:
        """Tell whether a record of several lines is one row, not rows inside a cell."""
        if sum(map(len, lines)) > self._most_text:
            return False
        parts = [line.rstrip("\r\n").split(self._delimiter) for line in lines]
        too_wide = bool(self._shape.widths) and len(cells) > max(self._shape.widths)
        if too_wide and any(len(part) in self._shape.widths for part in parts[1:]):
            return False
        return not self._shape.holds_rows(parts)

    def _record(self, first: str) -> list[str]:
        if self._spoiled:
            self._spoiled -= 1
            return self._unreadable(first)
        split, many = joined(self._splitter, self._lines.peek, most_text=self._most_text)
        if split.state is State.OPEN:
            split = self._splitter.split(first, blank_opens=False)
        if split.state is State.WHOLE and self._is_sure(split, many):
            self._resuming = False
            self._lines.skip(many)
            return split.cells
        self._spoiled = (many if split.state is State.WHOLE else self._lines_in_question()) - 1
        self._resuming = True
        return self._unreadable(first)

    def _is_sure(self, split: Split, many: int) -> bool:
        """Tell whether a row is one; behind a line that is none it must look like the others, too."""
        if many > 1 and not self.is_one_row(split.cells, [*map(self._lines.peek, range(many))]):
            return False
        return not self._resuming or (split.clean and self._shape.is_row(split.cells))

    def _lines_in_question(self) -> int:
        """Count the lines from a broken one on to one that may close what it opened."""
        text = 0
        for at in count(1):
            line = self._lines.peek(at)
            text += len(line)
            if not line or text > self._most_text:
                return 1
            if '"' in line:
                return at + 1 if self._closes(line) else 1
        return 1

    def _closes(self, line: str) -> bool:
        """Tell a line that makes sense as the end of a cell alone."""
        alone = self._splitter.split(line)
        if alone.state is State.WHOLE and alone.clean:
            return False
        return self._splitter.split(line, inside=True).state is State.WHOLE

    def _unreadable(self, line: str) -> UnreadableLine:
        cells = self._splitter.split_letters(line)
        self._lines.skip(1)
        return UnreadableLine(cells, line=self._lines.number)
