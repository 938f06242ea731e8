"""Colours, cell formats, column widths and row heights of the results workbook."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType
from typing import Any, Final

from batch_sender.models import MessageState
from batch_sender.results.cells import Cell

LINE: Final = 15
"""The height of one line of text, in points."""

SLATE, GREEN = "44546A", "1E7B5A"

Look = Mapping[str, Any]
"""The properties of a cell's format, as XlsxWriter names them."""

BODY: Final[Look] = MappingProxyType({"valign": "top", "text_wrap": True})
LEFT: Final[Look] = MappingProxyType({**BODY, "align": "left"})
INDENTED: Final[Look] = MappingProxyType({**LEFT, "indent": 1})
HEADER: Final[Look] = MappingProxyType(
    {"valign": "vcenter", "text_wrap": True, "bold": True, "font_color": "#FFFFFF"}
)
HAIRLINE: Final[Look] = MappingProxyType({"bottom": 1, "bottom_color": "#D9D9D9"})
SUM_LINE: Final[Look] = MappingProxyType({"top": 2, "top_color": f"#{SLATE}"})

Colours = tuple[str, str]
"""The background and the ink of a cell."""

WARNING: Final[Colours] = ("FFEB9C", "7F6000")

STATE_COLOURS: Final[dict[MessageState, Colours]] = {
    MessageState.ACCEPTED: ("C6EFCE", "006100"),
    MessageState.REJECTED: ("FFC7CE", "9C0006"),
    MessageState.UNKNOWN: ("FFEB9C", "7F6000"),
    MessageState.FAILED: ("F8CBAD", "843C0C"),
    MessageState.SKIPPED: ("E7E6E6", "595959"),
    MessageState.PENDING: ("DDEBF7", "1F4E78"),
    MessageState.SENDING: ("DDEBF7", "1F4E78"),
}
"""Background and text colour of each state."""

_A4: Final = 9
_PIXELS: Final = 7  # a character of Calibri 11
_NARROWEST, _WIDEST, _WIDEST_TEXT = 9, 36, 56
WIDE_ENOUGH: Final = _WIDEST
"""A column of this width takes sentences, if on more lines."""
_MOST_LINES: Final = 3
_TEXT_FROM: Final = 60  # a column with values of this length holds sentences


def coloured(colours: Colours | None) -> Look:
    """Return the look of a cell of these colours, or of one that has none."""
    if colours is None:
        return {}
    background, ink = colours
    return {"bg_color": f"#{background}", "font_color": f"#{ink}"}


def set_width(sheet: Any, column: int, width: int, cells: Any = None) -> None:
    """Make a column, counted from 0, `width` characters wide; `cells`: the format of its cells."""
    sheet.set_column_pixels(column, column, width * _PIXELS, cells)


def print_on_a4(sheet: Any) -> None:
    """Print across, all columns on one page's width."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)


def fix_heights(sheet: Any) -> None:
    """Keep every height that is set, that of one line too.

    XlsxWriter leaves out a height that is the sheet's own, and Excel then fits the row by itself.
    """
    sheet.set_default_row(LINE + 0.75)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLayout:
    """Column widths in characters, and the height of a row in points: its least, where texts are whole."""

    widths: tuple[int, ...]
    row_height: int


def fit(
    header: Sequence[str], sample: Sequence[Sequence[Cell]], *, whole: Collection[int] = ()
) -> SheetLayout:
    """Choose widths, and the height that a row has at least, that suit the header and the first rows.

    Columns that are shown `whole` have a say in widths alone: each row is as high as they need. A
    spreadsheet that fits rows by itself makes a message of forty lines fill the screen.
    """
    widths = tuple(
        _width(title, [_shown(row[place]) for row in sample]) for place, title in enumerate(header)
    )
    others = [place for place in range(len(header)) if place not in whole]
    heights = sorted(
        max((_lines_of(row[place], widths[place]) for place in others), default=1) for row in sample
    ) or [1]
    usual = heights[len(heights) * 3 // 4]
    return SheetLayout(widths=widths, row_height=LINE * min(usual, _MOST_LINES))


def lines_in(text: str, width: float) -> int:
    """How many lines `text` takes in a cell `width` characters wide."""
    return sum(max(1, ceil(len(line) / width)) for line in text.split("\n"))


def _width(title: str, values: Iterable[str]) -> int:
    longest = max(map(_longest_line, values), default=0)
    room_for_arrow = 4
    return max(min(len(title) + room_for_arrow, _WIDEST), _NARROWEST, _room_for(longest))


def width_of(text: str) -> int:
    """How wide, in characters, a column is that shows `text` well, if on several lines."""
    return _room_for(_longest_line(text))


def _room_for(longest: int) -> int:
    return min(longest + 2, _WIDEST_TEXT if longest >= _TEXT_FROM else _WIDEST)


def _longest_line(text: str) -> int:
    return max(map(len, text.split("\n")))


def _lines_of(value: Cell, width: int) -> int:
    return lines_in(_shown(value), width)


def _shown(value: Cell) -> str:
    return "" if value is None else str(value)
