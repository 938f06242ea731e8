"""Measure judging CSVs by `check`, beside pandas, phonenumbers and Jinja2 storing nothing."""

from collections.abc import Iterator

from tests.benchmarks.checks import bare_read, check, list_in, plain, template_in
from tests.benchmarks.measuring import Asked, Measured, side_by_side, warm
from tests.benchmarks.table import Line, seconds, timed


def measure(asked: Asked) -> Iterator[Line]:
    """Judge a CSV, one where every sixth row has a problem, and read the first with csv alone."""
    template, many = template_in(asked.folder), asked.many(100_000)
    path = list_in(asked.folder / "list.csv", many)
    spoilt = list_in(asked.folder / "spoilt.csv", many, "--problems")
    commands = plain(path, template), check(path, template), check(spoilt, template)
    warm(*commands)
    theirs, ours, of_spoilt, read = side_by_side(asked.runs, *commands, bare_read(path))
    rows = f"{many:,}-row CSV"
    yield timed(f"judge a {rows}", theirs, ours, most=0.6, of="processor")
    problems = f"judge a {rows}, every sixth row with a problem, beside our own without"
    yield timed(problems, ours, of_spoilt, most=1.3, of="processor")
    yield timed(f"judge a {rows}, beside reading it with csv", read, ours)


def measure_long(asked: Asked) -> Iterator[Line]:
    """Judge a CSV as long as any, and one of a tenth of its length."""
    template = template_in(asked.folder)
    few, many = asked.many(100_000), asked.many(1_000_000)
    short = list_in(asked.folder / "short.csv", few)
    long = list_in(asked.folder / "long.csv", many)
    theirs, ours, shorter = side_by_side(
        asked.runs, plain(long, template), check(long, template), check(short, template)
    )
    rows = f"judge a {many:,}-row CSV"
    yield timed(rows, theirs, ours, most=0.6, of="processor", megabytes=150)
    yield _growth(f"CSV of {few:,} → {many:,} rows", shorter, ours)


def _growth(what: str, shorter: Measured, longer: Measured) -> Line:
    memory = (longer.megabytes or 1) / (shorter.megabytes or 1)
    return Line(
        what=what,
        baseline=seconds(shorter),
        ours=seconds(longer),
        figure=f"{longer.seconds / shorter.seconds:.1f} × time, {memory:.2f} × memory",
        target="≤ 10.5 × time, ≤ 1.5 × memory",
        peak=longer,
    )
