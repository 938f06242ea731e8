"""Keep what the files of a batch held when it was judged, by which a later change is known."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select

from batch_sender.journal.schema.tables import judged_files
from batch_sender.models import FileContent, FileRole, JudgedFile


def add(tx: Connection, batch_id: int, files: Sequence[JudgedFile]) -> None:
    """Write down the files of a new batch, the list first."""
    rows = [
        {
            "batch_id": batch_id,
            "position": position,
            "role": each.role,
            "path": str(each.path),
            "size": each.content.size,
            "sha256": each.content.sha256,
        }
        for position, each in enumerate(files)
    ]
    if rows:
        tx.execute(insert(judged_files), rows)


def forget(tx: Connection, batch_ids: Select[Any]) -> None:
    """Forget the files of batches that were never judged to their end."""
    tx.execute(delete(judged_files).where(judged_files.c.batch_id.in_(batch_ids)))


def of_batch(connection: Connection, batch_id: int) -> tuple[JudgedFile, ...]:
    """Return the files that a batch was judged from; none of one that an older version judged."""
    mine = select(judged_files).where(judged_files.c.batch_id == batch_id)
    return tuple(
        JudgedFile(
            role=FileRole(row.role),
            path=Path(row.path),
            content=FileContent(size=row.size, sha256=row.sha256),
        )
        for row in connection.execute(mine.order_by(judged_files.c.position))
    )
