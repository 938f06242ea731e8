"""The results workbook, from the journal, beside a bare write-only loop over the same cells."""

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measuring import once, program, script, side_by_side
from tests.benchmarks.table import Line, timed


def measure(folder: Path, scale: float, runs: int) -> Iterator[Line]:
    """Write the results of one batch."""
    many = int(100_000 * scale)
    journal = folder / "journal.sqlite3"
    once(script("batches.py", journal, many))
    cells = folder / "cells.csv"
    once(program("report", 1, "--journal", journal, "--out", cells))
    theirs, ours = side_by_side(
        runs,
        script("baselines/workbook.py", cells, folder / "theirs.xlsx", tells=True),
        script("measured/workbook.py", journal, 1, folder / "ours.xlsx", tells=True),
    )
    yield timed(f"results workbook of {many:,} rows", theirs, ours, most=1.3, megabytes=150)
