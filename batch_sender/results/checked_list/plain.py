"""Write the checked list as a CSV that Excel opens as it is, and one of the rows to mend."""

from collections.abc import Iterable
from pathlib import Path

from batch_sender.language import _
from batch_sender.models import MessageRecord
from batch_sender.models.file_names import fitting
from batch_sender.results.checked_list.table import CheckedTable, is_to_mend
from batch_sender.results.plain import write_rows


def to_mend_beside(path: Path) -> Path:
    """Return where the rows to mend go: `lista.csv` → `lista-to-mend.csv`."""
    ending = _("to-mend")
    return path.with_name(fitting(path.stem, f"-{ending}{path.suffix}"))


def write_plain(path: Path, table: CheckedTable, rows: Iterable[MessageRecord]) -> None:
    """Write every row."""
    write_rows(path, table.header, map(table.values, rows))


def write_plain_to_mend(path: Path, table: CheckedTable, rows: Iterable[MessageRecord]) -> None:
    """Write the rows to mend."""
    write_rows(path, table.header_to_mend, map(table.values_to_mend, filter(is_to_mend, rows)))
