"""Read the connections of a batch that has several, and what became of each one's rows."""

from collections import defaultdict

from sqlalchemy import Connection, func, select, update

from batch_sender.journal.schema.conditions import is_pending_in
from batch_sender.journal.schema.tables import batches, connections, messages
from batch_sender.journal.schema.worker_tables import batch_connections
from batch_sender.models import Counts, PartRecord


def of_batch(connection: Connection, batch_id: int) -> tuple[PartRecord, ...]:
    """Read a batch's connections in their order, with the rows of each counted; none where it has but one.

    Rows that were left out before they were dealt are in none of these counts.
    """
    statement = (
        select(batch_connections, connections.c.name, connections.c.address)
        .join(connections, connections.c.id == batch_connections.c.connection_id)
        .where(batch_connections.c.batch_id == batch_id)
        .order_by(batch_connections.c.position)
    )
    found = connection.execute(statement).all()
    if not found:
        return ()
    counted = _counted(connection, batch_id)
    return tuple(
        PartRecord(
            id=row.connection_id,
            name=row.name or row.address,
            address=row.address,
            weight=row.weight,
            paused_because=row.paused_because,
            counts=Counts(**counted[row.connection_id]),
        )
        for row in found
    )


def fingerprints(connection: Connection, batch_id: int) -> dict[str, int]:
    """Return the connections that a batch leaves through, if it was started: their numbers by keyed hash.

    Of several those that rows are dealt to.
    """
    several = (
        select(connections.c.fingerprint, connections.c.id)
        .join(batch_connections, batch_connections.c.connection_id == connections.c.id)
        .where(batch_connections.c.batch_id == batch_id)
    )
    found = connection.execute(several.where(batch_connections.c.weight > 0)).all()
    if not found:
        one = select(connections.c.fingerprint, connections.c.id).join(
            batches, batches.c.connection_id == connections.c.id
        )
        found = connection.execute(one.where(batches.c.id == batch_id)).all()
    return {row.fingerprint: row.id for row in found}


def undealt(connection: Connection, batch_id: int) -> int:
    """Count the pending rows of which it is not settled yet through which connection they leave."""
    which = is_pending_in(batch_id) & messages.c.connection_id.is_(None)
    return connection.execute(select(func.count()).select_from(messages).where(which)).scalar_one()


def start_again(tx: Connection, batch_id: int, *, but: frozenset[int]) -> None:
    """Let all parts of a batch go on, but those of some connections."""
    theirs = (batch_connections.c.batch_id == batch_id) & batch_connections.c.connection_id.not_in(
        but
    )
    tx.execute(update(batch_connections).where(theirs).values(paused_because=None))


def _counted(connection: Connection, batch_id: int) -> dict[int, dict[str, int]]:
    statement = (
        select(messages.c.connection_id, messages.c.state, func.count())
        .where(messages.c.batch_id == batch_id, messages.c.connection_id.is_not(None))
        .group_by(messages.c.connection_id, messages.c.state)
    )
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    for through, state, number in connection.execute(statement):
        counted[through][state] = number
    return counted
