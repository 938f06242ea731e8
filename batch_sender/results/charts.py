"""Draw the charts of the workbooks; they read in black and white, too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter import Workbook

from batch_sender.models import MessageState
from batch_sender.results.looks import GREEN

_GREY: Final = "#595959"
_UPWARD: Final = "wide_upward_diagonal"
_FEW: Final = 6
_BESIDE_FEW: Final = 250  # percent of a bar: one alone would fill the picture
_NO_TICKS: Final = {"major_tick_mark": "none", "minor_tick_mark": "none"}
INKS: Final = (GREEN, "C00000", "BF8F00", "ED7D31", "7F7F7F", "5B9BD5", "9DC3E6")
"""One for each state, in the order of `looks.STATE_COLOURS`."""

Look = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Where the figures of a chart stand: a worksheet's rows, counted from 0, both included."""

    sheet: str
    first: int
    last: int

    def column(self, place: int) -> list[Any]:
        """Return a column of these rows, as XlsxWriter names a range."""
        return [self.sheet, self.first, place, self.last, place]

    def gap(self, usual: int) -> int:
        """How far the bars of these rows stand apart, in percent of one."""
        return usual if self.last - self.first + 1 >= _FEW else _BESIDE_FEW

    def title(self, place: int) -> list[Any]:
        """Return the cell above a column."""
        return [self.sheet, self.first - 1, place]


def outcomes(
    book: Workbook, figures: Figures, *, title: str, inks: Sequence[str], most: int
) -> Any:
    """Lie one bar a state, its figure at its end: labels in column A, figures in B, inks in their order.

    `most`: the greatest of the figures; behind its bar there is room for it.
    """
    chart = _bars(book, title, {"type": "bar"})
    chart.add_series(
        {
            "categories": figures.column(0),
            "values": figures.column(1),
            "points": [_solid(ink) for ink in inks],
            "data_labels": {"value": True},
            "gap": 40,
            **_solid(INKS[0]),
        }
    )
    chart.set_legend({"none": True})
    # Of lying bars XlsxWriter calls the axis of the labels Y.
    bare = {"major_gridlines": {"visible": False}, **_NO_TICKS}
    chart.set_y_axis({"reverse": True, **bare})
    chart.set_x_axis({"visible": False, "min": 0, "max": most * 1.25, **bare})
    return chart


def over_time(book: Workbook, figures: Figures, *, title: str) -> Any:
    """Stand what was accepted (column B, solid) and what was not (C, hatched) on each other."""
    looks = [_solid(INKS[0]), _hatched(INKS[1])]
    return _stacked(book, figures, title, first=1, looks=looks, gap=30)


def by_state(
    book: Workbook, figures: Figures, *, title: str, states: Sequence[MessageState]
) -> Any:
    """Stand what came of the messages on each other, line by line: a column for each state, from C on."""
    return _stacked(
        book, figures, title, first=2, looks=[_BY_STATE[each] for each in states], gap=40
    )


def name_days(chart: Any, number_format: str) -> None:
    """Write days along the axis of a standing chart, those without a bar too."""
    chart.set_x_axis({"date_axis": True, "num_format": number_format, **_NO_TICKS})


def _stacked(
    book: Workbook, figures: Figures, title: str, *, first: int, looks: list[Look], gap: int
) -> Any:
    chart = _bars(book, title, {"type": "column", "subtype": "stacked"})
    for column, look in enumerate(looks, first):
        chart.add_series(
            {
                "name": figures.title(column),
                "categories": figures.column(0),
                "values": figures.column(column),
                "gap": figures.gap(gap),
                **look,
            }
        )
    chart.set_legend({"position": "bottom"})
    gridlines = {"visible": True, "line": {"color": "#D9D9D9"}}
    chart.set_x_axis(_NO_TICKS)
    chart.set_y_axis({"min": 0, "num_format": "#,##0", "major_gridlines": gridlines, **_NO_TICKS})
    return chart


def _bars(book: Workbook, title: str, kind: dict[str, str]) -> Any:
    """Begin a chart; its axis begins at 0: a reader that chooses may show 11 as a tenth of 20."""
    chart = book.add_chart(kind)
    chart.set_title({"name": title})
    chart.set_style(10)
    return chart


def _solid(ink: str) -> Look:
    return {"fill": {"color": f"#{ink}"}, "border": {"color": _GREY, "width": 0.5}}


def _hatched(ink: str, pattern: str = _UPWARD) -> Look:
    colour = f"#{ink}"
    return {
        "pattern": {"pattern": pattern, "fg_color": colour, "bg_color": "#FFFFFF"},
        "border": {"color": colour, "width": 0.5},
    }


_BY_STATE: Final[Mapping[MessageState, Look]] = {
    MessageState.ACCEPTED: _solid(INKS[0]),
    MessageState.REJECTED: _hatched(INKS[1]),
    MessageState.UNKNOWN: _hatched(INKS[2], "wide_downward_diagonal"),
    MessageState.FAILED: _hatched(INKS[3], "outlined_diamond"),
}
