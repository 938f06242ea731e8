"""Measure how soon, and how often, somebody is told of a long list while it is judged."""

from collections.abc import Iterator

from tests.benchmarks.checks import list_in, template_in
from tests.benchmarks.measuring import Asked, script, side_by_side
from tests.benchmarks.table import Line


def measure(asked: Asked) -> Iterator[Line]:
    """Judge a CSV and a workbook."""
    template, many = template_in(asked.folder), asked.many(100_000)
    for kind in ("csv", "xlsx"):
        path = list_in(asked.folder / f"list.{kind}", many)
        (found,) = side_by_side(asked.runs, script("measured/told.py", path, template, tells=True))
        first, pause, times = found.told
        yield Line(
            what=f"told while a {many:,}-row {kind.upper()} is judged",
            baseline="–",
            ours=f"{times:.0f} times",
            figure=f"first after {first:.2f} s, longest pause {pause:.2f} s",
            target="≤ 1 s, then each second",
            peak=found,
        )
