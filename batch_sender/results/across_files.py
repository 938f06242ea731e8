"""Write the sums across batches as a workbook, a page, a CSV or JSON Lines."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from xlsxwriter import Workbook

from batch_sender import language
from batch_sender.language import _
from batch_sender.models import MessageState
from batch_sender.results import charts, looks
from batch_sender.results.across import LABELS, STATES, Across, counts, shown
from batch_sender.results.book import new_book
from batch_sender.results.cells import Cell, for_csv
from batch_sender.results.page.writer import write_across_page
from batch_sender.results.place import check_results_path, put_in_place
from batch_sender.results.plain import SEPARATORS
from batch_sender.results.row_sheets import ColumnKind, RowSheets
from batch_sender.sentences import state_name

_CODES: Final = ("read", *(state.value for state in STATES))
_CHART_SIZE: Final = {"width": 907, "height": 321}  # pixels: 24 x 8.5 cm
_MOST_BARS: Final = 40


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
            total: list[Cell] = [_("all together"), *counts(across.total)]
            sheet = _write_sheet(book, breakdown.title, (LABELS[breakdown.code],), [*rows, total])
            if rows:
                _add_chart(book, sheet, breakdown.title, len(rows))
        details: list[list[Cell]] = [
            [*map(shown, LABELS, key), *counts(counter)]
            for key, counter in sorted(across.sums.items())
        ]
        _write_sheet(book, _("Details"), LABELS.values(), details)


def _write_sheet(
    book: Workbook, title: str, labels: Iterable[str], rows: Sequence[Sequence[Cell]]
) -> Any:
    named = [_(label) for label in labels]
    header = (*named, _("rows"), *(state_name(state) for state in STATES))
    layout = looks.fit(header, rows[:100])
    kind = ColumnKind(title=title, colour=looks.GREEN, header=header, own=len(named), layout=layout)
    sheets = RowSheets(book, kind)
    sheets.begin()
    for row in rows:
        sheets.add(row)
    sheets.finish()
    return sheets.sheet


def _add_chart(book: Workbook, sheet: Any, title: str, lines: int) -> None:
    figures = charts.Figures(sheet=sheet.name, first=1, last=min(lines, _MOST_BARS))
    chart = charts.by_state(book, figures, title=title)
    chart.set_size(_CHART_SIZE)
    sheet.insert_chart(1, len(STATES) + 3, chart, {"object_position": 2})


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
