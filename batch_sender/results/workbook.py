"""Write the results workbook in one pass: rows, summary, and what to do now."""

from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path
from typing import Final

from xlsxwriter import Workbook

from batch_sender.language import _
from batch_sender.models import MessageRecord
from batch_sender.results import looks
from batch_sender.results.book import new_book, put_in_order
from batch_sender.results.errors import ResultsTooWide
from batch_sender.results.follow_up import ON_NO_OTHER_SHEET, FollowUp, follow_ups
from batch_sender.results.list_values import ListValues
from batch_sender.results.row_sheets import MOST_ROWS, ColumnKind, RowSheets
from batch_sender.results.summary import write_summary
from batch_sender.results.table import ResultTable
from batch_sender.results.tally import Tally
from batch_sender.sentences import sheet_names

MOST_COLUMNS: Final = 16_384
SAMPLE: Final = 100
"""So many rows from the first decide how wide columns are, and how high rows."""

_MOST_ADDED: Final = 6  # columns that a sheet adds besides those of Results


def write_workbook(
    path: Path,
    table: ResultTable,
    rows: Iterable[MessageRecord],
    *,
    rows_per_sheet: int = MOST_ROWS,
) -> None:
    """Write Summary, Results (Results 2, … when one is full), Send again, To decide, To call.

    The rows are read once; memory stays flat.
    """
    if len(table.header) + _MOST_ADDED > MOST_COLUMNS:
        raise ResultsTooWide(columns=len(table.header), most=MOST_COLUMNS - _MOST_ADDED)
    title = _("Results of batch {batch}").format(batch=table.batch.id)
    with new_book(path, title, author=f"batch-sender {table.batch.version}") as book:
        tally = Tally()
        stream = tally.counted(rows)
        sample = list(islice(stream, SAMPLE))
        shown = [tuple(table.values(record)) for record in sample]
        layout = looks.fit(table.header, shown, whole=_whole(table))
        values = ListValues.of(table.batch, sample, own=len(table.batch.header))
        sheets = _Sheets(book, table, layout, rows_per_sheet)
        sheets.fill(chain(sample, stream), values)
        write_summary(book, table, tally)
        # It opens on the Summary; then come the rows, then what follows from them.
        named = (sheet_names.SUMMARY, sheet_names.RESULTS)
        put_in_order(book, [*map(_, named), *(sheet.title for sheet in follow_ups())])


class _Sheets:
    """All sheets of rows, filled side by side."""

    def __init__(
        self, book: Workbook, table: ResultTable, layout: looks.SheetLayout, most_rows: int
    ) -> None:
        self._table = table
        own = len(table.batch.header)
        self._results = RowSheets(
            book,
            ColumnKind(
                title=_(sheet_names.RESULTS),
                colour=looks.GREEN,
                header=table.header,
                own=own,
                layout=layout,
                status=table.place_of("status"),
                whole=_whole(table),
                most_rows=most_rows,
            ),
        )
        self._behind = [
            (sheet, RowSheets(book, _kind(sheet, table, layout, most_rows)))
            for sheet in follow_ups()
        ]

    def fill(self, records: Iterable[MessageRecord], values: ListValues) -> None:
        """Write every row to Results, and to each other sheet that wants it."""
        self._results.begin()
        for record in records:
            self._results.add(values.computable(record, self._table.values(record)))
            if record.state in ON_NO_OTHER_SHEET:
                continue
            for sheet, rows in self._behind:
                if sheet.wants(record):
                    cells = chain(self._table.own(record), sheet.added(self._table, record))
                    rows.add(values.to_give_back(record, cells))
        self._results.finish()
        for sheet, rows in self._behind:
            if sheet.always and not rows.is_begun:
                rows.begin()
            rows.finish()


def _whole(table: ResultTable) -> tuple[int, ...]:
    return tuple(map(table.place_of, ("reason", "message", "repairs")))


def _kind(
    sheet: FollowUp, table: ResultTable, layout: looks.SheetLayout, most_rows: int
) -> ColumnKind:
    own = len(table.batch.header)
    widths = (*layout.widths[:own], *(width for _title, width in sheet.columns))
    added = range(own, len(widths))
    return ColumnKind(
        title=sheet.title,
        colour=sheet.colour,
        header=table.with_own(title for title, _width in sheet.columns),
        own=own,
        layout=looks.SheetLayout(widths=widths, row_height=layout.row_height),
        whole=added,
        most_rows=most_rows,
    )
