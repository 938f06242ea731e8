"""What was measured goes in; lines of a Markdown table come out."""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.benchmarks.measuring import Measured

HEADING = ("what", "baseline", "batch-sender", "measured", "to reach", "peak MB", "at most")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One comparison: what, both sides, the figure that counts, and what it is to reach."""

    what: str
    baseline: str
    ours: str
    figure: str
    target: str
    peak: Measured | None = None
    at_most: int | None = None

    def cells(self) -> tuple[str, ...]:
        """Return its cells as text."""
        known = self.peak is not None and self.peak.megabytes is not None
        peak = f"{self.peak.megabytes:.0f}" if known and self.peak and self.peak.megabytes else "–"
        most = "–" if self.at_most is None else str(self.at_most)
        return (self.what, self.baseline, self.ours, self.figure, self.target, peak, most)


def seconds(measured: Measured) -> str:
    """Write a time down."""
    return f"{measured.seconds:.2f} s" if measured.seconds < 10 else f"{measured.seconds:.1f} s"


def timed(
    what: str, baseline: Measured, ours: Measured, *, most: float, megabytes: int | None = None
) -> Line:
    """Compare two times."""
    return Line(
        what=what,
        baseline=seconds(baseline),
        ours=seconds(ours),
        figure=f"{ours.seconds / baseline.seconds:.2f} × time{_processor(baseline, ours)}",
        target=f"≤ {most} × time",
        peak=ours,
        at_most=megabytes,
    )


def _processor(baseline: Measured, ours: Measured) -> str:
    if baseline.processor is None or ours.processor is None:
        return ""
    return f" ({ours.processor / baseline.processor:.2f} × processor)"


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


def text_of(lines: Iterable[Line]) -> str:
    """Write the table down."""
    rows = [HEADING, *(line.cells() for line in lines)]
    widths = [max(len(row[index]) for row in rows) for index in range(len(HEADING))]
    written = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([written[0], rule, *written[1:]])
