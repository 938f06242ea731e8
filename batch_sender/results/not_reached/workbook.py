"""Write who was not reached as a workbook of one sheet."""

from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path

from batch_sender.language import _
from batch_sender.models import MessageRecord, MessageState
from batch_sender.results import looks
from batch_sender.results.book import new_book
from batch_sender.results.errors import ResultsTooWide
from batch_sender.results.list_values import ListValues
from batch_sender.results.not_reached.table import NotReachedTable
from batch_sender.results.row_sheets import ColumnKind, RowSheets
from batch_sender.results.workbook import MOST_COLUMNS, SAMPLE
from batch_sender.sentences import sheet_names


def write_workbook(path: Path, table: NotReachedTable, rows: Iterable[MessageRecord]) -> None:
    """Write it in one pass; amounts and days of the list stay what they are."""
    if len(table.header) > MOST_COLUMNS:
        raise ResultsTooWide(columns=len(table.header), most=MOST_COLUMNS)
    stream = iter(rows)
    sample = list(islice(stream, SAMPLE))
    values = ListValues.of(table.batch, sample, own=table.own)
    title = _("Not reached, batch {batch}").format(batch=table.batch.id)
    with new_book(path, title, author=f"batch-sender {table.batch.version}") as book:
        sheets = RowSheets(book, _kind(table, sample))
        sheets.begin()
        for record in chain(sample, stream):
            sheets.add(table.in_order(values.to_give_back(record, table.cells(record))))
        sheets.finish()


def _kind(table: NotReachedTable, sample: list[MessageRecord]) -> ColumnKind:
    shown = [table.in_order(table.cells(record)) for record in sample]
    return ColumnKind(
        title=_(sheet_names.NOT_REACHED),
        colour=looks.STATE_COLOURS[MessageState.REJECTED][1],
        header=table.header,
        own=table.own,
        layout=looks.fit(table.header, shown, whole=(table.why,)),
        status=table.own,
        whole=(table.why,),
    )
