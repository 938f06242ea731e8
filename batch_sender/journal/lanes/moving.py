"""Start a connection's lane somewhere, and give it up again; each start raises its epoch."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, exists, or_, select, update

from batch_sender.journal.batches import changes
from batch_sender.journal.schema.conditions import stands_at
from batch_sender.journal.schema.statements import insert_if_absent
from batch_sender.journal.schema.tables import batches, messages
from batch_sender.journal.schema.worker_tables import batch_connections, lanes
from batch_sender.models import BatchState, MessageState

_NEVER_STARTED: Final = 0


def start(tx: Connection, connection_id: int, worker: str, *, now: datetime) -> int:
    """Raise the lane's epoch and return it: whoever had an earlier one writes nothing from here on."""
    key = {"connection_id": connection_id}
    insert_if_absent(tx, lanes, **key, epoch=_NEVER_STARTED, started_at=now)
    raised = (
        update(lanes)
        .where(lanes.c.connection_id == connection_id)
        .values(epoch=lanes.c.epoch + 1, worker=worker, started_at=now)
        .returning(lanes.c.epoch)
    )
    return int(tx.execute(raised).scalar_one())


def give_up(tx: Connection, connection_id: int, epoch: int) -> None:
    """Say that nobody holds the lane, unless somebody has started it since."""
    held = (lanes.c.connection_id == connection_id) & (lanes.c.epoch == epoch)
    tx.execute(update(lanes).where(held).values(worker=None))


def let_go(tx: Connection, worker: str, connections: Collection[int]) -> None:
    """Say that a worker does not hold these lanes any more; whoever else has started one keeps it."""
    theirs = (lanes.c.worker == worker) & lanes.c.connection_id.in_(connections)
    tx.execute(update(lanes).where(theirs).values(worker=None))


def take_over(tx: Connection, connection_id: int, *, now: datetime) -> dict[int, int]:
    """Settle what a dead worker left at `sending` on this lane; return how many messages of which batches.

    Only for who has just started it: what an earlier epoch marked is under way no more, as far as the
    journal will ever know.
    """
    rows = select(messages.c.batch_id).join(batches, batches.c.id == messages.c.batch_id)
    of_batches = tx.execute(rows.where(_under_way(connection_id)).distinct()).scalars().all()
    return {
        batch_id: changes.take_over(tx, batch_id, now=now, connection_id=connection_id)
        for batch_id in of_batches
    }


def _under_way(connection_id: int) -> ColumnElement[bool]:
    return stands_at(MessageState.SENDING) & (batches.c.by_workers == 1) & is_through(connection_id)


def is_through(connection_id: int) -> ColumnElement[bool]:
    """Ask for messages that leave through a connection, joined with their batches."""
    return or_(
        messages.c.connection_id == connection_id,
        messages.c.connection_id.is_(None) & (batches.c.connection_id == connection_id),
    )


def connections_of(connection: Connection, batch_id: int) -> frozenset[int]:
    """Return the numbers of the connections that a batch leaves through now."""
    among = select(batch_connections.c.connection_id, batch_connections.c.paused_because).where(
        batch_connections.c.batch_id == batch_id
    )
    if several := connection.execute(among).all():
        return frozenset(each.connection_id for each in several if each.paused_because is None)
    alone = select(batches.c.connection_id).where(batches.c.id == batch_id)
    found = connection.execute(alone).scalar()
    return frozenset() if found is None else frozenset({found})


def has_several(connection: Connection, batch_id: int) -> bool:
    """Say whether the rows of a batch were dealt to connections of their own."""
    dealt = exists().where(batch_connections.c.batch_id == batch_id)
    return bool(connection.execute(select(dealt)).scalar())


def left_behind(connection: Connection) -> dict[int, int]:
    """Count the messages at `sending` in batches of workers, by the connection they leave through."""
    through = select(messages.c.connection_id, batches.c.connection_id).join(
        batches, batches.c.id == messages.c.batch_id
    )
    under_way = through.where(stands_at(MessageState.SENDING), batches.c.by_workers == 1)
    counted: dict[int, int] = {}
    for own, of_batch in connection.execute(under_way):
        counted[own or of_batch] = counted.get(own or of_batch, 0) + 1
    return counted


def still_running(connection: Connection) -> frozenset[int]:
    """Return the batches that workers send and nobody has paused or cancelled."""
    wanted_ones = (batches.c.state == BatchState.RUNNING) & (batches.c.by_workers == 1)
    return frozenset(connection.execute(select(batches.c.id).where(wanted_ones)).scalars())
