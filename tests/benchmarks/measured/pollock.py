"""Read files as batch-sender does without any flag, and write down what came of each.

python -m tests.benchmarks.measured.pollock ROWS FOLDER EVERY OUT     EVERY: 1 for all, 10 for each tenth

ROWS: "all", or "sound" for those alone that are not set aside as problems.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from batch_sender.load import ContactList, open_list
from batch_sender.load.errors import ListError
from tests.benchmarks.baselines.pollock import Rows, write_down


def reader(wanted: str) -> Callable[[Path], Rows | None]:
    """Return what reads a file: the columns' names as it has them, and its rows; None: refused."""
    rows_of = {"all": _all, "sound": _sound}[wanted]

    def read(path: Path) -> Rows | None:
        try:
            with open_list(path) as contacts:
                return [list(contacts.written), *rows_of(contacts)]
        except ListError:
            return None

    return read


def _all(contacts: ContactList) -> Iterator[list[str]]:
    return (list(contact.cells) for contact in contacts.rows())


def _sound(contacts: ContactList) -> Iterator[list[str]]:
    for chunk in contacts.chunks():
        pairs = zip(chunk.rows, chunk.cells, strict=True)
        yield from (list(cells) for row, cells in pairs if row not in chunk.faults)


if __name__ == "__main__":
    write_down(reader(sys.argv[1]), sys.argv[2:])
