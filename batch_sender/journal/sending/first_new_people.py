"""Count what became of the first messages to new people that a connection sent, over all its batches."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Integer, bindparam, select, update

from batch_sender.journal import states
from batch_sender.journal.database.prepared import Prepared
from batch_sender.journal.schema.tables import connections
from batch_sender.models import Accepted, Reason, Rejected, Unknown

FIRST: Final = 100
"""So many messages to new people are counted; then the connection's number is no longer young."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstNewPeople:
    """How many messages to new people got an answer or may have left, and how many were refused."""

    tried: int = 0
    refused: int = 0

    @property
    def are_complete(self) -> bool:
        """Whether no more are counted."""
        return self.tried >= FIRST


def first_new_people(connection: Connection, connection_id: int) -> FirstNewPeople:
    """Return what became of the first messages to new people through a connection."""
    counted = select(connections.c.new_tried, connections.c.new_refused)
    row = connection.execute(counted.where(connections.c.id == connection_id)).first()
    if row is None:
        return FirstNewPeople()
    return FirstNewPeople(tried=row.new_tried, refused=row.new_refused)


_COUNT: Final = Prepared(
    update(connections)
    .where(connections.c.id == bindparam("of_connection"), connections.c.new_tried < FIRST)
    .values(
        new_tried=connections.c.new_tried + 1,
        new_refused=connections.c.new_refused + bindparam("more", type_=Integer),
    )
)


def count(tx: Connection, connection_id: int, ending: states.Ending) -> None:
    """Count a message to a new person; one that surely did not leave is none.

    In the transaction that records it, so that whoever sends through the connection counts together.
    """
    match ending:
        case Rejected(status=None):
            return  # by the gateway: no request was made
        case Accepted() | Rejected() | Unknown():
            refused = isinstance(ending, Rejected) and ending.reason is Reason.REFUSED
            _COUNT.run(tx, {"of_connection": connection_id, "more": int(refused)})
