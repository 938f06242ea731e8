"""Write the results as a CSV that Excel opens as it is, for people and, by its codes, for programs."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from batch_sender import language
from batch_sender.models import MessageRecord
from batch_sender.results.cells import Cell, for_csv
from batch_sender.results.table import ResultTable

# Excel parts a CSV by the list separator of Windows' regional settings, in Brazil the semicolon.
SEPARATORS: Final = {"pt-BR": ";"}


def write_plain(path: Path, table: ResultTable, rows: Iterable[MessageRecord]) -> None:
    """Write UTF-8 with a BOM, CRLF line ends, `;` in Portuguese and `,` otherwise.

    Our columns, the states and the last column are codes, and times ISO 8601, whatever the language.
    """
    table = replace(table, in_codes=True)
    write_rows(path, table.header, map(table.values, rows))


def write_rows(path: Path, header: Iterable[str], rows: Iterable[Iterable[Cell]]) -> None:
    """Write a header and rows of values in the same way."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=SEPARATORS.get(language.current(), ","))
        writer.writerow(map(for_csv, header))
        writer.writerows(map(as_text, rows))


def as_text(values: Iterable[Cell]) -> Iterator[str]:
    """Write values as a CSV holds them."""
    for value in values:
        match value:
            case str():
                yield for_csv(value)
            case datetime():
                yield f"{value:%Y-%m-%d %H:%M:%S}"
            case _:
                yield "" if value is None else str(value)
