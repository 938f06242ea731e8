"""Count a batch's messages by state and by problem, and the calls that are left."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, literal_column, select, true, union_all

from batch_sender.journal.schema.conditions import (
    is_pending_in,
    is_sending_in,
    is_set_aside,
    stands_at,
)
from batch_sender.journal.schema.tables import attempts, batches, messages
from batch_sender.models import BatchState, Counts, Form, MessageState

_ALL: Final = "all"


def counts(connection: Connection, batch_id: int) -> Counts:
    """Count a batch's messages by state; those that were accepted are all that is left."""
    here = messages.c.batch_id == batch_id
    return _of(connection, here, is_sending_in(batch_id))


def totals(connection: Connection) -> Counts:
    """Count the messages of all batches by state."""
    return _of(connection, true(), stands_at(MessageState.SENDING))


def batches_by_state(connection: Connection) -> dict[str, int]:
    """Count the batches at each state that occurs."""
    found = connection.execute(select(batches.c.state, func.count()).group_by(batches.c.state))
    return {str(state): int(number) for state, number in found}


def calls_since(connection: Connection, moment: datetime) -> int:
    """Count the calls of running batches that began since a moment."""
    running = select(batches.c.id).where(batches.c.state == BatchState.RUNNING)
    recent = attempts.c.batch_id.in_(running), attempts.c.started_at >= moment
    return connection.execute(select(func.count()).where(*recent)).scalar() or 0


def _of(connection: Connection, here: ColumnElement[bool], sending: ColumnElement[bool]) -> Counts:
    # One statement: on PostgreSQL a message could move between two.
    found = connection.execute(
        union_all(
            _counted(_ALL, here),
            _counted(MessageState.PENDING, here & stands_at(MessageState.PENDING)),
            _counted(MessageState.SENDING, sending),
            select(messages.c.state, func.count())
            .where(here, is_set_aside())
            .group_by(messages.c.state),
        )
    )
    counted = {state: number for state, number in found if number}
    every = counted.pop(_ALL, 0)
    return Counts(**counted, accepted=every - sum(counted.values()))


def problems(connection: Connection, batch_id: int) -> dict[str, int]:
    """Count the skipped messages of a batch by their reason, the most frequent first."""
    found = connection.execute(
        select(messages.c.reason, func.count())
        .where(messages.c.batch_id == batch_id, stands_at(MessageState.SKIPPED))
        .group_by(messages.c.reason)
        .order_by(func.count().desc(), messages.c.reason)
    )
    return {row[0]: row[1] for row in found}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsLeft:
    """How many calls pending messages still need, and how many parts a message has, at most."""

    calls: int
    each: int


def calls_left(connection: Connection, batch_id: int) -> CallsLeft:
    """Count the calls that the pending messages of a batch still need."""
    found = connection.execute(
        select(messages.c.form, messages.c.parts_done, func.count())
        .where(is_pending_in(batch_id))
        .group_by(messages.c.form, messages.c.parts_done)
    )
    parts = [(len(Form(form).parts), done, number) for form, done, number in found]
    return CallsLeft(
        calls=sum((every - done) * number for every, done, number in parts),
        each=max((every for every, _done, _number in parts), default=0),
    )


def new_people_left(connection: Connection, batch_id: int) -> int:
    """Count the new people whom a batch has still to write to."""
    new = is_pending_in(batch_id) & (messages.c.new_person == 1)
    return connection.execute(select(func.count()).select_from(messages).where(new)).scalar_one()


def _counted(name: str, which: ColumnElement[bool]) -> Any:
    return select(literal_column(f"'{name}'"), func.count()).where(which).select_from(messages)
