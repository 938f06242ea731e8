"""Lists long enough to be shared, with whatever makes rows hang on each other, and their batches compared."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select

from batch_sender.journal import Journal
from batch_sender.journal.schema.tables import batches, events, messages, other_texts
from tests.benchmarks.lists import HEADER, rows_with_problems
from tests.compose.payments.written import boleto, pix, pix_charge

LONG = 9_000
_OF_ITS_OWN = {"id", "batch_id", "created_at", "changed_at", "at"}


def long_list(path: Path, many: int = LONG) -> Path:
    """Write a list of which every sixth row has a problem, and people come back thousands of rows later."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow((*HEADER, "pix"))
        for at, row in enumerate(_rows(many)):
            writer.writerow((*row, _LINES[at % len(_LINES)] if at % 200 == 5 else ""))
    return path


def _rows(many: int) -> Iterator[tuple[str, ...]]:
    every = list(rows_with_problems(many))
    for at, row in enumerate(every):
        again = at % 50 == 49
        yield every[at - at // 2] if again else row


_LINES = (pix_charge(), boleto(due=None), pix(), "PIX")


def everything(journal: Journal, batch_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return all that the journal has of a batch, without what any other one would have otherwise."""
    found: dict[str, list[dict[str, Any]]] = {}
    with journal._handle.engine.connect() as connection:
        for table, key in (
            (messages, messages.c.batch_id),
            (other_texts, other_texts.c.batch_id),
            (events, events.c.batch_id),
            (batches, batches.c.id),
        ):
            rows = connection.execute(select(table).where(key == batch_id)).mappings()
            plain = ({k: v for k, v in row.items() if k not in _OF_ITS_OWN} for row in rows)
            found[table.name] = sorted(plain, key=lambda row: (row.get("row", 0), repr(row)))
    return found
