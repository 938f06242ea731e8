"""Start-up: `--help` and `status`, beside a cloup program with two empty commands."""

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measuring import once, program, script, side_by_side
from tests.benchmarks.table import Line, timed

_TIMES_AS_OFTEN = 3
"""What takes a moment is easily disturbed."""


def measure(folder: Path, _scale: float, runs: int) -> Iterator[Line]:
    """Ask for help, and for the batches of a journal that has none."""
    runs *= _TIMES_AS_OFTEN
    empty = script("baselines/two_commands.py", "--help")
    theirs, ours = side_by_side(runs, empty, program("--help"))
    yield timed("--help", theirs, ours, most=2)
    status = program("status", "--journal", folder / "empty.sqlite3")
    once(status)  # the journal is made
    with_tables = script("baselines/two_commands.py", "sqlalchemy", "--help")
    theirs, ours = side_by_side(runs, with_tables, status)
    yield timed("status", theirs, ours, most=2)
