"""Read the looks at the phone of a batch, and how many of its new people were accepted."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from batch_sender.journal.schema.conditions import stands_at
from batch_sender.journal.schema.tables import looks, messages
from batch_sender.models import LookRecord, MessageState, SeenOnPhone


def of_batch(connection: Connection, batch_id: int) -> tuple[LookRecord, ...]:
    """Read the looks of a batch, oldest first."""
    statement = select(looks).where(looks.c.batch_id == batch_id).order_by(looks.c.id)
    return tuple(map(_look, connection.execute(statement)))


def unanswered(connection: Connection) -> list[int]:
    """Return the numbers of the batches of which nobody has answered some look, newest first."""
    statement = select(looks.c.batch_id).where(looks.c.answered_at.is_(None)).distinct()
    return sorted(connection.execute(statement).scalars(), reverse=True)


def at_phone(
    connection: Connection, batch_id: int, connection_id: int | None
) -> tuple[LookRecord, ...]:
    """Read those looks of a batch that are at the phone of one of its connections; None: it has but one."""
    every = of_batch(connection, batch_id)
    return tuple(each for each in every if each.connection_id == connection_id)


def accepted_new(connection: Connection, batch_id: int, connection_id: int | None = None) -> int:
    """Count the messages to new people that were accepted; `connection_id`: through this one of several."""
    which = are_accepted_new(batch_id, connection_id)
    statement = select(func.count()).select_from(messages).where(which)
    return connection.execute(statement).scalar_one()


def accepted_since(connection: Connection, batch_id: int, connection_id: int | None = None) -> int:
    """Count those that were accepted since the last look, or since the beginning; likewise."""
    done = at_phone(connection, batch_id, connection_id)
    every = accepted_new(connection, batch_id, connection_id)
    return max(0, every - (done[-1].accepted if done else 0))


def are_accepted_new(batch_id: int, connection_id: int | None = None) -> ColumnElement[bool]:
    """Ask for the accepted messages to new people of a batch, but for those whose person was removed.

    `connection_id`: for those through this one of several.
    """
    which = and_(
        messages.c.batch_id == batch_id,
        messages.c.new_person == 1,
        stands_at(MessageState.ACCEPTED),
        messages.c.number.is_not(None),
    )
    return which if connection_id is None else which & (messages.c.connection_id == connection_id)


def _look(row: Row[Any]) -> LookRecord:
    answers = row.answers
    return LookRecord(
        id=row.id,
        batch=row.batch_id,
        at=row.at,
        accepted=row.accepted,
        rows=tuple(row.rows),
        answers=None
        if answers is None
        else {number: SeenOnPhone(code) for number, code in answers},
        answered_at=row.answered_at,
        who=row.who,
        connection_id=row.connection_id,
    )
