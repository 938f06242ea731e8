"""The results workbook, from the journal, beside a bare write-only loop over the same cells."""

from collections.abc import Iterator

from tests.benchmarks.measuring import Asked, once, program, script, side_by_side
from tests.benchmarks.table import Line, timed


def measure(asked: Asked) -> Iterator[Line]:
    """Write the results of one batch."""
    many = asked.many(100_000)
    journal = asked.folder / "journal.sqlite3"
    once(script("batches.py", journal, many))
    cells = asked.folder / "cells.csv"
    once(program("report", 1, "--journal", journal, "--out", cells))
    theirs, ours = side_by_side(
        asked.runs,
        script("baselines/workbook.py", cells, asked.folder / "theirs.xlsx", tells=True),
        script("measured/workbook.py", journal, 1, asked.folder / "ours.xlsx", tells=True),
    )
    yield timed(f"results workbook of {many:,} rows", theirs, ours, most=1.3, megabytes=150)
