"""Write worksheets of rows, as many as it takes, with flat memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from xlsxwriter import Workbook

from batch_sender import language
from batch_sender.load.cell_formats.shown_values import ShownValue
from batch_sender.results import looks
from batch_sender.results.cells import Cell, for_workbook, needs_marking
from batch_sender.results.looks import Colours
from batch_sender.sentences import state_name

MOST_ROWS: Final = 1_048_575
"""The most rows that a worksheet holds below its header."""

_NONE: Final[Mapping[int, Colours]] = MappingProxyType({})
_MOST_LINES: Final = 12
_ROOM: Final = 3
"""Characters left beside a number."""
_FIGURE: Final[looks.Look] = {"align": "right", "indent": 1}
"""A little away from the text in the next column."""
_TIMES: Final = {"pt-BR": "dd/mm/yyyy hh:mm:ss"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnKind:
    """What the sheets of one kind share.

    `own`: how many columns are the list's; the others have another colour. `status`: the place, from
    0, of the column that is coloured by state, if there is one. `whole`: the places of the columns
    whose texts are shown whole, as far as twelve lines go: a row is as high as they need.
    """

    title: str
    colour: str
    header: Sequence[str]
    own: int
    layout: looks.SheetLayout
    status: int | None = None
    whole: Sequence[int] = ()
    most_rows: int = MOST_ROWS


class RowSheets:
    """The sheets of one kind; each next one is begun when the one before is full."""

    def __init__(self, book: Workbook, kind: ColumnKind) -> None:
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

    def add(self, values: Iterable[Cell], colours: Mapping[int, Colours] = _NONE) -> None:
        """Write one row; `colours` of single cells, by their place from 0."""
        if self._sheet is None or self._sheet.is_full:
            self.begin()
        assert self._sheet is not None  # noqa: S101 - begun just now
        self._sheet.add(tuple(values), colours)

    def finish(self) -> None:
        """Write what needs to know the last row."""
        if self._sheet is not None:
            self._sheet.finish()

    def add_total(self, values: Sequence[Cell]) -> None:
        """Write what the rows add up to, behind `finish`: whoever sorts or filters them leaves it below."""
        assert self._sheet is not None  # noqa: S101 - the rows before have begun one
        self._sheet.add_total(values)


class _RowSheet:
    """One sheet of rows: its header, its rows as they come, its colours."""

    def __init__(self, book: Workbook, title: str, kind: ColumnKind) -> None:
        self.sheet: Any = book.add_worksheet(title)
        self._book = book
        self._kind = kind
        self._last = 0
        self._plain = self._format()
        self._marked = self._format(quote_prefix=True)
        self._figure = self._format(**_FIGURE)
        number_format = _TIMES.get(language.current(), "yyyy-mm-dd hh:mm:ss")
        self._time = self._format(align="left", num_format=number_format)
        self._values_look: looks.Look = _FIGURE
        self._fills: dict[Colours, Any] = {}
        self._values: dict[tuple[Colours | None, str], Any] = {}
        self._widths = list(kind.layout.widths)
        self._set_up()
        self._write_header()

    @property
    def is_full(self) -> bool:
        """Whether no further row fits."""
        return self._last >= self._kind.most_rows

    def add(self, values: Sequence[Cell], colours: Mapping[int, Colours]) -> None:
        """Write one row."""
        self._last += 1
        self.sheet.set_row(self._last, self._height_for(values))
        for place, value in enumerate(values):
            if place in colours:
                self._write_coloured(place, value, colours[place])
            else:
                self._write(place, value)
        # XlsxWriter remembers heights for pictures that may come; memory must not grow with rows.
        self.sheet.row_info.pop(self._last - 1, None)
        self.sheet.row_sizes.pop(self._last - 1, None)

    def finish(self) -> None:
        """Set the filter and the colours, down to the last row, and room for each number."""
        self.sheet.autofilter(0, 0, self._last, max(len(self._kind.header) - 1, 0))
        if self._kind.status is not None:
            self._colour_states(self._kind.status)
        self._set_widths()

    def add_total(self, values: Sequence[Cell]) -> None:
        """Write a last line that the filter leaves alone."""
        line = {**looks.SUM_LINE, "bold": True}
        self._plain, self._figure = self._format(**line), self._format(**_FIGURE, **line)
        self._values_look = {**_FIGURE, **line}
        self._values.clear()
        self.add(values, _NONE)

    def _height_for(self, values: Sequence[Cell]) -> int:
        texts = ((place, str(values[place])) for place in self._kind.whole if values[place])
        lines = max(
            (looks.lines_in(text, self._room(place, text)) for place, text in texts), default=1
        )
        return max(self._kind.layout.row_height, looks.LINE * min(lines, _MOST_LINES))

    def _room(self, place: int, text: str) -> int:
        """Return a column's width, made wider if nothing before needed it: the sample's rows may all be fine."""
        width = self._widths[place]
        if len(text) > width < looks.WIDE_ENOUGH:
            width = self._widths[place] = max(width, looks.width_of(text))
        return width

    def _write(self, place: int, value: Cell) -> None:
        if value is None or value == "":
            if place == 0:  # a row without any cell would not be written, nor its height
                self.sheet.write_blank(self._last, place, None, self._plain)
        elif isinstance(value, str):
            text = for_workbook(value)
            look = self._marked if needs_marking(text) else self._plain
            self.sheet.write_string(self._last, place, text, look)
        elif isinstance(value, datetime):
            self.sheet.write_datetime(self._last, place, value, self._time)
        elif isinstance(value, ShownValue):
            self._write_value(place, value)
        else:
            self.sheet.write_number(self._last, place, value, self._figure)

    def _write_value(self, place: int, value: ShownValue, colours: Colours | None = None) -> None:
        key = colours, value.code
        if key not in self._values:
            look = {**self._values_look, **looks.coloured(colours)}
            self._values[key] = self._format(num_format=value.code, **look)
        # Where a number finds no room, a sheet shows "###" in its place.
        room = len(value.text) + _ROOM
        self._widths[place] = max(self._widths[place], room)
        self.sheet.write_number(self._last, place, value.number, self._values[key])

    def _write_coloured(self, place: int, value: Cell, colours: Colours) -> None:
        """Write as text what a cell of these colours holds, unless it is a value of the list."""
        if isinstance(value, ShownValue):
            self._write_value(place, value, colours)
            return
        if colours not in self._fills:
            self._fills[colours] = self._format(quote_prefix=True, **looks.coloured(colours))
        if value:
            text = for_workbook(str(value))
            self.sheet.write_string(self._last, place, text, self._fills[colours])
        else:
            self.sheet.write_blank(self._last, place, None, self._fills[colours])

    def _format(self, **more: Any) -> Any:
        return self._book.add_format({**looks.BODY, **more})

    def _set_up(self) -> None:
        self._set_widths()
        looks.fix_heights(self.sheet)
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_tab_color(f"#{self._kind.colour}")
        self.sheet.hide_gridlines(0)  # prints them, too
        self.sheet.repeat_rows(0)
        looks.print_on_a4(self.sheet)

    def _set_widths(self) -> None:
        for place, width in enumerate(self._widths):
            looks.set_width(self.sheet, place, width, self._plain)  # for cells that are empty

    def _write_header(self) -> None:
        own, added = (
            self._book.add_format({**looks.HEADER, "bg_color": f"#{colour}"})
            for colour in (looks.SLATE, looks.GREEN)
        )
        self.sheet.set_row(0, 2 * looks.LINE)
        for place, title in enumerate(self._kind.header):
            look = own if place < self._kind.own else added
            if title:
                self.sheet.write_string(0, place, for_workbook(title), look)
            else:
                self.sheet.write_blank(0, place, None, look)

    def _colour_states(self, column: int) -> None:
        for state, colours in looks.STATE_COLOURS.items():
            self.sheet.conditional_format(
                1,
                column,
                max(self._last, 1),
                column,
                {
                    "type": "cell",
                    "criteria": "==",
                    "value": f'"{state_name(state)}"',
                    "format": self._book.add_format(looks.coloured(colours)),
                },
            )
