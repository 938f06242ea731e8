"""Lines of a report go in one by one, a worksheet that reads like a printed page comes out."""

from datetime import datetime
from math import ceil
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, PatternFill

from batch_sender import language
from batch_sender.results import looks
from batch_sender.results.cells import Cell, for_workbook

_WIDTHS: Final = {"A": 34, "B": 11, "C": 52, "D": 58}
_ACROSS: Final = sum(_WIDTHS.values())
_BESIDE: Final = _ACROSS - _WIDTHS["A"]
_MOST_LINES: Final = 16
_TIMES: Final = {"pt-BR": "dd/mm/yyyy hh:mm"}


class Page:
    """A sheet of four columns: label, figure, meaning, what to do."""

    def __init__(self, book: Workbook, title: str) -> None:
        self._sheet: Any = book.create_sheet(title)
        self._row = 0
        for letter, width in _WIDTHS.items():
            self._sheet.column_dimensions[letter].width = width
        self._sheet.sheet_view.showGridLines = False
        self._sheet.sheet_properties.tabColor = looks.SLATE
        looks.print_on_a4(self._sheet)

    @property
    def sheet(self) -> Any:
        """The worksheet itself, for charts to point at."""
        return self._sheet

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

    def picture(self, chart: Any, *, at: str, width: float, height: float) -> None:
        """Lay a chart over the sheet, its upper left corner at a cell; sizes in centimetres."""
        chart.width, chart.height = width, height
        self._sheet.add_chart(chart, at)

    def title(self, text: str) -> None:
        """Add the page's heading."""
        self._across(self._cell(text, font=looks.font(bold=True, size=16)), text, height=28)

    def note(self, text: str) -> None:
        """Add a sentence across the page."""
        self._across(self._cell(text, font=looks.font(size=12)), text)

    def warning(self, text: str) -> None:
        """Add a sentence that must not be overlooked."""
        background, ink = looks.WARNING
        self._across(
            self._cell(text, font=looks.font(bold=True, color=ink), fill=_fill(background)), text
        )

    def small(self, text: str) -> None:
        """Add a remark across the page."""
        self._across(self._cell(text, font=looks.font(italic=True, color="595959")), text)

    def heading(self, *titles: str) -> None:
        """Begin a section: its name, then the titles of the columns it uses."""
        self._line([])
        padded = [*titles, *[""] * (len(_WIDTHS) - len(titles))]
        fits = all(len(text) <= width for text, width in zip(padded, _WIDTHS.values(), strict=True))
        self._line(
            [self._heading_cell(text, place) for place, text in enumerate(padded)],
            height=20 if fits else 2 * looks.LINE + 5,
        )

    def count(self, label: str, n: int, *, of: int, colour: tuple[str, str]) -> None:
        """Add a figure and its share of the whole."""
        share = self._cell(n / of if of else 0, number_format="0.0%", border=looks.HAIRLINE)
        share.alignment = _INDENTED
        self._line([self._label(label, colour), self._figure(n), share])

    def total(self, label: str, n: int) -> None:
        """Add the line that the figures above add up to."""
        style = {"font": looks.font(bold=True), "border": looks.SUM_LINE}
        self._line(
            [
                self._cell(label, **style),
                self._cell(n, number_format="#,##0", **style),
                self._cell(1 if n else 0, number_format="0.0%", **style, alignment=_INDENTED),
            ]
        )

    def figures(self, label: str, first: int, second: int) -> None:
        """Add a label and two figures."""
        beside = self._cell(second, number_format="#,##0", border=looks.HAIRLINE)
        beside.alignment = _INDENTED
        self._line([self._label(label), self._figure(first), beside])

    def explained(
        self,
        code: str,
        n: int,
        meaning: str,
        remedy: str = "",
        *,
        colour: tuple[str, str] | None = None,
    ) -> None:
        """Add a code, how many rows it concerns, what it means and what to do."""
        lines = max(looks.lines_in(meaning, _WIDTHS["C"]), looks.lines_in(remedy, _WIDTHS["D"]))
        self._line(
            [
                self._label(code, colour),
                self._figure(n),
                self._cell(meaning, border=looks.HAIRLINE, alignment=_INDENTED),
                self._cell(remedy, border=looks.HAIRLINE),
            ],
            height=looks.LINE * lines,
        )

    def fact(self, label: str, value: Cell) -> None:
        """Add a label and its value across the rest of the page; what is not known is left out."""
        if value is None or value == "":
            return
        beside = self._cell(value, border=looks.HAIRLINE, alignment=looks.LEFT_ALIGNMENT)
        if isinstance(value, datetime):
            beside.number_format = _TIMES.get(language.current(), "yyyy-mm-dd hh:mm")
        elif isinstance(value, int):
            beside.number_format = "#,##0"
        rest = [self._cell("", border=looks.HAIRLINE) for _column in ("C", "D")]
        self._line(
            [self._label(label), beside, *rest],
            height=looks.LINE * min(looks.lines_in(str(value), _BESIDE), _MOST_LINES),
        )
        self._sheet.merged_cells.add(f"B{self._row}:D{self._row}")

    def _across(self, cell: Any, text: str, *, height: float = 0) -> None:
        lines = looks.lines_in(text, _ACROSS)
        self._line([cell], height=height or ceil(looks.LINE * lines * 1.2))
        self._sheet.merged_cells.add(f"A{self._row}:D{self._row}")

    def _heading_cell(self, text: str, place: int) -> Any:
        return self._cell(
            text,
            font=looks.HEADER_FONT,
            fill=looks.OWN_HEADER,
            alignment=Alignment(
                vertical="center",
                wrap_text=True,
                horizontal="right" if place == 1 else "left",
                indent=1 if place == 2 else 0,
            ),
        )

    def _label(self, text: str, colour: tuple[str, str] | None = None) -> Any:
        cell = self._cell(text, border=looks.HAIRLINE)
        if colour:
            cell.fill, cell.font = _fill(colour[0]), looks.font(color=colour[1])
        return cell

    def _figure(self, n: int) -> Any:
        return self._cell(n, number_format="#,##0", border=looks.HAIRLINE)

    def _cell(self, value: Cell | float, **style: Any) -> Any:
        cell: Any = WriteOnlyCell(self._sheet)
        if isinstance(value, str) and value:
            cell.value, cell.data_type = for_workbook(value), "s"
        elif value != "":
            cell.value = value
        cell.alignment = looks.BODY_ALIGNMENT
        for name, wanted in style.items():
            setattr(cell, name, wanted)
        return cell

    def _line(self, cells: list[Any], *, height: float = looks.LINE) -> None:
        self._row += 1
        self._sheet.row_dimensions[self._row].height = height
        self._sheet.append(cells)


_INDENTED: Final = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)
