"""Write the sums across batches as a workbook: the total first, then a sheet for each breakdown."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from xlsxwriter import Workbook

from batch_sender import language
from batch_sender.language import _
from batch_sender.load.cell_formats.shown_values import ShownValue
from batch_sender.models import MessageState
from batch_sender.results import charts, facts, looks
from batch_sender.results.across import LABELS, TRIED, Across, Breakdown
from batch_sender.results.book import new_book, put_in_order
from batch_sender.results.cells import Cell
from batch_sender.results.days import in_words
from batch_sender.results.row_sheets import ColumnKind, RowSheets
from batch_sender.results.shares import percent
from batch_sender.results.sheet_page import Page
from batch_sender.sentences import sheet_names, state_name

_CHARTED: Final = ("day", "connection")
"""What a chart has room for: texts are too long to stand below one."""
_CHART_SIZE: Final = {"width": 907, "height": 321}  # pixels: 24 x 8.5 cm
_WIDTH, _HEIGHT = 24, 8.5  # cm
_PICTURE_LINES: Final = 17
_MOST_BARS: Final = 40
_DAY: Final = {"pt-BR": "[$-416]ddd, dd/mm/yyyy"}
_OTHER_DAY: Final = "[$-409]ddd, d mmm yyyy"
_SHORT_DAY: Final = {"pt-BR": "dd/mm"}
_OTHER_SHORT_DAY: Final = "d mmm"
_DAY_ZERO: Final = date(1899, 12, 30).toordinal()
_SHARE: Final = "0.0%"


def write_across_book(path: Path, across: Across) -> None:
    """Write a summary, a sheet for each breakdown, and the finest sums."""
    with new_book(path, across.title) as book:
        page, room = _begin_summary(book, across)
        for breakdown in across.breakdowns():
            sheet = _write_breakdown(book, across, breakdown)
            if breakdown.code not in _CHARTED or not breakdown.lines:
                continue
            figures = charts.Figures(
                sheet=sheet.name, first=1, last=min(len(breakdown.lines), _MOST_BARS)
            )
            if breakdown.code == "day":
                drawn = _chart(book, figures, breakdown, across)
                page.picture(drawn, row=room, column=0, width=_WIDTH, height=_HEIGHT)
            chart = _chart(book, figures, breakdown, across)
            chart.set_size(_CHART_SIZE)
            sheet.insert_chart(len(breakdown.lines) + 3, 0, chart, {"object_position": 2})
        _write_details(book, across)
        put_in_order(book, [sheet.name for sheet in book.worksheets()])


def _begin_summary(book: Workbook, across: Across) -> tuple[Page, int]:
    """Write the total; return the page, and where a picture finds room."""
    page = Page(book, _(sheet_names.SUMMARY))
    page.title(across.title)
    page.note(across.of_what)
    page.heading(_("How many"), _("rows"), _("share"))
    total = across.total.total()
    for state in across.states:
        page.count(
            state_name(state), across.total[state], of=total, colour=looks.STATE_COLOURS[state]
        )
    page.total(_("all together"), total)
    page.small(_(facts.ACCEPTED))
    return page, page.room(_PICTURE_LINES + 1) + 1


def _write_breakdown(book: Workbook, across: Across, breakdown: Breakdown) -> Any:
    header = (
        _(LABELS[breakdown.code]),
        _("rows"),
        *map(state_name, across.states),
        _("accepted, %"),
    )
    lines: list[list[Cell]] = [
        [_label(across, breakdown.code, label), *_figures(across, counter)]
        for label, counter in breakdown.lines
    ]
    total: list[Cell] = [_("all together"), *_figures(across, across.total)]
    sheet = _write_sheet(book, breakdown.title, header, lines, own=1, total=total)
    share = len(header) - 1
    sheet.conditional_format(
        1,
        share,
        len(lines) + 1,
        share,
        {"type": "data_bar", "bar_color": "#A9D5C2", "min_type": "num",
         "min_value": 0, "max_type": "num", "max_value": 1},
    )  # fmt: skip
    return sheet


def _figures(across: Across, counter: Counter[MessageState]) -> list[Cell]:
    rows, accepted = counter.total(), counter[MessageState.ACCEPTED]
    share = ShownValue(
        text=percent(accepted, rows),
        number=accepted / rows if rows else 0,
        code=_SHARE,
        alike=False,
    )
    return [rows, *(counter[state] for state in across.states), share]


def _label(across: Across, code: str, label: str) -> Cell:
    if code != "day":
        return across.shown(code, label)
    day = date.fromisoformat(label)
    look = _DAY.get(language.current(), _OTHER_DAY)
    number = day.toordinal() - _DAY_ZERO
    text = in_words(day, with_year=True)
    return ShownValue(text=text, number=number, code=look, alike=False)


def _write_details(book: Workbook, across: Across) -> None:
    header = (*map(_, LABELS.values()), _("rows"), *map(state_name, across.states))
    rows: list[list[Cell]] = [
        [
            *(_label(across, code, label) for code, label in zip(LABELS, key, strict=True)),
            counter.total(),
            *(counter[state] for state in across.states),
        ]
        for key, counter in sorted(across.sums.items())
    ]
    _write_sheet(book, _("Details"), header, rows, own=len(LABELS))


def _write_sheet(
    book: Workbook,
    title: str,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    own: int,
    total: Sequence[Cell] | None = None,
) -> Any:
    layout = looks.fit(header, rows[:100], whole=range(own))
    kind = ColumnKind(
        title=title, colour=looks.GREEN, header=header, own=own, layout=layout, whole=range(own)
    )
    sheets = RowSheets(book, kind)
    sheets.begin()
    for row in rows:
        sheets.add(row)
    sheets.finish()
    if total is not None:
        sheets.add_total(total)
    return sheets.sheet


def _chart(book: Workbook, figures: charts.Figures, breakdown: Breakdown, across: Across) -> Any:
    states = [state for state in across.states if state in TRIED]
    chart = charts.by_state(book, figures, title=breakdown.title, states=states)
    if breakdown.code == "day":
        charts.name_days(chart, _SHORT_DAY.get(language.current(), _OTHER_SHORT_DAY))
    return chart
