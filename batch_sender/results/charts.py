"""Cells of a worksheet go in, charts that show them come out: they read in black and white, too."""

from typing import Any, Final

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.line import LineProperties

from batch_sender.results.looks import GREEN

_GREY: Final = "595959"
_PRESETS: Final = ("wdUpDiag", "wdDnDiag", "diagCross")
INKS: Final = (GREEN, "C00000", "BF8F00", "ED7D31", "7F7F7F", "5B9BD5", "9DC3E6")
"""One for each state, in the order of `looks.STATE_COLOURS`."""


def outcomes(sheet: Any, *, title: str, first: int, last: int) -> Any:
    """Lie one bar a state, its figure at its end: labels A, figures B of these rows."""
    chart = _bars(title, "bar")
    chart.legend = None
    chart.gapWidth = 40
    chart.add_data(Reference(sheet, min_col=2, min_row=first, max_row=last))
    chart.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=last))
    (series,) = chart.series
    series.graphicalProperties = _solid(INKS[0])
    series.dPt = [
        DataPoint(idx=place, spPr=_solid(INKS[place])) for place in range(last - first + 1)
    ]
    series.dLbls = DataLabelList(showVal=True)
    for name in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(series.dLbls, name, False)
    chart.x_axis.scaling.orientation = "maxMin"  # the first state on top
    chart.y_axis.delete = True
    chart.y_axis.majorGridlines = None
    return chart


def over_time(sheet: Any, *, title: str, head: int, last: int) -> Any:
    """Stand what was accepted (solid) and what was not (hatched) on each other, row by row."""
    chart = _bars(title, "col")
    chart.grouping, chart.overlap, chart.gapWidth = "stacked", 100, 30
    chart.legend.position = "b"
    chart.add_data(
        Reference(sheet, min_col=2, max_col=3, min_row=head, max_row=last), titles_from_data=True
    )
    chart.set_categories(Reference(sheet, min_col=1, min_row=head + 1, max_row=last))
    accepted, others = chart.series
    accepted.graphicalProperties = _solid(INKS[0])
    others.graphicalProperties = _hatched(INKS[1])
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9"))
    return chart


def by_state(sheet: Any, *, title: str, first: int, last: int) -> Any:
    """Stand what came of the messages on each other, line by line: columns C to F of these rows."""
    chart = _bars(title, "col")
    chart.grouping, chart.overlap, chart.gapWidth = "stacked", 100, 40
    chart.legend.position = "b"
    chart.add_data(
        Reference(sheet, min_col=3, max_col=6, min_row=first - 1, max_row=last),
        titles_from_data=True,
    )
    chart.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=last))
    accepted, *others = chart.series
    accepted.graphicalProperties = _solid(INKS[0])
    for series, ink, preset in zip(others, INKS[1:], _PRESETS, strict=False):
        series.graphicalProperties = _hatched(ink, preset)
    chart.y_axis.number_format = "#,##0"
    return chart


def _bars(title: str, kind: str) -> Any:
    chart: Any = BarChart()
    chart.type, chart.title, chart.style = kind, title, 10
    # openpyxl writes axes that newer readers take for deleted unless they are told otherwise.
    chart.x_axis.delete = chart.y_axis.delete = False
    # A reader that chooses for itself may begin a bar at 10, and show 11 as a tenth of 20.
    chart.y_axis.scaling.min = 0
    return chart


def _solid(colour: str) -> GraphicalProperties:
    return GraphicalProperties(solidFill=colour, ln=LineProperties(solidFill=_GREY, w=6350))


def _hatched(colour: str, preset: str = "wdUpDiag") -> GraphicalProperties:
    pattern: Any = PatternFillProperties()
    pattern.prst = preset
    pattern.fgClr, pattern.bgClr = _colour(colour), _colour("FFFFFF")
    return GraphicalProperties(pattFill=pattern, ln=LineProperties(solidFill=colour, w=6350))


def _colour(code: str) -> Any:
    rgb: Any = code  # openpyxl takes the text, whatever its types say
    return ColorChoice(srgbClr=rgb)
