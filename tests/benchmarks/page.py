"""Measure how soon the page answers at each step of a long list, and of the batch that comes of it."""

from collections.abc import Iterator
from typing import Final

from tests.benchmarks.checks import list_in
from tests.benchmarks.measuring import Asked, script, side_by_side
from tests.benchmarks.table import Line

STEPS: Final = (
    "upload (read whole)",
    "columns",
    "columns below another header row (begun to be read)",
    "columns below the first one again",
    "text",
    "preview of the last row",
    "text kept",
    "check begun, first answer",
    "check begun, first figures",
    "check, once judged",
    "check, last page of the rows",
    "plan",
    "plan kept",
    "send",
    "send pressed",
    "batch that is sent",
    "its live part",
    "paused",
    "finished batch with charts",
    "its rows",
    "rows looked for, one found",
    "rows looked for, none found",
    "1,000 rows in doubt",
)
"""What is asked of the page, in this order; `measured.page` tells the seconds of each."""

_UPLOAD: Final = 0


def measure(asked: Asked) -> Iterator[Line]:
    """Walk through a CSV and a workbook as somebody does, once a run."""
    many = asked.many(100_000)
    for kind in ("csv", "xlsx"):
        path = list_in(asked.folder / f"list.{kind}", many)
        (found,) = side_by_side(asked.runs, script("measured/page.py", path, many, tells=True))
        for place, (step, seconds) in enumerate(zip(STEPS, found.told, strict=True)):
            yield Line(
                what=f"page, {many:,}-row {kind.upper()}: {step}",
                baseline="–",
                ours=f"{seconds * 1000:.0f} ms",
                figure=f"{seconds * 1000:.0f} ms",
                target="–" if place == _UPLOAD else "≤ 1,000 ms",
                peak=found,
            )
