"""How the results workbook looks: states to colours, text to column widths and row heights."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from batch_sender.models import MessageState
from batch_sender.results.cells import Cell

LINE: Final = 15
"""The height of one line of text, in points."""

SLATE, GREEN = "44546A", "1E7B5A"
OWN_HEADER: Final = PatternFill("solid", fgColor=SLATE)
ADDED_HEADER: Final = PatternFill("solid", fgColor=GREEN)
HEADER_ALIGNMENT: Final = Alignment(vertical="center", wrap_text=True)
BODY_ALIGNMENT: Final = Alignment(vertical="top", wrap_text=True)
COLUMN_ALIGNMENT: Final = Alignment(horizontal="general", vertical="top", wrap_text=True)
"""The same for LibreOffice, which takes a column's format for cells that have none of their own.

It names `general` so that it differs from the workbook's own format, number 0, which LibreOffice
does not look at.
"""
LEFT_ALIGNMENT: Final = Alignment(horizontal="left", vertical="top", wrap_text=True)
HAIRLINE: Final = Border(bottom=Side("thin", color="D9D9D9"))
SUM_LINE: Final = Border(top=Side("medium", color=SLATE))
WARNING: Final = ("FFEB9C", "7F6000")

STATE_COLOURS: Final[dict[MessageState, tuple[str, str]]] = {
    MessageState.ACCEPTED: ("C6EFCE", "006100"),
    MessageState.REJECTED: ("FFC7CE", "9C0006"),
    MessageState.UNKNOWN: ("FFEB9C", "7F6000"),
    MessageState.FAILED: ("F8CBAD", "843C0C"),
    MessageState.SKIPPED: ("E7E6E6", "595959"),
    MessageState.PENDING: ("DDEBF7", "1F4E78"),
    MessageState.SENDING: ("DDEBF7", "1F4E78"),
}
"""Background and text colour of each state."""

_NARROWEST, _WIDEST, _WIDEST_TEXT = 9, 36, 56
_MOST_LINES: Final = 3
_TEXT_FROM: Final = 60  # a column with values of this length holds sentences


def font(**looks: Any) -> Font:
    """Return the workbook's own font, with a difference; a bare Font names none at all."""
    return Font(**{"name": "Calibri", "size": 11, **looks})


def print_on_a4(sheet: Any) -> None:
    """Print across, all columns on one page's width."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5)


HEADER_FONT: Final = font(bold=True, color="FFFFFF")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Column widths in characters, and the height of every row in points."""

    widths: tuple[int, ...]
    row_height: int


def fit(header: Sequence[str], sample: Sequence[Sequence[Cell]]) -> Layout:
    """Choose widths and one row height that suit the header and the first rows.

    Every row is as high as the next: a spreadsheet that fits rows by itself makes a message of
    twenty lines fill the screen.
    """
    widths = tuple(
        _width(title, [_shown(row[place]) for row in sample]) for place, title in enumerate(header)
    )
    heights = sorted(max(map(_lines_of, row, widths), default=1) for row in sample) or [1]
    usual = heights[len(heights) * 3 // 4]
    return Layout(widths=widths, row_height=LINE * min(usual, _MOST_LINES))


def lines_in(text: str, width: float) -> int:
    """How many lines `text` takes in a cell `width` characters wide."""
    return sum(max(1, ceil(len(line) / width)) for line in text.split("\n"))


def _width(title: str, values: Iterable[str]) -> int:
    longest = max((len(line) for value in values for line in value.split("\n")), default=0)
    widest = _WIDEST_TEXT if longest >= _TEXT_FROM else _WIDEST
    room_for_arrow = 4
    return min(max(longest + 2, len(title) + room_for_arrow, _NARROWEST), widest)


def _lines_of(value: Cell, width: int) -> int:
    return lines_in(_shown(value), width)


def _shown(value: Cell) -> str:
    return "" if value is None else str(value)
