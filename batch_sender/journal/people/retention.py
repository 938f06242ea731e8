"""Keep the retention rule, and find the batches that it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, exists, select

from batch_sender.journal.batches import changes
from batch_sender.journal.schema.statements import insert_if_absent
from batch_sender.journal.schema.tables import batches, events, meta
from batch_sender.models import BatchState

_RETENTION: Final = "retention_days"

ENDED: Final = (BatchState.FINISHED, BatchState.CANCELLED)
"""Where a batch stands that may be purged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OlderBatches:
    """Batches older than some moment: those that ended, and those that did not and keep everything."""

    ended: Sequence[int]
    not_ended: Sequence[int]


def older_than(connection: Connection, moment: datetime) -> OlderBatches:
    """Find the batches that ended before a moment and hold people, and older ones that never did."""
    purged = exists().where(events.c.batch_id == batches.c.id, events.c.kind == "purged")
    ended = select(batches.c.id).where(
        batches.c.state.in_(ENDED), batches.c.ended_at < moment, ~purged
    )
    waiting = (BatchState.CHECKED, BatchState.RUNNING, BatchState.PAUSED)
    not_ended = select(batches.c.id).where(
        batches.c.state.in_(waiting), batches.c.created_at < moment
    )
    return OlderBatches(
        ended=sorted(connection.execute(ended).scalars()),
        not_ended=sorted(connection.execute(not_ended).scalars()),
    )


def retention(connection: Connection) -> int | None:
    """Return after how many days people are removed by themselves; None: never."""
    kept = connection.execute(select(meta.c.value).where(meta.c.key == _RETENTION)).scalar()
    return None if kept is None else int(kept)


def set_retention(tx: Connection, days: int | None, *, who: str, now: datetime) -> None:
    """Write the rule down; None: from now on nobody is removed by itself."""
    tx.execute(delete(meta).where(meta.c.key == _RETENTION))
    if days is not None:
        insert_if_absent(tx, meta, key=_RETENTION, value=str(days))
    changes.note(tx, None, "retention_set", who=who, detail={"days": days}, now=now)
