"""Read files as batch-sender does without any flag, and write down what came of each.

python -m tests.benchmarks.measured.pollock FOLDER EVERY OUT     EVERY: 1 for all, 10 for each tenth
"""

import sys
from pathlib import Path

from batch_sender.load import open_list
from batch_sender.load.errors import ListError
from tests.benchmarks.baselines.pollock import write_down


def read(path: Path) -> list[list[str]] | None:
    """Return the columns' names as the file has them and the rows, those set aside too; None: refused."""
    try:
        with open_list(path) as contacts:
            rows = [list(contact.cells) for contact in contacts.rows()]
            return [list(contacts.written), *rows]
    except ListError:
        return None


if __name__ == "__main__":
    write_down(read, sys.argv[1:])
