"""Make a journal with one batch of so many rows, in seconds.

python -m tests.benchmarks.batches JOURNAL ROWS      to be sent at no pace; it is batch 1
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from batch_sender.config.settings import Settings
from batch_sender.journal import Journal, NewBatch
from batch_sender.models import JudgedMessage, JudgedRows, PhoneNumber
from tests.benchmarks import lists

_TOGETHER = 5000


def checked(journal: Path | str, many: int, settings: Settings, *, first: int = 2) -> int:
    """Write a batch of so many messages into a journal; return its number.

    `first`: its first row, for batches of other people than those of another batch.
    """
    new = NewBatch(
        list_path=str(Path(tempfile.gettempdir()) / "clientes.csv"),
        sheet=None,
        header=lists.HEADER,
        hidden=0,
        template="Olá!",
        settings=settings.model_dump(mode="json"),
        gap_seconds=settings.gap,
        who="benchmark",
        version="0",
    )
    with Journal(journal) as book:
        batch_id = book.batches.add(new)
        rows = _judged(many, first)
        while chunk := [message for _each, message in zip(range(_TOGETHER), rows, strict=False)]:
            book.batches.add_messages(batch_id, JudgedRows.of(chunk))
        book.batches.mark_checked(batch_id, who="benchmark", repairs={})
    return batch_id


def _judged(many: int, first: int) -> Iterator[JudgedMessage]:
    for row, cells in enumerate(lists.rows(many), first):
        number = PhoneNumber(f"55119{row:08d}")
        yield JudgedMessage(
            row=row,
            cells=cells,
            number=number,
            person=number,
            idempotency_key=f"{row:064x}",
            text=f"Olá, {cells[0]}! O valor de {cells[3]} vence em {cells[4]}.",
        )


if __name__ == "__main__":
    checked(Path(sys.argv[1]), int(sys.argv[2]), Settings(gap=0))
