"""Write the cells of a CSV into a workbook, in openpyxl's write-only mode.

python -m tests.benchmarks.baselines.workbook CSV OUT     prints the seconds that the writing took
"""

import csv
import sys
import time
from pathlib import Path

from openpyxl import Workbook


def main(cells: Path, out: Path) -> None:
    """Read all of it, then write it."""
    with cells.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    began = time.perf_counter()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Results")
    for row in rows:
        sheet.append(row)
    book.save(out)
    print(time.perf_counter() - began)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
