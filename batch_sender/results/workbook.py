"""A result table goes in, a workbook with the rows and a summary comes out, in one pass."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import RowDimension

from batch_sender import language
from batch_sender.errors import ResultsTooWide
from batch_sender.language import _
from batch_sender.models import MessageRecord
from batch_sender.results import looks
from batch_sender.results.book import new_book
from batch_sender.results.cells import for_workbook, needs_marking
from batch_sender.results.summary import Tally, write_summary
from batch_sender.results.table import ResultTable
from batch_sender.sentences import state_name

MOST_ROWS: Final = 1_048_575
"""The most rows that a worksheet holds below its header."""
MOST_COLUMNS: Final = 16_384
_SAMPLE: Final = 100
_TIMES: Final = {"pt-BR": "dd/mm/yyyy hh:mm:ss"}


def write_workbook(
    path: Path,
    table: ResultTable,
    rows: Iterable[MessageRecord],
    *,
    rows_per_sheet: int = MOST_ROWS,
) -> None:
    """Write the sheets Results (Results 2, … when one is full) and Summary; memory stays flat."""
    if len(table.header) > MOST_COLUMNS:
        raise ResultsTooWide(columns=len(table.header), most=MOST_COLUMNS)
    with new_book(path, _("Results of batch {batch}").format(batch=table.batch.id)) as book:
        book.properties.creator = f"batch-sender {table.batch.version}"
        tally = Tally()
        stream = tally.counted(rows)
        sample = list(islice(stream, _SAMPLE))
        layout = looks.fit(table.header, [tuple(table.values(record)) for record in sample])
        more: Iterator[MessageRecord] = chain(sample, stream)
        while True:
            sheet = _ResultSheet(book, table, layout)
            sheet.fill(islice(more, rows_per_sheet))
            first_of_next = list(islice(more, 1))
            if not first_of_next:
                break
            more = chain(first_of_next, more)
        write_summary(book, table, tally)


class _ResultSheet:
    """One sheet of rows: its header, its rows as they come, its colours."""

    def __init__(self, book: Workbook, table: ResultTable, layout: looks.Layout) -> None:
        number = len(book.sheetnames) + 1
        self._sheet: Any = book.create_sheet(_("Results") + (f" {number}" if number > 1 else ""))
        self._table = table
        self._marked = self._styled(quotePrefix=True)
        self._time = self._styled(
            number_format=_TIMES.get(language.current(), "yyyy-mm-dd hh:mm:ss"),
            alignment=looks.LEFT_ALIGNMENT,
        )
        self._row_look = RowDimension(self._sheet, ht=layout.row_height)
        self._set_up(layout)

    def fill(self, records: Iterable[MessageRecord]) -> None:
        """Write the header, a row for each record, and what needs to know the last row."""
        self._sheet.append(list(self._header()))
        last = 1
        heights = self._sheet.row_dimensions
        for last, record in enumerate(records, 2):
            heights[last] = self._row_look
            self._sheet.append(self._cells(record))
            del heights[last]  # or a million rows would each leave an entry behind
        self._finish(last)

    def _cells(self, record: MessageRecord) -> Iterator[object]:
        """A generator: the same styled cell may stand in several places of a row."""
        for value in self._table.values(record):
            if type(value) is str and value:
                text = for_workbook(value)
                yield self._text(text) if needs_marking(text) else text
            elif isinstance(value, datetime):
                self._time.value = value
                yield self._time
            else:
                yield None if value == "" else value

    def _text(self, text: str) -> Any:
        self._marked.value = text
        self._marked.data_type = "s"
        return self._marked

    def _styled(self, **style: Any) -> Any:
        cell = WriteOnlyCell(self._sheet)
        cell.alignment = looks.BODY_ALIGNMENT
        for name, value in style.items():
            setattr(cell, name, value)
        return cell

    def _set_up(self, layout: looks.Layout) -> None:
        for place, width in enumerate(layout.widths, 1):
            column = self._sheet.column_dimensions[get_column_letter(place)]
            column.width, column.alignment = width, looks.COLUMN_ALIGNMENT
        self._sheet.row_dimensions[1].height = 2 * looks.LINE
        self._sheet.freeze_panes = "A2"
        self._sheet.sheet_properties.tabColor = looks.GREEN
        self._sheet.print_options.gridLines = True
        self._sheet.print_title_rows = "1:1"
        looks.print_on_a4(self._sheet)

    def _header(self) -> Iterator[object]:
        own = len(self._table.batch.header)
        for place, title in enumerate(self._table.header):
            cell: Any = WriteOnlyCell(self._sheet)
            if title:
                cell.value, cell.data_type = for_workbook(title), "s"
            cell.font = looks.HEADER_FONT
            cell.fill = looks.OWN_HEADER if place < own else looks.ADDED_HEADER
            cell.alignment = looks.HEADER_ALIGNMENT
            yield cell

    def _finish(self, last: int) -> None:
        self._sheet.auto_filter.ref = f"A1:{get_column_letter(len(self._table.header))}{last}"
        status = get_column_letter(self._table.place_of("status") + 1)
        for state, (background, ink) in looks.STATE_COLOURS.items():
            rule = CellIsRule(  # type: ignore[no-untyped-call]  # openpyxl leaves it untyped
                operator="equal",
                formula=[f'"{state_name(state)}"'],
                fill=PatternFill(bgColor=background),
                font=Font(color=ink),
            )
            self._sheet.conditional_formatting.add(f"{status}2:{status}{max(last, 2)}", rule)
