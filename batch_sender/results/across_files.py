"""Write the sums across batches as a workbook, a page, a CSV or JSON Lines."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from batch_sender import language
from batch_sender.models import MessageState
from batch_sender.results.across import LABELS, STATES, Across, counts
from batch_sender.results.across_book import write_across_book
from batch_sender.results.cells import Cell, for_csv
from batch_sender.results.page.across import write_across_page
from batch_sender.results.place import check_results_path, put_in_place
from batch_sender.results.plain import SEPARATORS

_CODES: Final = ("read", *(state.value for state in STATES))


def write_across(path: Path, across: Across) -> Path:
    """Write the sums to `path`, as its ending says; return the path really written.

    Raises:
        ResultsError: the path cannot take results, or the system refused to write them.
    """
    check_results_path(path)
    write = _WRITERS[path.suffix.lower()]
    return put_in_place(
        path, lambda target: write(target, across), batch=f"--since {across.since.isoformat()}"
    )


def _plain(path: Path, across: Across) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=SEPARATORS.get(language.current(), ","))
        writer.writerow([*LABELS, *_CODES])
        for key, counter in sorted(across.sums.items()):
            writer.writerow([*map(for_csv, key), *counts(counter)])


def _lines(path: Path, across: Across) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in as_objects(across):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def as_objects(across: Across) -> Iterator[dict[str, Cell]]:
    """Yield the finest sums, each with its day, connection and text."""
    for key, counter in sorted(across.sums.items()):
        yield {**key._asdict(), **by_code(counter)}


def by_code(counter: Counter[MessageState]) -> dict[str, int]:
    """Return sums under the codes of the JSON summary."""
    return dict(zip(_CODES, counts(counter), strict=True))


_WRITERS: Final[dict[str, Callable[[Path, Across], None]]] = {
    ".xlsx": write_across_book,
    ".csv": _plain,
    ".jsonl": _lines,
    ".html": write_across_page,
}
