"""Fence lanes that move between machines: each start of a lane has an epoch, and only the newest one writes."""

from typing import Final

from sqlalchemy import Connection, bindparam, exists, select

from batch_sender.journal.database.prepared import Prepared
from batch_sender.journal.schema.migrations import HEAD, VERSION_TABLE
from batch_sender.journal.schema.worker_tables import lanes

_NEWEST: Final = select(lanes.c.epoch).where(
    lanes.c.connection_id == bindparam("of"), lanes.c.epoch == bindparam("at")
)
# Held to the transaction's end: who raises the epoch waits for it, and finds the mark or the outcome.
_CURRENT: Final = Prepared(_NEWEST.with_for_update(read=True))
_MAY_CLAIM: Final = Prepared(
    _NEWEST.where(exists().where(VERSION_TABLE.c.version_num == HEAD)).with_for_update(
        read=True, of=lanes
    )
)


def may_claim(tx: Connection, connection_id: int, epoch: int | None) -> bool:
    """Say so of a claim: besides, a newer program must not have migrated the journal.

    Older workers end then. What they have in flight they still record, and mark nothing more.
    """
    return epoch is None or _MAY_CLAIM.first(tx, {"of": connection_id, "at": epoch}) is not None


def is_current(tx: Connection, connection_id: int, epoch: int | None) -> bool:
    """Say whether this is the newest start of a connection's lane; None: of no worker's, which have none."""
    return epoch is None or _CURRENT.first(tx, {"of": connection_id, "at": epoch}) is not None
