"""Measure start-up: `--help`, `send --help` and `status`, beside an empty cloup program and SQLAlchemy."""

import sys
from collections.abc import Iterator

from tests.benchmarks.measuring import Asked, Command, program, script, side_by_side, warm
from tests.benchmarks.table import Line, timed

_TIMES_AS_OFTEN = 3
"""What takes a moment is easily disturbed."""


def measure(asked: Asked) -> Iterator[Line]:
    """Ask for help, and for the batches of a journal that has none."""
    runs = asked.runs * _TIMES_AS_OFTEN
    empty = script("baselines/two_commands.py", "--help")
    tables = Command(arguments=(sys.executable, "-c", "import sqlalchemy"))
    overview, sending = program("--help"), program("send", "--help")
    # The first `status` makes the journal, too.
    status = program("status", "--journal", asked.folder / "empty.sqlite3")
    warm(empty, overview, sending, tables, status)
    theirs, ours, of_send = side_by_side(runs, empty, overview, sending)
    yield timed("--help", theirs, ours, most=1)
    yield timed("send --help", theirs, of_send, most=1)
    theirs, ours = side_by_side(runs, tables, status)
    yield timed("status, beside `import sqlalchemy`", theirs, ours, most=1.3)
