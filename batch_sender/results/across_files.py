"""Sums across batches go in; a workbook, a page, a CSV or JSON Lines of them come out."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from openpyxl.utils import get_column_letter

from batch_sender import language
from batch_sender.language import _
from batch_sender.models import MessageState
from batch_sender.results import charts, looks
from batch_sender.results.across import LABELS, STATES, Across, Breakdown, counts, shown
from batch_sender.results.book import new_book
from batch_sender.results.cells import Cell, for_csv
from batch_sender.results.page.writer import write_across_page
from batch_sender.results.place import check_results_path, put_in_place
from batch_sender.results.plain import SEPARATORS
from batch_sender.results.row_sheets import Kind, RowSheets
from batch_sender.sentences import state_name

_CODES: Final = ("read", *(state.value for state in STATES))
_CHART_HEIGHT: Final = 8.5  # cm


def write_across(path: Path, across: Across) -> Path:
    """Write the sums to `path`, as its ending says; return the path really written.

    Raises:
        ResultsError: the path cannot take results, or the system refused to write them.
    """
    check_results_path(path)
    write = _WRITERS[path.suffix.lower()]
    return put_in_place(
        path, lambda target: write(target, across), batch=f"--since {across.since.isoformat()}"
    )


def _workbook(path: Path, across: Across) -> None:
    with new_book(path, across.title) as book:
        for breakdown in across.breakdowns():
            rows: list[list[Cell]] = [
                [shown(breakdown.code, label), *counts(counter)]
                for label, counter in breakdown.lines
            ]
            sheets = RowSheets(book, _kind(breakdown.title, (_(LABELS[breakdown.code]),), rows))
            sheets.begin()
            total: list[Cell] = [_("all together"), *counts(across.total)]
            for row in [*rows, total]:
                sheets.add(row)
            sheets.finish()
            if rows:
                _add_chart(sheets.sheet, breakdown, len(rows))
        details: list[list[Cell]] = [
            [*map(shown, LABELS, key), *counts(counter)]
            for key, counter in sorted(across.sums.items())
        ]
        titles = tuple(_(label) for label in LABELS.values())
        sheets = RowSheets(book, _kind(_("Details"), titles, details))
        sheets.begin()
        for detail in details:
            sheets.add(detail)
        sheets.finish()


def _add_chart(sheet: Any, breakdown: Breakdown, lines: int) -> None:
    shown = min(lines, 40)
    chart = charts.by_state(sheet, title=breakdown.title, first=2, last=1 + shown)
    chart.width, chart.height = 24.0, _CHART_HEIGHT
    sheet.add_chart(chart, f"{get_column_letter(len(STATES) + 4)}2")


def _kind(title: str, labels: tuple[str, ...], rows: list[list[Any]]) -> Kind:
    header = (*labels, _("rows"), *(state_name(state) for state in STATES))
    return Kind(
        title=title,
        colour=looks.GREEN,
        header=header,
        own=len(labels),
        layout=looks.fit(header, rows[:100]),
    )


def _plain(path: Path, across: Across) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=SEPARATORS.get(language.current(), ","))
        writer.writerow([*LABELS, *_CODES])
        for key, counter in sorted(across.sums.items()):
            writer.writerow([*map(for_csv, key), *counts(counter)])


def _lines(path: Path, across: Across) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in as_objects(across):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def as_objects(across: Across) -> Iterator[dict[str, Cell]]:
    """Yield the finest sums, each with its day, connection and text."""
    for key, counter in sorted(across.sums.items()):
        yield {**key._asdict(), **by_code(counter)}


def by_code(counter: Counter[MessageState]) -> dict[str, int]:
    """Return sums under the codes of the JSON summary."""
    return dict(zip(_CODES, counts(counter), strict=True))


_WRITERS: Final[dict[str, Callable[[Path, Across], None]]] = {
    ".xlsx": _workbook,
    ".csv": _plain,
    ".jsonl": _lines,
    ".html": write_across_page,
}
