"""Score what a reader made of a file as Pollock does (VLDB 2023): ten measures from 0 to 1, summed.

Whether it was read at all; then precision, recall and F1 of the header's cells, of the records and of
all cells, each compared as a bag: order does not count. A record is its cells written one behind the
other, so that an empty cell too many spoils no record.
"""

import csv
import datetime as dt
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

Rows = Sequence[Sequence[str]]

FULL: Final = 10.0
"""The score of a file that was read as it should be."""

_TRUTHS: Final = {"true": "1", "false": "0"}
_AMOUNT: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")
_DATES: Final = ("%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y")
"""The month first where it can be, as their library reads it."""


def clean_rows(path: Path) -> Rows:
    """Read a clean file: commas, all quoted."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def score(clean: Rows, loaded: Rows | None) -> float:
    """Score the rows that were loaded, the header first; None: the file was refused."""
    if loaded is None:
        return 0.0
    if not clean:
        return FULL
    clean, loaded = _one_break(clean), _one_break(loaded)
    return (
        1.0
        + _measures(map(_plain, clean[0]), map(_plain, loaded[0] if loaded else ()))
        + _measures(map(_record, clean[1:]), map(_record, loaded[1:]))
        + _measures(_cells(clean), _cells(loaded))
    )


def simple_and_weighted(
    scores: Mapping[str, float], weights: Mapping[str, float]
) -> tuple[float, float]:
    """Return the mean of the files' scores, and that which counts a file by how common its kind is."""
    whole = sum(weights[name] for name in scores)
    weighted = sum(each * weights[name] for name, each in scores.items()) / whole
    return sum(scores.values()) / len(scores), weighted


def _measures(clean: Iterable[Hashable], loaded: Iterable[Hashable]) -> float:
    """Return precision, recall and their F1, summed."""
    wanted, found = Counter(clean), Counter(loaded)
    if not wanted:
        return 3.0
    right = (wanted & found).total()
    if not right:
        return 0.0
    precision, recall = right / found.total(), right / wanted.total()
    return precision + recall + 2 * precision * recall / (precision + recall)


def _one_break(rows: Rows) -> Rows:
    return [[cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row] for row in rows]


def _cells(rows: Rows) -> Iterable[str]:
    return (cell for row in rows for cell in row)


def _record(cells: Sequence[str]) -> str:
    return "".join(map(_plain, cells))


@cache
def _plain(cell: str) -> str:
    """Return a cell as headers and records are compared: a number, date or amount by what it says."""
    if not cell.strip():
        return cell
    if cell.lower() in _TRUTHS:
        return _TRUTHS[cell.lower()]
    for read in (int, float, dt.time.fromisoformat, _date):
        with suppress(ValueError):
            return str(read(cell))
    if "$" in cell and (amount := _AMOUNT.search(cell)):
        return f"${float(amount[0].replace(',', ''))}"
    return cell.lower()


def _date(cell: str) -> dt.date:
    for notation in _DATES:
        with suppress(ValueError):
            return dt.datetime.strptime(cell, notation).date()  # noqa: DTZ007 - a day alone
    raise ValueError(cell)
