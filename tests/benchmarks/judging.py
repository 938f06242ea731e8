"""Lists, judged into a new journal by `check`, beside pandas, phonenumbers and Jinja2 storing nothing."""

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measuring import Command, Measured, once, program, script, side_by_side
from tests.benchmarks.table import Line, seconds, timed

_TEXT = "Olá, {{ nome }}! O valor de {{ valor }} vence em {{ data }}. Loja de {{ cidade }}."


def measure(folder: Path, scale: float, runs: int) -> Iterator[Line]:
    """Judge a workbook and two lengths of a CSV."""
    template = folder / "text.txt"
    template.write_text(_TEXT, encoding="utf-8")
    few, many = int(100_000 * scale), int(1_000_000 * scale)
    book = _list(folder / "list.xlsx", few)
    theirs, ours = side_by_side(runs, *_both(book, template, folder))
    yield timed(f"judge a {few:,}-row XLSX", theirs, ours, most=0.3, megabytes=150)
    short = _list(folder / "short.csv", few)
    long = _list(folder / "long.csv", many)
    theirs, ours, shorter = side_by_side(
        runs, *_both(long, template, folder), _check(short, template, folder)
    )
    yield timed(f"judge a {many:,}-row CSV", theirs, ours, most=0.6, megabytes=300)
    yield _growth(f"CSV of {few:,} → {many:,} rows", shorter, ours)


def _list(path: Path, many: int) -> Path:
    once(script("lists.py", path, many))
    return path


def _growth(what: str, shorter: Measured, longer: Measured) -> Line:
    memory = (longer.megabytes or 1) / (shorter.megabytes or 1)
    return Line(
        what=what,
        baseline=seconds(shorter),
        ours=seconds(longer),
        figure=f"{longer.seconds / shorter.seconds:.1f} × time, {memory:.2f} × memory",
        target="≤ 11 × time, ≤ 1.5 × memory",
        peak=longer,
    )


def _both(path: Path, template: Path, folder: Path) -> tuple[Command, Command]:
    return script("baselines/judge.py", path, template), _check(path, template, folder)


def _check(path: Path, template: Path, folder: Path) -> Command:
    journal = folder / "judged.sqlite3"

    def forget() -> None:
        for file in folder.glob("judged.sqlite3*"):
            if file.is_file():
                file.unlink()

    asked = ("check", path, "--template", template, "--journal", journal, "--json")
    # Some numbers of these lists are none: that is code 3.
    return program(*asked, codes=(3,), before=forget)
