"""A judged or sent batch goes in, a workbook or a CSV that says what happened to each row comes out."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from batch_sender.models import BatchRecord, MessageRecord
from batch_sender.results.place import check_results_path, put_in_place
from batch_sender.results.plain import write_plain
from batch_sender.results.table import ResultTable

__all__ = ["check_results_path", "write_results"]

SAO_PAULO: Final = ZoneInfo("America/Sao_Paulo")

_Writer = Callable[[Path, ResultTable, Iterable[MessageRecord]], None]


def write_results(
    path: Path,
    *,
    batch: BatchRecord,
    rows: Iterable[MessageRecord],
    show_time_in: ZoneInfo = SAO_PAULO,
) -> Path:
    """Write `rows` to `path` (.xlsx or .csv) in one pass and return the path really written.

    A target that is open in Excel is left alone and `<name>-2.xlsx` is written instead. Under the
    target's name there is never half a file.

    Raises:
        ResultsError: the path cannot take results, or the system refused to write them.
    """
    check_results_path(path, list_path=batch.list_path)
    table = ResultTable(batch=batch, zone=show_time_in)
    write = _writer_of(path)
    return put_in_place(path, lambda target: write(target, table, rows), batch=batch.id)


def _writer_of(path: Path) -> _Writer:
    if path.suffix.lower() == ".csv":
        return write_plain
    # Only who writes a workbook waits for openpyxl.
    from batch_sender.results.workbook import write_workbook  # noqa: PLC0415

    return write_workbook
