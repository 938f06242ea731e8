"""Write who was not reached as a list for a mail merge: their own columns, the mail address first, and why."""

from collections.abc import Callable, Iterable
from itertools import chain, islice
from pathlib import Path
from typing import Final

from batch_sender.load.columns.mail_columns import find_mail_column
from batch_sender.models import BatchRecord, MessageRecord
from batch_sender.results.errors import NotReachedEndingUnknown
from batch_sender.results.not_reached.table import NotReachedTable, is_not_reached
from batch_sender.results.place import check_results_path, put_in_place
from batch_sender.results.plain import write_rows

__all__ = ["is_not_reached", "write_not_reached"]

_SAMPLE: Final = 100
"""So many rows from the first decide which column holds the addresses."""

_Writer = Callable[[Path, NotReachedTable, Iterable[MessageRecord]], None]


def write_not_reached(path: Path, *, batch: BatchRecord, rows: Iterable[MessageRecord]) -> Path:
    """Write `rows` to `path`, as a workbook or a CSV; return the path really written.

    Raises:
        ResultsError: the path cannot take them, or the system refused to write them.
    """
    write = _writer_of(path)
    check_results_path(path, list_path=batch.list_path)
    stream = iter(rows)
    sample = list(islice(stream, _SAMPLE))
    mail = find_mail_column(batch.header, (record.cells for record in sample))
    table = NotReachedTable(batch=batch, mail=mail)
    return put_in_place(
        path, lambda target: write(target, table, chain(sample, stream)), batch=batch.id
    )


def _writer_of(path: Path) -> _Writer:
    """Return the writer for the path's ending; only who writes a workbook waits for its parts."""
    match path.suffix.lower():
        case ".csv":
            return _write_plain
        case ".xlsx":
            from batch_sender.results.not_reached.workbook import write_workbook  # noqa: PLC0415

            return write_workbook
    raise NotReachedEndingUnknown(path=path)


def _write_plain(path: Path, table: NotReachedTable, rows: Iterable[MessageRecord]) -> None:
    write_rows(path, table.header, (table.in_order(table.cells(record)) for record in rows))
