"""Fence lanes that move between machines: each start of a lane has an epoch, and only the newest one writes."""

from typing import Final

from sqlalchemy import Connection, bindparam, select

from batch_sender.journal.database.prepared import Prepared
from batch_sender.journal.schema.worker_tables import lanes

# Held to the transaction's end: who raises the epoch waits for it, and finds the mark or the outcome.
_CURRENT: Final = Prepared(
    select(lanes.c.epoch)
    .where(lanes.c.connection_id == bindparam("of"), lanes.c.epoch == bindparam("at"))
    .with_for_update(read=True)
)


def is_current(tx: Connection, connection_id: int, epoch: int | None) -> bool:
    """Say whether this is the newest start of a connection's lane; None: of no worker's, which have none."""
    return epoch is None or _CURRENT.first(tx, {"of": connection_id, "at": epoch}) is not None
