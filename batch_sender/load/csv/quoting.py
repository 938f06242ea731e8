"""Take a line apart at its separators and quotation marks."""

import re
from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from typing import Final, NamedTuple

_ESCAPED: Final = re.compile(r'(?<!\\)((?:\\\\)*+)\\"')
_WRAPPED: Final = re.compile(r'[ \t]*+"([^"]*+(?:""[^"]*+)*+)"([;,|\t ]*+)([\r\n]*+)')
_QUOTED: Final = re.compile(r'[^"]*+(?:""[^"]*+)*+')


class State(Enum):
    """How a line ends: as a row does, inside a quoted cell, or with a quotation mark out of place."""

    WHOLE = "whole"
    OPEN = "open"
    BAD = "bad"


class Split(NamedTuple):
    """The cells of a line; `clean`: no mark stands within a cell that has none around it."""

    cells: list[str]
    state: State
    clean: bool = True


class LineSplitter:
    """Takes lines apart at one separator. A mark behind blanks that follow it opens a cell, too.

    `padded`: blanks behind a separator are no part of any cell.
    """

    def __init__(self, delimiter: str, *, padded: bool) -> None:
        sign = re.escape(delimiter)
        blank = r" *+" if delimiter == "\t" else r"[ \t]*+"
        self._padding = re.compile(r" *+" if padded else "")
        self._opening = re.compile(rf'({blank})"')
        self._closing = re.compile(rf'"{blank}(?=[{sign}\r\n]|\Z)')
        self._plain = re.compile(rf"[^{sign}\r\n]*+")
        self._enclosed = re.compile(rf'{blank}"([^{sign}\r\n]*)"{blank}')

    def split(self, line: str, *, inside: bool = False, blank_opens: bool = True) -> Split:
        """Take a line apart as strictly as Excel writes; `inside`: it begins within a quoted cell."""
        cells: list[str] = []
        at, end, clean = 0, len(line.rstrip("\r\n")), True
        if not end and not inside:
            return Split(cells, State.WHOLE)
        while True:
            text, after, state = self._quoted_cell(line, at, inside=inside, blank=blank_opens)
            inside = False
            if state is State.WHOLE and after < 0:
                text, after = self._plain_cell(line, at)
                clean = clean and '"' not in text
            cells.append(text)
            if state is not State.WHOLE or after >= end:
                return Split(cells, state, clean)
            at = after + 1

    def split_letters(self, line: str) -> list[str]:
        """Take a line apart with every mark that is out of place taken for a letter."""
        cells: list[str] = []
        at, end = 0, len(line.rstrip("\r\n"))
        while end:
            text, after, state = self._quoted_cell(line, at, inside=False, blank=True)
            if state is not State.WHOLE or after < 0:
                text, after = self._lettered_cell(line, at)
            cells.append(text)
            if after >= end:
                break
            at = after + 1
        return cells

    def _quoted_cell(
        self, line: str, at: int, *, inside: bool, blank: bool
    ) -> tuple[str, int, State]:
        """Return a quoted cell's text, where it ends (-1: none begins here), and how."""
        start = at
        if not inside:
            opening = self._opening.match(line, at)
            if opening is None or (opening[1] and not blank):
                return "", -1, State.WHOLE
            start = opening.end()
        body = _QUOTED.match(line, start)
        end = start if body is None else body.end()
        text = line[start:end].replace('""', '"')
        if end >= len(line):
            return text, end, State.OPEN
        closing = self._closing.match(line, end)
        if closing is not None:
            return text, closing.end(), State.WHOLE
        # `João, "Joca" Silva`: behind a blank it may be a mark within a text, after all.
        within_text = not inside and start - at > 1
        return ("", -1, State.WHOLE) if within_text else (text, end, State.BAD)

    def _plain_cell(self, line: str, at: int) -> tuple[str, int]:
        padding = self._padding.match(line, at)
        start = at if padding is None else padding.end()
        cell = self._plain.match(line, start)
        end = start if cell is None else cell.end()
        return line[start:end], end

    def _lettered_cell(self, line: str, at: int) -> tuple[str, int]:
        """Return the cell up to the next separator; marks around the whole of it are no letters."""
        text, end = self._plain_cell(line, at)
        enclosed = self._enclosed.fullmatch(text)
        if enclosed is not None:
            return enclosed[1].replace('""', '"'), end
        if text.startswith('""'):  # one mark too many before a cell that is quoted well
            rest, after, state = self._quoted_cell(line, at + 1, inside=False, blank=False)
            if state is State.WHOLE and after >= 0:
                return f'"{rest}', after
        return text, end


@lru_cache(maxsize=16)
def splitter(delimiter: str, *, padded: bool = False) -> LineSplitter:
    """Return what takes lines apart at this separator."""
    return LineSplitter(delimiter, padded=padded)


def joined(
    cut: LineSplitter, line_at: Callable[[int], str], *, most_text: int
) -> tuple[Split, int]:
    """Take a row apart that may go on for several lines; return how many those are.

    `line_at` gives its lines by their place, "" behind the last. A row that nothing ends is OPEN.
    """
    first = line_at(0)
    split, many, text = cut.split(first), 1, len(first)
    cells, clean = split.cells, split.clean
    while split.state is State.OPEN and (line := line_at(many)) and text <= most_text:
        split = cut.split(line, inside=True)
        cells = [*cells[:-1], cells[-1] + split.cells[0], *split.cells[1:]]
        clean = clean and split.clean
        many, text = many + 1, text + len(line)
    if many > 1 and (split.state is not State.WHOLE or text > most_text):
        return Split(cells, State.OPEN), 1
    return Split(cells, split.state, clean), many


def unwrapped(line: str) -> str:
    """Return the row that stands in a line that is one quoted cell; any other line as it is."""
    whole = _WRAPPED.fullmatch(line)
    return line if whole is None else whole[1].replace('""', '"') + whole[3]


def unescaped(line: str) -> str:
    r"""Write a mark within a cell as Excel does, `""`, where MySQL and PHP write `\"`."""
    return _ESCAPED.sub(r'\1""', line) if '\\"' in line else line
