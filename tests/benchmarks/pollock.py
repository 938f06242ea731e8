"""Score the reader of text files on Pollock, the public benchmark of data loading (VLDB 2023).

One table of 83 rows, spoilt in 2,290 ways; nobody is told anything of a file. They are no part of this
project, so it is measured where there is a checkout of them; the other readers are measured where they
are installed in it:

    git clone --depth 1 --filter=blob:none --sparse https://github.com/HPI-Information-Systems/Pollock CHECKOUT
    git -C CHECKOUT sparse-checkout set polluted_files
    python3 -m venv CHECKOUT/.venv && CHECKOUT/.venv/bin/pip install clevercsv duckdb pandas
    python -m tests.benchmarks --only pollock --pollock CHECKOUT

A row that the reader sets aside as a problem counts with the cells it carries; the last line of the
table leaves those rows out, as sending does.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from tests.benchmarks.measuring import Asked, LeftOut, once, python_in, script
from tests.benchmarks.pollock_score import Rows, clean_rows, score, simple_and_weighted
from tests.benchmarks.table import Scored

_OTHERS: Final = ("clevercsv", "duckdb", "pandas")
_OURS: Final = {"batch-sender": "all", "batch-sender, sound rows alone": "sound"}


def measure(asked: Asked) -> Iterator[Scored]:
    """Read all files with each reader, or a tenth of them, and score what came of each file.

    Raises:
        LeftOut: there is no checkout.
    """
    checkout = _checked(asked.pollock)
    out = asked.folder / "read.jsonl"
    what = (checkout / "polluted_files" / "csv", round(1 / asked.scale), out)
    python = python_in(checkout) or sys.executable
    for name in _OTHERS:
        command = script("baselines/pollock.py", name, *what)
        once(replace(command, arguments=(python, *command.arguments[1:])))
        yield _scored(name, out, checkout)
    for name, rows in _OURS.items():
        once(script("measured/pollock.py", rows, *what))
        yield _scored(name, out, checkout)


def _checked(checkout: Path | None) -> Path:
    if checkout is None:
        raise LeftOut("no checkout of HPI-Information-Systems/Pollock (--pollock)")
    if not (checkout / "polluted_files" / "csv" / "source.csv").exists():
        raise LeftOut(f"{checkout} holds no polluted_files/csv")
    return checkout


def _scored(reader: str, out: Path, checkout: Path) -> Scored:
    if not out.exists():
        return Scored(reader=reader, scores=None)
    weights = json.loads((checkout / "pollock_weights.json").read_text("utf-8"))
    clean = checkout / "polluted_files" / "clean"
    scores, refused = dict[str, float](), 0
    for name, rows in _written_down(out):
        scores[name] = score(clean_rows(clean / name), rows)
        refused += rows is None
    out.unlink()
    return Scored(
        reader=reader,
        scores=simple_and_weighted(scores, weights),
        read=len(scores) - refused,
        refused=refused,
    )


def _written_down(out: Path) -> Iterator[tuple[str, Rows | None]]:
    with out.open(encoding="utf-8") as file:
        for line in file:
            name, rows = json.loads(line)
            yield name, rows
