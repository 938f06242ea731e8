"""Conditions on where messages stand, in the words of the partial indexes."""

from typing import Final

from sqlalchemy import ColumnElement, FromClause, and_, literal_column, not_

from batch_sender.journal.schema.tables import messages
from batch_sender.models import MessageState

_SET_ASIDE: Final = frozenset(MessageState) - {
    MessageState.PENDING,
    MessageState.SENDING,
    MessageState.ACCEPTED,
}
"""Where few messages of a batch stand. Most go from one to the next of the other three, and no index by
state has to be written for them."""


def stands_at(*states: MessageState, table: FromClause = messages) -> ColumnElement[bool]:
    """Ask where a message stands, in the words of the partial indexes.

    Spelled out, not bound: a database does not use a partial index for a state it cannot see.
    """
    named: list[ColumnElement[str]] = [literal_column(f"'{state}'") for state in states]
    column = table.c.state
    found = column == named[0] if len(named) == 1 else column.in_(named)
    return found & is_set_aside(table) if _SET_ASIDE.issuperset(states) else found


def is_set_aside(table: FromClause = messages) -> ColumnElement[bool]:
    """Ask whether a message is neither pending, nor sending, nor accepted."""
    # One comparison after the other: for a list of three SQLite makes a table, at each row it writes.
    state = table.c.state
    return and_(
        state != literal_column("'pending'"),
        state != literal_column("'sending'"),
        state != literal_column("'accepted'"),
    )


def is_pending_in(batch_id: int) -> ColumnElement[bool]:
    """Ask for the pending messages of a batch, by the index of those: of a long one few may be left."""
    here = (messages.c.batch_id == batch_id) & stands_at(MessageState.PENDING)
    # Says nothing new, but which index to go by: by its key SQLite goes through all of the batch.
    return here & (messages.c.parts_done >= literal_column("0"))


def is_sending_in(batch_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Ask for the messages of a batch that are under way, by the index of all that are: a few."""
    # Of a plain column a database looks at all that the batch has.
    return (messages.c.batch_id + literal_column("0") == batch_id) & stands_at(MessageState.SENDING)


def counts_as_sent() -> ColumnElement[bool]:
    """Ask whether a message's text is under way, accepted, in doubt or half out."""
    # As what it is not: of an OR, SQLite takes a message that is sending to be found by any of these
    # indexes, and there are better ones.
    state = messages.c.state
    return not_(
        and_(
            state != literal_column("'sending'"),
            state != literal_column("'accepted'"),
            state != literal_column("'unknown'"),
            messages.c.parts_done == literal_column("0"),
        )
    )
