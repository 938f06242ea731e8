"""Stop what a batch has for one connection, and the batch once nothing but stopped parts is left of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, exists, select, update

from batch_sender.journal.batches import changes
from batch_sender.journal.batches.changes import Change
from batch_sender.journal.schema.conditions import stands_at
from batch_sender.journal.schema.tables import connections, messages
from batch_sender.journal.schema.worker_tables import batch_connections
from batch_sender.models import BatchState, MessageState

_PART = batch_connections.c


@dataclass(frozen=True, slots=True, kw_only=True)
class PartStop:
    """Why nothing more of a batch leaves through a connection; `until`: as the server has said."""

    batch_id: int
    connection_id: int
    because: str
    who: str
    now: datetime
    sender: str | None = None
    until: datetime | None = None


def stop(tx: Connection, order: PartStop) -> bool:
    """Stop a part of a running batch; False where it stands already, or another sender has the batch."""
    state = changes.state_held(tx, order.batch_id)
    if state is not BatchState.RUNNING or not changes.is_sent_by(tx, order.batch_id, order.sender):
        return False
    if not mark(tx, order.batch_id, order.connection_id, because=order.because):
        return False
    detail = {"because": order.because, "connection": _name(tx, order.connection_id)}
    if order.until is not None:
        detail["until"] = order.until.isoformat()
    changes.note(tx, order.batch_id, "part_paused", who=order.who, detail=detail, now=order.now)
    return True


def mark(tx: Connection, batch_id: int, connection_id: int, *, because: str) -> bool:
    """Write down why nothing leaves through a connection; False where it stands already, or is no part."""
    here = (_PART.batch_id == batch_id) & (_PART.connection_id == connection_id)
    going = here & _PART.paused_because.is_(None)
    stopped = update(batch_connections).where(going).values(paused_because=because)
    return tx.execute(stopped).rowcount > 0


def pause_if_stopped(tx: Connection, batch_id: int, *, who: str, now: datetime) -> bool:
    """Pause a running batch of which nothing is left but for connections that are stopped; say whether it was."""
    state = changes.state_held(tx, batch_id, alone=True)
    if state is not BatchState.RUNNING or _goes_on(tx, batch_id):
        return False
    stopped = (
        select(_PART.paused_because, connections.c.name, connections.c.address)
        .join(connections, connections.c.id == _PART.connection_id)
        .where(_PART.batch_id == batch_id, _PART.paused_because.is_not(None), _has_rows(batch_id))
        .order_by(_PART.position)
    )
    found = tx.execute(stopped).all()
    if not found:
        return False
    because = found[0].paused_because
    names = [row.name or row.address for row in found]
    change = Change(
        to=BatchState.PAUSED,
        came_from=(BatchState.RUNNING,),
        kind="paused",
        who=who,
        detail={"because": because, "connections": names},
        values={"paused_because": because},
    )
    changes.move(tx, batch_id, change, now=now)
    return True


def _goes_on(tx: Connection, batch_id: int) -> bool:
    """Say whether something may still leave, or is on its way, through a connection that is not stopped."""
    going = exists().where(
        _PART.batch_id == batch_id,
        _PART.connection_id == messages.c.connection_id,
        _PART.paused_because.is_(None),
    )
    here = messages.c.batch_id == batch_id
    moving = stands_at(MessageState.PENDING, MessageState.SENDING)
    return tx.execute(select(exists().where(here, moving, going))).scalar_one()


def _has_rows(batch_id: int) -> ColumnElement[bool]:
    return exists().where(
        messages.c.batch_id == batch_id,
        messages.c.connection_id == _PART.connection_id,
        stands_at(MessageState.PENDING),
    )


def _name(tx: Connection, connection_id: int) -> str:
    named = select(connections.c.name, connections.c.address)
    row = tx.execute(named.where(connections.c.id == connection_id)).one()
    return str(row.name or row.address)
