"""Run the benchmarks and print their table.

python -m tests.benchmarks                at full size: most of an hour
python -m tests.benchmarks --tenth        at a tenth of the size, one run each: less than two minutes
python -m tests.benchmarks --only send    some of them alone

A script that breaks makes it fail; a time never does.
"""

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import judging, large_batch, reading_numbers, sending, starting, workbooks
from tests.benchmarks.measuring import ScriptBroke
from tests.benchmarks.table import text_of

_ALL = {
    "start": starting.measure,
    "numbers": reading_numbers.measure,
    "send": sending.measure,
    "large": large_batch.measure,
    "results": workbooks.measure,
    "judge": judging.measure,
}


def main() -> int:
    """Measure what was asked for; 1 where a script broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--tenth", action="store_true", help="a tenth of the size, one run")
    parser.add_argument("--only", choices=_ALL, nargs="+", default=list(_ALL))
    parser.add_argument("--runs", type=int, help="runs of each side; the median counts")
    asked = parser.parse_args()
    scale, runs = (0.1, asked.runs or 1) if asked.tenth else (1.0, asked.runs or 5)
    lines = []
    try:
        for name in asked.only:
            with tempfile.TemporaryDirectory() as folder:
                for line in _ALL[name](Path(folder), scale, runs):
                    lines.append(line)
                    print("  ".join(line.cells()), file=sys.stderr, flush=True)
    except ScriptBroke as err:
        print(err, file=sys.stderr)
        return 1
    print(f"{text_of(lines)}\n\n{_machine()}; median of {runs}")
    return 0


def _machine() -> str:
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, {python}{load}"


if __name__ == "__main__":
    sys.exit(main())
