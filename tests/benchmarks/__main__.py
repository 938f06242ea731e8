"""Run the benchmarks and print their table.

python -m tests.benchmarks                       at full size: most of an hour
python -m tests.benchmarks --tenth               at a tenth of the size, one run each: less than two minutes
python -m tests.benchmarks --only send lanes     some of them alone

What needs something that is not here is left out, and the table says so. A script that breaks makes
it fail; a time never does.
"""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks import (
    judging,
    judging_live,
    judging_shared,
    judging_workbooks,
    lanes,
    large_batch,
    page,
    pollock,
    reading_numbers,
    recipients,
    sending,
    starting,
    workbooks,
    workers,
)
from tests.benchmarks.measuring import Asked, LeftOut, ScriptBroke
from tests.benchmarks.table import Line, Scored, text_of

_ALL: dict[str, Callable[[Asked], Iterator[Line] | Iterator[Scored]]] = {
    "start": starting.measure,
    "numbers": reading_numbers.measure,
    "judge-xlsx": judging_workbooks.measure,
    "judge-csv": judging.measure,
    "judge-long": judging.measure_long,
    "judge-live": judging_live.measure,
    "judge-workers": judging_shared.measure,
    "recipients": recipients.measure,
    "send": sending.measure,
    "lanes": lanes.measure,
    "lanes-postgres": lanes.measure_on_postgres,
    "workers": workers.measure,
    "workers-paced": workers.measure_paced,
    "large": large_batch.measure,
    "results": workbooks.measure,
    "page": page.measure,
    "pollock": pollock.measure,
}


def main() -> int:
    """Measure what was asked for; 1 where a script broke."""
    asked = _parser().parse_args()
    scale, runs = (0.1, asked.runs or 1) if asked.tenth else (1.0, asked.runs or 5)
    lines: list[Line | Scored] = []
    left_out: list[str] = []
    try:
        for name in asked.only:
            with tempfile.TemporaryDirectory() as folder:
                given = Asked(
                    folder=Path(folder),
                    scale=scale,
                    runs=runs,
                    recipients=asked.recipients and Path(asked.recipients),
                    postgres=asked.postgres,
                    pollock=asked.pollock and Path(asked.pollock),
                )
                left_out += _measure(name, given, lines)
    except ScriptBroke as err:
        print(err, file=sys.stderr)
        return 1
    print(f"{text_of(lines)}\n\n{_machine()}; median of {runs}", *left_out, sep="\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--tenth", action="store_true", help="a tenth of the size, one run")
    parser.add_argument("--only", choices=_ALL, nargs="+", default=list(_ALL))
    parser.add_argument("--runs", type=int, help="runs of each side; the median counts")
    for name, what in (
        ("recipients", "a checkout of alphagov/notifications-utils, installed in its .venv"),
        ("postgres", "the URL of a PostgreSQL server on which databases may be made"),
        ("pollock", "a checkout of HPI-Information-Systems/Pollock, with the others in its .venv"),
    ):
        variable = f"BATCH_SENDER_TEST_{name.upper()}"
        known = os.environ.get(variable)
        parser.add_argument(f"--{name}", default=known, help=f"{what}; or {variable}")
    return parser


def _measure(name: str, asked: Asked, lines: list[Line | Scored]) -> Iterator[str]:
    """Add a measurement's lines; yield why it is left out, where it is."""
    try:
        for line in _ALL[name](asked):
            lines.append(line)
            print("  ".join(line.cells()), file=sys.stderr, flush=True)
    except LeftOut as why:
        print(f"{name}: left out: {why}", file=sys.stderr, flush=True)
        yield f"Left out: {name}: {why}."


def _machine() -> str:
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, {python}{load}"


if __name__ == "__main__":
    sys.exit(main())
