"""Write the checked list as a workbook: the rows to mend, the whole list, a summary."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Final

from xlsxwriter import Workbook

from batch_sender.language import N_, _
from batch_sender.models import MessageRecord, MessageState
from batch_sender.results import looks
from batch_sender.results.book import new_book
from batch_sender.results.cells import Cell
from batch_sender.results.checked_list.summary import write_summary
from batch_sender.results.checked_list.table import CellMark, CheckedTable, is_to_mend
from batch_sender.results.errors import ResultsTooWide
from batch_sender.results.list_values import ListValues
from batch_sender.results.row_sheets import MOST_ROWS, ColumnKind, RowSheets
from batch_sender.results.workbook import MOST_COLUMNS, SAMPLE
from batch_sender.sentences import sheet_names

WHOLE_LIST: Final = N_("Whole list")

MARK_COLOURS: Final[dict[CellMark, looks.Colours]] = {
    CellMark.WRONG: looks.STATE_COLOURS[MessageState.REJECTED],
    CellMark.REPAIRED: looks.STATE_COLOURS[MessageState.PENDING],
    CellMark.LOOK: looks.WARNING,
}

_LINES_TO_MEND: Final = 2
_RED: Final = "9C0006"


def write_workbook(
    path: Path,
    table: CheckedTable,
    rows: Iterable[MessageRecord],
    *,
    rows_per_sheet: int = MOST_ROWS,
) -> None:
    """Write To mend (where there is anything), Whole list, Summary; one pass, flat memory.

    The rows to mend come first: a workbook that is given back is read from its first sheet.
    """
    if len(table.header) > MOST_COLUMNS:
        raise ResultsTooWide(columns=len(table.header), most=MOST_COLUMNS)
    title = _("Checked list, batch {batch}").format(batch=table.batch.id)
    with new_book(path, title, author=f"batch-sender {table.batch.version}") as book:
        stream = iter(rows)
        sample = list(islice(stream, SAMPLE))
        to_mend = _to_mend(book, table, sample, rows_per_sheet)
        whole = _whole_list(book, table, sample, rows_per_sheet)
        values = ListValues.of(table.batch, sample, own=len(table.own))
        for record in chain(sample, stream):
            marks = table.marks(record)
            colours = {place: MARK_COLOURS[marks[place]] for place in marks}
            row = values.to_give_back(record, table.values(record))
            whole.add(row, colours)
            if is_to_mend(record):
                wrong = (place for place, mark in marks.items() if mark is CellMark.WRONG)
                red = dict.fromkeys(wrong, MARK_COLOURS[CellMark.WRONG])
                row = values.to_give_back(record, table.values_to_mend(record))
                to_mend.add(row, red)
        to_mend.finish()
        whole.finish()
        write_summary(book, table)


def _whole_list(
    book: Workbook, table: CheckedTable, sample: list[MessageRecord], most_rows: int
) -> RowSheets:
    shown, whole = [tuple(table.values(record)) for record in sample], table.told
    sheets = RowSheets(
        book,
        ColumnKind(
            title=_(WHOLE_LIST),
            colour=looks.GREEN,
            header=table.header,
            own=len(table.own),
            layout=looks.fit(table.header, shown, whole=whole),
            status=len(table.own),
            whole=whole,
            most_rows=most_rows,
        ),
    )
    sheets.begin()
    return sheets


def _to_mend(
    book: Workbook, table: CheckedTable, sample: list[MessageRecord], most_rows: int
) -> RowSheets:
    fit = looks.fit(table.header_to_mend, list(_samples_to_mend(table, sample)))
    height = max(fit.row_height, _LINES_TO_MEND * looks.LINE)
    sheets = RowSheets(
        book,
        ColumnKind(
            title=_(sheet_names.TO_MEND),
            colour=_RED,
            header=table.header_to_mend,
            own=len(table.own),
            layout=looks.SheetLayout(widths=fit.widths, row_height=height),
            whole=(len(table.own) + 1, len(table.own) + 2),
            most_rows=most_rows,
        ),
    )
    if table.has_rows_to_mend:
        sheets.begin()  # before the whole list, whose sheet comes next
    return sheets


def _samples_to_mend(
    table: CheckedTable, sample: list[MessageRecord]
) -> Iterator[tuple[Cell, ...]]:
    for record in sample:
        if is_to_mend(record):
            yield tuple(table.values_to_mend(record))
