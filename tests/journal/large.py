"""A journal whose one batch is as long as the longest lists, made in a second or two."""

from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, String, cast, insert, literal, select

from batch_sender.journal import Journal
from batch_sender.journal.schema.tables import messages
from tests.journal.desk import Desk, text
from tests.support import FakeClock

MANY: Final = 200_000


def running_batch(path: Path) -> int:
    """Make a journal at `path` with one running batch, rows 1 to MANY; return the batch's number."""
    clock = FakeClock()
    with Journal(path, now=clock.now) as journal:
        batch_id = Desk(journal, clock).running(text(1))
        made = 1
        while made < MANY:
            doubled = _doubled(made)
            journal._handle.writer.run(partial(Connection.execute, statement=doubled))
            made = min(2 * made, MANY)
    return batch_id


def _doubled(made: int) -> Any:
    """Insert rows like the first ones, behind the first `made`, up to MANY in all."""
    row = messages.c.row + made
    person = literal("p").concat(cast(row, String))
    own = {"row": row, "person": person, "number": person, "idempotency_key": person}
    columns = [own.get(column.name, column) for column in messages.c]
    return insert(messages).from_select(list(messages.c), select(*columns).where(row <= MANY))
