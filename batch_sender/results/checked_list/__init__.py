"""Give a judged list back, with what is wrong in each row and what to do about it.

Rows to mend stand by themselves, in the list's own columns: mended there and given back, they alone
are sent.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from batch_sender.models import BatchRecord, MessageRecord
from batch_sender.results import check_results_path
from batch_sender.results.checked_list.plain import to_mend_beside, write_plain, write_plain_to_mend
from batch_sender.results.checked_list.table import CheckedTable
from batch_sender.results.checked_list.workbook import write_workbook
from batch_sender.results.errors import CheckedEndingUnknown
from batch_sender.results.place import put_in_place

__all__ = ["check_place", "write_checked"]

ENDINGS: Final = (".xlsx", ".csv")

Rows = Callable[[], Iterable[MessageRecord]]


def check_place(path: Path, *, list_path: Path) -> None:
    """Refuse a path that can never take the list; worth asking before it is judged.

    Raises:
        ResultsError: its ending, its folder or what stands there now makes it unusable.
    """
    if path.suffix.lower() not in ENDINGS and not path.is_dir():
        raise CheckedEndingUnknown(path=path)
    check_results_path(path, list_path=list_path)


def write_checked(path: Path, *, batch: BatchRecord, rows: Rows) -> list[Path]:
    """Write the judged list to `path`; return the paths really written.

    `rows` reads the batch's rows from the first, each time it is called. A workbook has a sheet for
    the rows to mend; beside a CSV they get a file of their own. A file that is open in Excel is left
    alone, and another name is used.

    Raises:
        ResultsError: the path cannot take it, or the system refused to write it.
    """
    check_place(path, list_path=batch.list_path)
    table = CheckedTable(batch=batch)

    def put(
        target: Path, write: Callable[[Path, CheckedTable, Iterable[MessageRecord]], None]
    ) -> Path:
        return put_in_place(target, lambda part: write(part, table, rows()), batch=batch.id)

    return list(_written(path, table, put))


def _written(
    path: Path,
    table: CheckedTable,
    put: Callable[[Path, Callable[[Path, CheckedTable, Iterable[MessageRecord]], None]], Path],
) -> Iterator[Path]:
    if path.suffix.lower() == ".xlsx":
        yield put(path, write_workbook)
        return
    yield put(path, write_plain)
    if table.has_rows_to_mend:
        yield put(to_mend_beside(path), write_plain_to_mend)
