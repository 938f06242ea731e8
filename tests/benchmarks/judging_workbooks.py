"""Measure judging workbooks by `check`, beside pandas, phonenumbers and Jinja2 storing nothing."""

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.checks import bare_read, check, list_in, plain, template_in
from tests.benchmarks.measuring import Asked, Command, side_by_side, warm
from tests.benchmarks.table import Line, timed

_SHORT: tuple[tuple[int, float], ...] = ((1000, 0.8), (10_000, 0.4))
"""How many rows, and the multiple of the plain script's time to stay under."""


def measure(asked: Asked) -> Iterator[Line]:
    """Judge three lengths of a workbook; read the longest with calamine alone.

    Who waits for a few rows waits for start-up as well; of many rows the work counts. The
    processor's time of the process that reads the workbook is in it.
    """
    template = template_in(asked.folder)
    for full, most in _SHORT:
        many = asked.many(full)
        both = _both(list_in(asked.folder / f"list-{full}.xlsx", many), template)
        warm(*both)
        theirs, ours = side_by_side(asked.runs, *both)
        yield timed(f"judge a {many:,}-row XLSX", theirs, ours, most=most)
    many = asked.many(100_000)
    book = list_in(asked.folder / "list.xlsx", many)
    theirs, ours, read = side_by_side(asked.runs, *_both(book, template), bare_read(book))
    rows = f"judge a {many:,}-row XLSX"
    yield timed(rows, theirs, ours, most=0.25, of="processor", megabytes=150)
    yield timed(f"{rows}, beside reading it with calamine", read, ours)


def _both(book: Path, template: Path) -> tuple[Command, Command]:
    return plain(book, template), check(book, template)
