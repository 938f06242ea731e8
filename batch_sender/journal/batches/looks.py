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


def accepted_new(connection: Connection, batch_id: int) -> int:
    """Count the messages to new people that were accepted."""
    statement = select(func.count()).select_from(messages).where(are_accepted_new(batch_id))
    return connection.execute(statement).scalar_one()


def accepted_since(connection: Connection, batch_id: int) -> int:
    """Count those that were accepted since the last look, or since the beginning."""
    done = of_batch(connection, batch_id)
    return max(0, accepted_new(connection, batch_id) - (done[-1].accepted if done else 0))


def are_accepted_new(batch_id: int) -> ColumnElement[bool]:
    """Ask for the accepted messages to new people of a batch, but for those whose person was removed."""
    return and_(
        messages.c.batch_id == batch_id,
        messages.c.new_person == 1,
        stands_at(MessageState.ACCEPTED),
        messages.c.number.is_not(None),
    )


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
    )
