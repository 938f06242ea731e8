"""Rows go in one by one, worksheets of rows come out: as many as it takes, memory flat."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import RowDimension

from batch_sender import language
from batch_sender.results import looks
from batch_sender.results.book import Book
from batch_sender.results.cells import Cell, for_workbook, needs_marking
from batch_sender.sentences import state_name

MOST_ROWS: Final = 1_048_575
"""The most rows that a worksheet holds below its header."""

Colours = tuple[str, str]
"""The background and the ink of a cell."""

StyledCell = tuple[Cell, str]
"""A value, and the XML attribute of its style."""

_NONE: Final[Mapping[int, Colours]] = MappingProxyType({})
_MOST_LINES: Final = 12
_TIMES: Final = {"pt-BR": "dd/mm/yyyy hh:mm:ss"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What the sheets of one kind share.

    `own`: how many columns are the list's; the others have another colour. `status`: the letter of
    the column that is coloured by state, if there is one. `whole`: the places, from 0, of the columns
    whose texts a row may be asked to show whole.
    """

    title: str
    colour: str
    header: Sequence[str]
    own: int
    layout: looks.Layout
    status: str | None = None
    whole: Sequence[int] = ()
    most_rows: int = MOST_ROWS


class RowSheets:
    """The sheets of one kind; each next one is begun when the one before is full."""

    def __init__(self, book: Book, kind: Kind) -> None:
        self._book = book
        self._kind = kind
        self._done = 0
        self._sheet: _RowSheet | None = None

    @property
    def is_begun(self) -> bool:
        """Whether there is a sheet of this kind yet."""
        return self._sheet is not None

    @property
    def sheet(self) -> Any:
        """The worksheet that was begun last, for a chart to be laid over."""
        assert self._sheet is not None  # noqa: S101 - asked for behind `begin`
        return self._sheet.sheet

    def begin(self) -> None:
        """Begin the next sheet; the one before is complete."""
        self.finish()
        self._done += 1
        title = self._kind.title if self._done == 1 else f"{self._kind.title} {self._done}"
        self._sheet = _RowSheet(self._book, title, self._kind)

    def add(
        self,
        values: Iterable[Cell],
        colours: Mapping[int, Colours] = _NONE,
        *,
        whole: bool = False,
    ) -> None:
        """Write one row; `colours` of single cells, by their place from 0.

        `whole`: as high as its kind's texts need, up to twelve lines.
        """
        if self._sheet is None or self._sheet.is_full:
            self.begin()
        assert self._sheet is not None  # noqa: S101 - begun just now
        self._sheet.add(tuple(values), colours, whole=whole)

    def finish(self) -> None:
        """Write what needs to know the last row."""
        if self._sheet is not None:
            self._sheet.finish()


class _RowSheet:
    """One sheet of rows: its header, its rows as they come, its colours."""

    def __init__(self, book: Book, title: str, kind: Kind) -> None:
        self.sheet: Any = book.create_sheet(title)
        self._sheet = self.sheet
        self._rows = book.row_file(self.sheet)
        self._kind = kind
        self._last = 1
        self._marked = self._style(quotePrefix=True)
        self._fills: dict[Colours, str] = {}
        self._row_looks: dict[int, str] = {}
        self._time = self._style(
            number_format=_TIMES.get(language.current(), "yyyy-mm-dd hh:mm:ss"),
            alignment=looks.LEFT_ALIGNMENT,
        )
        self._look = self._row_look(kind.layout.row_height)
        self._set_up(kind.layout)
        self._rows.add(1, self._row_look(2 * looks.LINE), self._header())

    @property
    def is_full(self) -> bool:
        """Whether no further row fits."""
        return self._last > self._kind.most_rows

    def add(self, values: Sequence[Cell], colours: Mapping[int, Colours], *, whole: bool) -> None:
        """Write one row."""
        self._last += 1
        cells = self._coloured(values, colours) if colours else self._cells(values)
        look = self._row_look(self._height_for(values)) if whole else self._look
        self._rows.add(self._last, look, cells)

    def _height_for(self, values: Sequence[Cell]) -> int:
        widths = self._kind.layout.widths
        texts = ((str(values[place] or ""), widths[place]) for place in self._kind.whole)
        lines = max((looks.lines_in(text, width) for text, width in texts), default=1)
        return max(self._kind.layout.row_height, looks.LINE * min(lines, _MOST_LINES))

    def finish(self) -> None:
        """Set the filter and the colours, down to the last row."""
        self._sheet.auto_filter.ref = (
            f"A1:{get_column_letter(max(len(self._kind.header), 1))}{self._last}"
        )
        if self._kind.status is not None:
            self._colour(self._kind.status)

    def _cells(self, values: Iterable[Cell]) -> Iterator[StyledCell]:
        for value in values:
            if isinstance(value, str) and value:
                text = for_workbook(value)
                yield text, self._marked if needs_marking(text) else ""
            elif isinstance(value, datetime):
                yield value, self._time
            else:
                yield value, ""

    def _coloured(
        self, values: Sequence[Cell], colours: Mapping[int, Colours]
    ) -> Iterator[StyledCell]:
        for place, cell in enumerate(self._cells(values)):
            yield self._filled(values[place], colours[place]) if place in colours else cell

    def _filled(self, value: Cell, colours: Colours) -> StyledCell:
        """Whatever a cell of these colours holds is text, and nothing runs."""
        if colours not in self._fills:
            background, ink = colours
            self._fills[colours] = self._style(
                quotePrefix=True,
                fill=PatternFill("solid", fgColor=background),
                font=looks.font(color=ink),
            )
        return for_workbook(str(value)) if value else None, self._fills[colours]

    def _style(self, **style: Any) -> str:
        """Return the attribute that gives a cell its style."""
        cell: Any = WriteOnlyCell(self._sheet)
        cell.alignment = looks.BODY_ALIGNMENT
        for name, value in style.items():
            setattr(cell, name, value)
        return f' s="{cell.style_id}"'

    def _row_look(self, height: int) -> str:
        """Return the attributes of a row of this height, in points."""
        if height not in self._row_looks:
            look = dict(RowDimension(self._sheet, ht=height))
            self._row_looks[height] = "".join(f' {name}="{value}"' for name, value in look.items())
        return self._row_looks[height]

    def _set_up(self, layout: looks.Layout) -> None:
        for place, width in enumerate(layout.widths, 1):
            column = self._sheet.column_dimensions[get_column_letter(place)]
            column.width, column.alignment = width, looks.COLUMN_ALIGNMENT
        self._sheet.freeze_panes = "A2"
        self._sheet.sheet_properties.tabColor = self._kind.colour
        self._sheet.print_options.gridLines = True
        self._sheet.print_title_rows = "1:1"
        looks.print_on_a4(self._sheet)

    def _header(self) -> Iterator[StyledCell]:
        own, added = (
            self._style(font=looks.HEADER_FONT, fill=fill, alignment=looks.HEADER_ALIGNMENT)
            for fill in (looks.OWN_HEADER, looks.ADDED_HEADER)
        )
        for place, title in enumerate(self._kind.header):
            yield for_workbook(title), own if place < self._kind.own else added

    def _colour(self, column: str) -> None:
        where = f"{column}2:{column}{max(self._last, 2)}"
        for state, (background, ink) in looks.STATE_COLOURS.items():
            rule = CellIsRule(  # type: ignore[no-untyped-call]  # openpyxl leaves it untyped
                operator="equal",
                formula=[f'"{state_name(state)}"'],
                fill=PatternFill(bgColor=background),
                font=Font(color=ink),
            )
            self._sheet.conditional_formatting.add(where, rule)
