"""Measure judging a CSV beside GOV.UK Notify's `RecipientCSV`, which does the same in memory.

It is no package of the registry, so it is measured where there is a checkout of it:

    git clone https://github.com/alphagov/notifications-utils CHECKOUT
    python3.12 -m venv CHECKOUT/.venv && CHECKOUT/.venv/bin/pip install CHECKOUT
    python -m tests.benchmarks --only recipients --recipients CHECKOUT
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.checks import check, list_in, template_in
from tests.benchmarks.measuring import Asked, LeftOut, python_in, script, side_by_side, warm
from tests.benchmarks.table import Line, timed


def measure(asked: Asked) -> Iterator[Line]:
    """Judge one list by both, with numbers that both read.

    Raises:
        LeftOut: there is no checkout, or none that was installed.
    """
    python = _python_of(asked.recipients)
    template, many = template_in(asked.folder), asked.many(100_000)
    path = list_in(asked.folder / "list.csv", many, "--international")
    here = script("baselines/recipients.py", path, template)
    theirs = replace(here, arguments=(python, *here.arguments[1:]))
    ours = check(path, template)
    warm(theirs, ours)
    theirs_took, ours_took = side_by_side(asked.runs, theirs, ours)
    yield timed(f"judge a {many:,}-row CSV, beside RecipientCSV", theirs_took, ours_took)


def _python_of(checkout: Path | None) -> str:
    if checkout is None:
        raise LeftOut("no checkout of alphagov/notifications-utils (--recipients)")
    python = python_in(checkout)
    if python is None:
        raise LeftOut(f"{checkout} has no .venv in which it is installed")
    return python
