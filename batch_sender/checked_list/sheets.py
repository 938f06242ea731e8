"""Rows go in one by one; a worksheet of them comes out, its wrong cells coloured, in flat memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import RowDimension

from batch_sender.checked_list.table import Mark
from batch_sender.models import MessageState
from batch_sender.results import looks
from batch_sender.results.cells import Cell, for_workbook, needs_marking
from batch_sender.sentences import state_name

MOST_ROWS: Final = 1_048_575
"""The most rows that a worksheet holds below its header."""

MARK_COLOURS: Final[dict[Mark, tuple[str, str]]] = {
    Mark.WRONG: looks.STATE_COLOURS[MessageState.REJECTED],
    Mark.REPAIRED: looks.STATE_COLOURS[MessageState.PENDING],
    Mark.LOOK: looks.WARNING,
}
_STATES: Final = (MessageState.PENDING, MessageState.SKIPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What the sheets of one kind share. `own`: how many columns are the person's.

    `status`: the place of the column that is coloured by state, if there is one.
    """

    title: str
    colour: str
    header: Sequence[str]
    own: int
    layout: looks.Layout
    status: int | None = None
    most_rows: int = MOST_ROWS


class Sheets:
    """The sheets of one kind; each next one is begun when the one before is full."""

    def __init__(self, book: Workbook, kind: Kind) -> None:
        self._book = book
        self._kind = kind
        self._number = 0
        self._sheet = self._next()

    def add(self, values: Iterable[Cell], marks: Mapping[int, Mark]) -> None:
        """Write one row; `marks`: the cells to colour, by their place."""
        if self._sheet.is_full:
            self._sheet.finish()
            self._sheet = self._next()
        self._sheet.add(values, marks)

    def finish(self) -> None:
        """Write what needs to know the last row."""
        self._sheet.finish()

    def _next(self) -> "_Sheet":
        self._number += 1
        number = f" {self._number}" if self._number > 1 else ""
        return _Sheet(self._book.create_sheet(self._kind.title + number), self._kind)


class _Sheet:
    """One sheet: its header, its rows as they come."""

    def __init__(self, sheet: Any, kind: Kind) -> None:
        self._sheet = sheet
        self._kind = kind
        self._last = 1
        self._text = self._styled(quotePrefix=True)
        self._figure = self._styled(alignment=looks.LEFT_ALIGNMENT)
        self._marked = {
            mark: self._styled(
                quotePrefix=True,
                fill=PatternFill("solid", fgColor=background),
                font=looks.font(color=ink),
            )
            for mark, (background, ink) in MARK_COLOURS.items()
        }
        self._row_look = RowDimension(sheet, ht=kind.layout.row_height)
        self._set_up()
        sheet.append(list(self._header()))

    @property
    def is_full(self) -> bool:
        """Whether no further row fits."""
        return self._last > self._kind.most_rows

    def add(self, values: Iterable[Cell], marks: Mapping[int, Mark]) -> None:
        """Write one row."""
        self._last += 1
        heights = self._sheet.row_dimensions
        heights[self._last] = self._row_look
        self._sheet.append(self._cells(values, marks))
        del heights[self._last]  # or a million rows would each leave an entry behind

    def finish(self) -> None:
        """Set the filter and the colours of the states, down to the last row."""
        last = get_column_letter(len(self._kind.header))
        self._sheet.auto_filter.ref = f"A1:{last}{self._last}"
        if self._kind.status is None:
            return
        column = get_column_letter(self._kind.status + 1)
        for state in _STATES:
            background, ink = looks.STATE_COLOURS[state]
            rule = CellIsRule(  # type: ignore[no-untyped-call]  # openpyxl leaves it untyped
                operator="equal",
                formula=[f'"{state_name(state)}"'],
                fill=PatternFill(bgColor=background),
                font=Font(color=ink),
            )
            where = f"{column}2:{column}{max(self._last, 2)}"
            self._sheet.conditional_formatting.add(where, rule)

    def _cells(self, values: Iterable[Cell], marks: Mapping[int, Mark]) -> Iterator[object]:
        """A generator: the same styled cell may stand in several places of a row."""
        for place, value in enumerate(values):
            if place in marks:
                yield self._with(self._marked[marks[place]], value)
            elif type(value) is str and value:
                text = for_workbook(value)
                yield self._with(self._text, value) if needs_marking(text) else text
            elif isinstance(value, int):
                self._figure.value = value
                yield self._figure
            else:
                yield value or None

    @staticmethod
    def _with(cell: Any, value: Cell) -> Any:
        """Fill a styled cell; whatever it holds is text, and nothing runs."""
        text = "" if value is None else for_workbook(str(value))
        cell.value = text or None
        if text:
            cell.data_type = "s"
        return cell

    def _styled(self, **style: Any) -> Any:
        cell = WriteOnlyCell(self._sheet)
        cell.alignment = looks.BODY_ALIGNMENT
        for name, value in style.items():
            setattr(cell, name, value)
        return cell

    def _set_up(self) -> None:
        for place, width in enumerate(self._kind.layout.widths, 1):
            column = self._sheet.column_dimensions[get_column_letter(place)]
            column.width, column.alignment = width, looks.COLUMN_ALIGNMENT
        self._sheet.row_dimensions[1].height = 2 * looks.LINE
        self._sheet.freeze_panes = "A2"
        self._sheet.sheet_properties.tabColor = self._kind.colour
        self._sheet.print_options.gridLines = True
        self._sheet.print_title_rows = "1:1"
        looks.print_on_a4(self._sheet)

    def _header(self) -> Iterator[object]:
        for place, title in enumerate(self._kind.header):
            cell = self._styled(
                font=looks.HEADER_FONT,
                fill=looks.OWN_HEADER if place < self._kind.own else looks.ADDED_HEADER,
            )
            cell.alignment = looks.HEADER_ALIGNMENT
            yield self._with(cell, title)
