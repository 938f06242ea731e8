"""The results workbook, from the journal, beside a bare write-only loop over the same cells."""

from collections.abc import Iterator
from pathlib import Path

from batch_sender.journal import Journal
from batch_sender.results import write_results
from batch_sender.settings import Settings
from tests.benchmarks import batches
from tests.benchmarks.measuring import script, side_by_side
from tests.benchmarks.table import Line, timed


def measure(folder: Path, scale: float, runs: int) -> Iterator[Line]:
    """Write the results of one batch."""
    many = int(100_000 * scale)
    journal = folder / "journal.sqlite3"
    batch_id = batches.checked(journal, many, Settings())
    with Journal(journal) as book:
        cells = write_results(
            folder / "cells.csv", batch=book.batch(batch_id), rows=book.rows(batch_id)
        )
    theirs, ours = side_by_side(
        runs,
        script("baselines/workbook.py", cells, folder / "theirs.xlsx", tells=True),
        script("measured/workbook.py", journal, batch_id, folder / "ours.xlsx", tells=True),
    )
    yield timed(f"results workbook of {many:,} rows", theirs, ours, most=1.3, megabytes=150)
