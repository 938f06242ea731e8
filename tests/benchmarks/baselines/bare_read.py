"""Read all cells of a list and do nothing with them: calamine for a workbook, csv for a CSV.

python -m tests.benchmarks.baselines.bare_read LIST     prints how many rows there are
"""

import sys
from pathlib import Path


def read_workbook(path: Path) -> int:
    """Read the first sheet as Python's values."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - a CSV needs no reader of workbooks

    return sum(1 for _row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows())


def read_csv(path: Path) -> int:
    """Read the rows as lists of text."""
    import csv  # noqa: PLC0415 - and a workbook none of CSV

    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _row in csv.reader(file, delimiter=";"))


if __name__ == "__main__":
    asked = Path(sys.argv[1])
    print((read_workbook if asked.suffix == ".xlsx" else read_csv)(asked))
