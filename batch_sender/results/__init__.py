"""A judged or sent batch goes in, a workbook or a CSV that says what happened to each row comes out."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from batch_sender.models import BatchRecord, MessageRecord
from batch_sender.pacing import BRAZIL
from batch_sender.results.place import check_results_path, put_in_place
from batch_sender.results.plain import write_plain
from batch_sender.results.table import ResultTable
from batch_sender.results.workbook import write_workbook

__all__ = ["check_results_path", "write_results"]

_Writer = Callable[[Path, ResultTable, Iterable[MessageRecord]], None]
_WRITERS: Final[dict[str, _Writer]] = {".xlsx": write_workbook, ".csv": write_plain}


def write_results(
    path: Path,
    *,
    batch: BatchRecord,
    rows: Iterable[MessageRecord],
    show_time_in: ZoneInfo = BRAZIL,
) -> Path:
    """Write `rows` to `path` (.xlsx or .csv) in one pass and return the path really written.

    A target that is open in Excel is left alone and `<name>-2.xlsx` is written instead. Under the
    target's name there is never half a file.

    Raises:
        ResultsError: the path cannot take results, or the system refused to write them.
    """
    check_results_path(path, list_path=batch.list_path)
    table = ResultTable(batch=batch, zone=show_time_in)
    write = _WRITERS[path.suffix.lower()]
    return put_in_place(path, lambda target: write(target, table, rows), batch=batch.id)
