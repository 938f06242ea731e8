"""Measure judging a long list into PostgreSQL: by the program that asked alone, and with two workers' help."""

from collections.abc import Iterator
from pathlib import Path

from batch_sender.journal import Journal
from tests.benchmarks.checks import list_in, template_in
from tests.benchmarks.lanes import databases
from tests.benchmarks.measuring import Asked, Command, Measured, median, once, program
from tests.benchmarks.table import Line, timed
from tests.benchmarks.worker_processes import working

_WORKERS = 2


def measure(asked: Asked) -> Iterator[Line]:
    """Judge a CSV of which every sixth row has a problem, in turn.

    Raises:
        LeftOut: no server is named, or nothing is here to talk to it.
    """
    template, many = template_in(asked.folder), asked.many(1_000_000)
    alone, helped = list[Measured](), list[Measured]()
    with databases(asked.postgres) as (new, location):
        path = list_in(asked.folder / "spoilt.csv", many, "--problems")
        command = _check(path, template, location)
        for _run in range(asked.runs):
            new()
            alone.append(once(command))
            new()
            Journal(location).close()  # workers find one there
            with working(asked.folder, location, _WORKERS):
                helped.append(once(command))
    yield timed(
        f"judge a {many:,}-row CSV into PostgreSQL with {_WORKERS} workers' help, beside alone",
        median(alone),
        median(helped),
        megabytes=200,
    )


def _check(path: Path, template: Path, journal: str) -> Command:
    asked = ("check", path, "--template", template, "--journal", journal, "--json")
    return program(*asked, codes=(0, 3))
