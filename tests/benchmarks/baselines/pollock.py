"""Read files as Pollock's own scripts do, but told nothing of them; write down what came of each.

PYTHON -m tests.benchmarks.baselines.pollock READER FOLDER EVERY OUT     EVERY: 1 for all, 10 for each tenth

READER is clevercsv, duckdb or pandas. Without it in the environment of PYTHON there is no OUT.
"""

import csv
import importlib.util
import io
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Rows = list[list[str]]


def main(reader: str, arguments: Sequence[str]) -> None:
    """Read with what is asked for, if it is there."""
    if importlib.util.find_spec(reader):
        write_down(_tried(_READERS[reader]), arguments)


def write_down(read: Callable[[Path], Rows | None], arguments: Sequence[str]) -> None:
    """Read each file of a folder; write its name and the rows down, None where it was refused."""
    folder, every, out = arguments
    paths = sorted(Path(folder).glob("*.csv"))[:: int(every)]
    with Path(out).open("w", encoding="utf-8") as file:
        for path in paths:
            print(json.dumps([path.name, read(path)]), file=file)


def _tried(read: Callable[[Path], Rows]) -> Callable[[Path], Rows | None]:
    def tried(path: Path) -> Rows | None:
        try:
            return read(path)
        except Exception:  # noqa: BLE001 - whatever a reader raises, it refused the file
            return None

    return tried


def _with_clevercsv(path: Path) -> Rows:
    import clevercsv  # type: ignore[import-not-found]  # noqa: PLC0415 - in its own environment

    text = path.read_bytes().decode("utf-8")
    dialect = clevercsv.Sniffer().sniff(text)
    return list(clevercsv.reader(io.StringIO(text, newline=""), dialect))


def _with_duckdb(path: Path) -> Rows:
    import duckdb  # type: ignore[import-not-found]  # noqa: PLC0415 - in its own environment

    tolerant = {"strict_mode": False, "ignore_errors": True, "null_padding": True}
    return _rows_of(duckdb.connect().read_csv(str(path), **tolerant).df())


def _with_pandas(path: Path) -> Rows:
    import pandas as pd  # noqa: PLC0415 - the others need none

    return _rows_of(pd.read_csv(path, dtype=object, on_bad_lines="skip"))


def _rows_of(table: Any) -> Rows:
    return list(csv.reader(io.StringIO(table.to_csv(index=False), newline="")))


_READERS: dict[str, Callable[[Path], Rows]] = {
    "clevercsv": _with_clevercsv,
    "duckdb": _with_duckdb,
    "pandas": _with_pandas,
}

if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
