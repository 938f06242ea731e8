"""A result table goes in, a CSV that Excel opens as it is comes out."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from batch_sender import language
from batch_sender.models import MessageRecord
from batch_sender.results.cells import Cell, for_csv
from batch_sender.results.table import ResultTable

# Excel parts a CSV by the list separator of Windows' regional settings, in Brazil the semicolon.
_SEPARATORS: Final = {"pt-BR": ";"}
_TIMES: Final = {"pt-BR": "%d/%m/%Y %H:%M:%S"}


def write_plain(path: Path, table: ResultTable, rows: Iterable[MessageRecord]) -> None:
    """Write UTF-8 with a BOM, CRLF line ends, `;` in Portuguese and `,` otherwise."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=_SEPARATORS.get(language.current(), ","))
        writer.writerow(map(for_csv, table.header))
        writer.writerows(_as_text(table.values(record)) for record in rows)


def _as_text(values: Iterable[Cell]) -> Iterator[str]:
    times = _TIMES.get(language.current(), "%Y-%m-%d %H:%M:%S")
    for value in values:
        match value:
            case str():
                yield for_csv(value)
            case datetime():
                yield value.strftime(times)
            case _:
                yield "" if value is None else str(value)
