"""Write judged messages as rows of `messages`, many at a time."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, TypeDecorator, column, table
from sqlalchemy import insert as inserting

from batch_sender.journal.schema.paths import FilePath
from batch_sender.journal.schema.tables import UtcDateTime, messages, other_texts
from batch_sender.models.table_rows import ALWAYS, RARE, ROW, TableRow

_TYPES: Final[dict[str, type[TypeDecorator[Any]]]] = {
    "changed_at": UtcDateTime,
    "expires_at": UtcDateTime,
    "media_path": FilePath,
}
_ALIKE: Final = ("batch_id", "parts_done", "attempts", "requeued", "changed_at")
_NOTHING_RARE: Final = (None,) * len(RARE)

# Of no type but for moments and paths: what is JSON in the table comes as JSON already.
_INSERT: Final = inserting(
    table(
        messages.name,
        *(column(name, _TYPES.get(name)) for name in _ALIKE + ALWAYS + RARE),
    )
)


def insert(tx: Connection, batch_id: int, rows: Sequence[TableRow], *, now: datetime) -> None:
    """Insert rows; the caller keeps to 5,000 a transaction."""
    if not rows:
        return
    alike = dict(zip(_ALIKE, (batch_id, 0, 0, 0, now), strict=True))
    tx.execute(_INSERT.values(alike), list(_values(rows)))
    others = [
        {"batch_id": batch_id, "row": always[ROW], "key": key}
        for always, _rare, keys in rows
        for key in keys
    ]
    if others:
        tx.execute(inserting(other_texts), others)


def _values(rows: Sequence[TableRow]) -> Iterator[dict[str, Any]]:
    names = ALWAYS + RARE
    for always, rare, _keys in rows:
        values = dict(zip(names, always + (rare or _NOTHING_RARE), strict=True))
        expires_at = values["expires_at"]
        values["expires_at"] = expires_at and datetime.fromisoformat(expires_at)
        yield values
