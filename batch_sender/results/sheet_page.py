"""Write a worksheet that reads like a printed page: headings, sentences, figures, facts."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import Any, Final

from xlsxwriter import Workbook

from batch_sender import language
from batch_sender.results import looks
from batch_sender.results.cells import Cell, for_workbook
from batch_sender.results.looks import Colours, Look

_WIDTHS: Final = (34, 11, 52, 58)
_ACROSS: Final = sum(_WIDTHS)
_BESIDE: Final = _ACROSS - _WIDTHS[0]
_MEANING: Final = _BESIDE - _WIDTHS[1]
_MOST_LINES: Final = 16
_PIXELS_PER_CM: Final = 96 / 2.54
_TIMES: Final = {"pt-BR": "dd/mm/yyyy hh:mm"}
_COUNT: Final[Look] = {"num_format": "#,##0"}
_SHARE: Final[Look] = {"num_format": "0.0%"}

_Cell = tuple[Cell | float, Look]
"""A value, and how it looks besides `looks.BODY`."""

_NOTHING: Final[_Cell] = ("", {})
"""For an empty row: one without any cell would not be written, nor its height."""


class Page:
    """A sheet of four columns: label, figure, meaning, what to do. Rows are counted from 0."""

    def __init__(self, book: Workbook, title: str) -> None:
        self._book = book
        self._sheet: Any = book.add_worksheet(title)
        self._row = -1
        for place, width in enumerate(_WIDTHS):
            looks.set_width(self._sheet, place, width)
        looks.fix_heights(self._sheet)
        self._sheet.hide_gridlines(2)
        self._sheet.set_tab_color(f"#{looks.SLATE}")
        looks.print_on_a4(self._sheet)

    @property
    def name(self) -> str:
        """The worksheet's name, for charts to point at."""
        return str(self._sheet.name)

    @property
    def last(self) -> int:
        """The row written last."""
        return self._row

    def room(self, lines: int) -> int:
        """Leave lines free for a picture; return the first of them."""
        first = self._row + 1
        for _line in range(lines):
            self._line([])
        return first

    def picture(self, chart: Any, *, row: int, column: int, width: float, height: float) -> None:
        """Lay a chart over the sheet, its upper left corner at a cell; sizes in centimetres."""
        size = {"width": width * _PIXELS_PER_CM, "height": height * _PIXELS_PER_CM}
        chart.set_size(size)
        self._sheet.insert_chart(row, column, chart, {"object_position": 2})

    def title(self, text: str) -> None:
        """Add the page's heading."""
        self._across(text, {"bold": True, "font_size": 16}, height=28)

    def note(self, text: str) -> None:
        """Add a sentence across the page."""
        self._across(text, {"font_size": 12})

    def warning(self, text: str) -> None:
        """Add a sentence that must not be overlooked."""
        self._across(text, {"bold": True, **looks.coloured(looks.WARNING)})

    def small(self, text: str) -> None:
        """Add a remark across the page."""
        self._across(text, {"italic": True, "font_color": "#595959"})

    def heading(self, *titles: str) -> None:
        """Begin a section: its name, then the titles of the columns it uses."""
        self._line([])
        padded = [*titles, *[""] * (len(_WIDTHS) - len(titles))]
        fits = all(len(text) <= width for text, width in zip(padded, _WIDTHS, strict=True))
        self._line(
            list(zip(padded, _HEADINGS, strict=True)), height=20 if fits else 2 * looks.LINE + 5
        )

    def count(self, label: str, n: int, *, of: int, colour: Colours) -> None:
        """Add a figure and its share of the whole."""
        share = n / of if of else 0
        look = {**looks.INDENTED, **_SHARE, **looks.HAIRLINE}
        self._line([_label(label, colour), _figure(n), (share, look)])

    def total(self, label: str, n: int) -> None:
        """Add the line that the figures above add up to."""
        look = {"bold": True, **looks.SUM_LINE}
        share = (1 if n else 0, {**looks.INDENTED, **_SHARE, **look})
        self._line([(label, look), (n, {**_COUNT, **look}), share])

    def figures(self, label: str, first: int, second: int) -> None:
        """Add a label and two figures."""
        beside = {**looks.INDENTED, **_COUNT, **looks.HAIRLINE}
        self._line([_label(label), _figure(first), (second, beside)])

    def explained(self, label: str, n: int, meaning: str, text: str) -> None:
        """Add a label, how many rows it concerns, what that means and a text of it."""
        texts = (label, str(n), meaning, text)
        lines = max(map(looks.lines_in, texts, _WIDTHS))
        means = (meaning, {**looks.INDENTED, **looks.HAIRLINE})
        self._line(
            [_label(label), _figure(n), means, (text, looks.HAIRLINE)],
            height=looks.LINE * lines,
        )

    def group(self, name: str, colour: Colours) -> None:
        """Add the name of the lines that follow, across the page."""
        self._across(name, {"bold": True, **looks.coloured(colour)}, height=looks.LINE + 3)

    def kind(self, label: str, n: int, remedy: str, *, colour: Colours | None = None) -> None:
        """Add what some rows are, how many, and across the rest of the page what to do with them."""
        lines = max(looks.lines_in(label, _WIDTHS[0]), looks.lines_in(remedy, _MEANING))
        self._line([_label(label, colour), _figure(n)], height=looks.LINE * lines)
        self._merge(2, (remedy, {**looks.INDENTED, **looks.HAIRLINE}))

    def counted(self, n: int, meaning: str) -> None:
        """Add a figure, and across the rest of the page what it counts."""
        self._line([_label(""), _figure(n)], height=looks.LINE * looks.lines_in(meaning, _MEANING))
        self._merge(2, (meaning, {**looks.INDENTED, **looks.HAIRLINE}))

    def fact(self, label: str, value: Cell) -> None:
        """Add a label and its value across the rest of the page; what is not known is left out."""
        if value is None or value == "":
            return
        look = {**looks.LEFT, **looks.HAIRLINE}
        if isinstance(value, datetime):
            look["num_format"] = _TIMES.get(language.current(), "yyyy-mm-dd hh:mm")
        elif isinstance(value, int):
            look |= _COUNT
        lines = max(looks.lines_in(label, _WIDTHS[0]), looks.lines_in(str(value), _BESIDE))
        self._line([_label(label)], height=looks.LINE * min(lines, _MOST_LINES))
        self._merge(1, (value, look))

    def _across(self, text: str, look: Look, *, height: float = 0) -> None:
        lines = looks.lines_in(text, _ACROSS)
        self._line([], height=height or ceil(looks.LINE * lines * 1.2))
        self._merge(0, (text, look))

    def _merge(self, first: int, cell: _Cell) -> None:
        """Let a cell take the rest of the row."""
        look = self._book.add_format({**looks.BODY, **cell[1]})
        self._sheet.merge_range(self._row, first, self._row, len(_WIDTHS) - 1, "", look)
        self._write(first, cell)

    def _line(self, cells: Sequence[_Cell], *, height: float = looks.LINE) -> None:
        self._row += 1
        self._sheet.set_row(self._row, height)
        for place, cell in enumerate(cells or [_NOTHING]):
            self._write(place, cell)

    def _write(self, place: int, cell: _Cell) -> None:
        value, look = cell
        shown = self._book.add_format({**looks.BODY, **look})
        if value is None or value == "":
            self._sheet.write_blank(self._row, place, None, shown)
        elif isinstance(value, str):
            self._sheet.write_string(self._row, place, for_workbook(value), shown)
        elif isinstance(value, datetime):
            self._sheet.write_datetime(self._row, place, value, shown)
        else:
            self._sheet.write_number(self._row, place, value, shown)


def _label(text: str, colour: Colours | None = None) -> _Cell:
    return text, {**looks.HAIRLINE, **(looks.coloured(colour) if colour else {})}


def _figure(n: int) -> _Cell:
    return n, {**_COUNT, **looks.HAIRLINE}


_HEADING: Final[Look] = {**looks.HEADER, "bg_color": f"#{looks.SLATE}", "align": "left"}
_HEADINGS: Final[tuple[Look, ...]] = (
    _HEADING,
    {**_HEADING, "align": "right"},
    {**_HEADING, "indent": 1},
    _HEADING,
)
