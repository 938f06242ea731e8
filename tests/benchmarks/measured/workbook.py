"""Write a batch's results workbook from the journal.

python -m tests.benchmarks.measured.workbook JOURNAL BATCH OUT     prints the seconds it took
"""

import sys
import time
from pathlib import Path

from batch_sender.journal import Journal
from batch_sender.results import write_results


def main(journal: Path, batch_id: int, out: Path) -> None:
    """Write it."""
    with Journal(journal) as book:
        began = time.perf_counter()
        write_results(out, batch=book.batches.one(batch_id), rows=book.messages.rows(batch_id))
        print(time.perf_counter() - began)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
