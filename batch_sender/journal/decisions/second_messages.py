"""Let in second, different messages to one person, which were skipped until a person says so."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from batch_sender.journal.batches import changes
from batch_sender.journal.decisions.requeue import REQUEUED
from batch_sender.journal.schema.conditions import stands_at
from batch_sender.journal.schema.tables import messages
from batch_sender.models import BatchState, MessageState, ProblemCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Let in up to `most` second messages of a batch, the first rows first."""

    batch_id: int
    most: int
    who: str
    now: datetime


def waiting_for_a_word(connection: Connection, batch_id: int) -> int:
    """Count the rows skipped because another row has their number and another message."""
    statement = select(func.count()).select_from(messages).where(_second(batch_id))
    return connection.execute(statement).scalar_one()


def admit(tx: Connection, *, order: Admission) -> int:
    """Put them back to `pending`; return how many. What a limit forbids is still held back there.

    Raises:
        StateConflict: the batch is no longer at `checked`.
    """
    changes.refuse_unless(tx, order.batch_id, BatchState.CHECKED, alone=True)
    here = _second(order.batch_id)
    some = select(messages.c.row).where(here).order_by(messages.c.row).limit(order.most)
    chosen = and_(here, messages.c.row.in_(some))
    changed = tx.execute(update(messages).where(chosen).values(**REQUEUED, changed_at=order.now))
    detail = {"rows": changed.rowcount}
    changes.note(
        tx, order.batch_id, "second_messages_admitted", who=order.who, detail=detail, now=order.now
    )
    return changed.rowcount


def _second(batch_id: int) -> ColumnElement[bool]:
    """Ask for those that have no other problem: text, number and file are there."""
    return and_(
        messages.c.batch_id == batch_id,
        stands_at(MessageState.SKIPPED),
        messages.c.reason == ProblemCode.DUPLICATE_OTHER_MESSAGE,
    )
