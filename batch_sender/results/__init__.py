"""Write what happened to each row of a batch: as a workbook, a page, CSV or JSON Lines."""

from collections.abc import Callable, Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

from batch_sender.models import BatchRecord, MessageRecord
from batch_sender.results.across import Across
from batch_sender.results.lines import write_lines
from batch_sender.results.place import check_results_path, put_in_place
from batch_sender.results.plain import write_plain
from batch_sender.results.table import ResultTable
from batch_sender.timing.windows import BRAZIL

__all__ = ["Across", "check_results_path", "write_results"]

_Writer = Callable[[Path, ResultTable, Iterable[MessageRecord]], None]


def write_results(
    path: Path,
    *,
    batch: BatchRecord,
    rows: Iterable[MessageRecord],
    show_time_in: ZoneInfo = BRAZIL,
    with_people: bool = False,
    profile: str | None = None,
) -> Path:
    """Write `rows` to `path`, as its ending says, in one pass and return the path really written.

    `with_people`: a page, too, holds names, numbers and messages; every other format does anyway.
    `profile`: the client whose batch it is, where there are several.
    A target that is open in Excel is left alone and `<name>-2.xlsx` is written instead. Under the
    target's name there is never half a file.

    Raises:
        ResultsError: the path cannot take results, or the system refused to write them.
    """
    check_results_path(path, list_path=batch.list_path)
    table = ResultTable(batch=batch, zone=show_time_in, profile=profile)
    write = _writer_of(path, with_people=with_people)
    return put_in_place(path, lambda target: write(target, table, rows), batch=batch.id)


def _writer_of(path: Path, *, with_people: bool) -> _Writer:
    """Return the writer for the path's ending; only who writes a format waits for its parts."""
    match path.suffix.lower():
        case ".csv":
            return write_plain
        case ".jsonl":
            return write_lines
        case ".html":
            from batch_sender.results import page  # noqa: PLC0415

            return page.write_page_with_people if with_people else page.write_page
        case _:
            from batch_sender.results.workbook import write_workbook  # noqa: PLC0415

            return write_workbook
