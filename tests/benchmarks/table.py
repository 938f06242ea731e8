"""Lay out what was measured as the lines of a Markdown table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, Literal

from tests.benchmarks.measuring import Measured

What = Literal["time", "processor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One comparison: what, both sides, the figure that counts, and what it is to reach."""

    HEADING: ClassVar = (
        "what",
        "baseline",
        "batch-sender",
        "measured",
        "to reach",
        "peak MB",
        "at most",
    )

    what: str
    baseline: str
    ours: str
    figure: str
    target: str = "–"
    peak: Measured | None = None
    at_most: int | None = None

    def cells(self) -> tuple[str, ...]:
        """Return its cells as text."""
        known = self.peak is not None and self.peak.megabytes is not None
        peak = f"{self.peak.megabytes:.0f}" if known and self.peak and self.peak.megabytes else "–"
        most = "–" if self.at_most is None else str(self.at_most)
        return (self.what, self.baseline, self.ours, self.figure, self.target, peak, most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What a reader scores on files that somebody else spoilt, at most 10; None: it is not here."""

    HEADING: ClassVar = ("reader", "simple", "weighted", "files read", "files refused")

    reader: str
    scores: tuple[float, float] | None
    read: int = 0
    refused: int = 0

    def cells(self) -> tuple[str, ...]:
        """Return its cells as text."""
        if self.scores is None:
            return (self.reader, *["not installed"] * 4)
        return (
            self.reader,
            *(f"{score:.2f}" for score in self.scores),
            f"{self.read:,}",
            f"{self.refused:,}",
        )


def seconds(measured: Measured) -> str:
    """Write a time down, and the processor's behind it."""
    time = _digits(measured.seconds)
    return (
        f"{time} s" if measured.processor is None else f"{time} / {_digits(measured.processor)} s"
    )


def _digits(number: float) -> str:
    return f"{number:.2f}" if number < 10 else f"{number:.1f}"


def timed(
    what: str,
    baseline: Measured,
    ours: Measured,
    *,
    most: float | None = None,
    of: What = "time",
    megabytes: int | None = None,
) -> Line:
    """Compare two times; `most`: the multiple to stay under, `of` which of the two."""
    return Line(
        what=what,
        baseline=seconds(baseline),
        ours=seconds(ours),
        figure=f"{ours.seconds / baseline.seconds:.2f} × time{_processor(baseline, ours)}",
        target="–" if most is None else f"≤ {most} × {of}",
        peak=ours,
        at_most=megabytes,
    )


def _processor(baseline: Measured, ours: Measured) -> str:
    if not baseline.processor or ours.processor is None:
        return ""
    return f", {ours.processor / baseline.processor:.2f} × processor"


def rated(
    what: str, baseline: Measured, ours: Measured, *, many: int, least: float, digits: int = 0
) -> Line:
    """Compare two rates: so `many` things in the time measured."""
    return Line(
        what=what,
        baseline=f"{many / baseline.seconds:,.{digits}f}/s",
        ours=f"{many / ours.seconds:,.{digits}f}/s",
        figure=f"{baseline.seconds / ours.seconds:.2f} × rate",
        target=f"≥ {least:g} × rate",
        peak=ours,
    )


def text_of(lines: Iterable[Line | Scored]) -> str:
    """Write a table down for each heading that lines have."""
    tables = groupby(lines, key=lambda line: line.HEADING)
    return "\n\n".join(
        _table([heading, *(line.cells() for line in those)]) for heading, those in tables
    )


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    written = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([written[0], rule, *written[1:]])
