"""Tell who is a new person: nobody had an accepted message to them, and nobody said that they are known.

When a list is judged that is asked of many at once, and once more of each as a message to them leaves.
"""

from collections.abc import Collection
from functools import partial
from typing import Final

from sqlalchemy import Connection, bindparam, exists, func, or_, select, update

from batch_sender.journal.database.prepared import Prepared
from batch_sender.journal.handle import Write
from batch_sender.journal.people import known_people as known
from batch_sender.journal.schema.conditions import counts_as_sent
from batch_sender.journal.schema.statements import is_among
from batch_sender.journal.schema.tables import known_people, messages
from batch_sender.models import MessageState

# The first by the index of those: asked whether there is any, PostgreSQL goes through all messages.
_FIRST_SENT: Final = select(func.min(messages.c.person)).where(counts_as_sent())


def met(connection: Connection, people: Collection[str]) -> frozenset[str]:
    """Return who of some people, at most 5,000, is no new person."""
    return _accepted(connection, people) | known.among(connection, people)


def _accepted(connection: Connection, people: Collection[str]) -> frozenset[str]:
    """Return who has an accepted message, through whichever connection."""
    if connection.execute(_FIRST_SENT).scalar() is None:
        return frozenset()
    statement = select(messages.c.person).where(
        is_among(connection, messages.c.person, people),
        counts_as_sent(),  # in the words of the index
        messages.c.state == MessageState.ACCEPTED,
    )
    return frozenset(connection.execute(statement.distinct()).scalars())


# ── one message, right before it leaves ───────────────────────────────────────────────────────

_IS_MET: Final = Prepared(
    select(
        or_(
            exists().where(
                messages.c.person == bindparam("of_person"),
                counts_as_sent(),
                messages.c.state == MessageState.ACCEPTED,
            ),
            exists().where(known_people.c.person == bindparam("of_hash")),
        ).label("met")
    )
)


def is_new(tx: Connection, person: str) -> bool:
    """Say whether somebody is still new."""
    key = known.kept_key(tx)
    hashed = "" if key is None else known.hashed(person, key)
    return not _IS_MET.first(tx, {"of_person": person, "of_hash": hashed}).met


# ── a batch, as it begins ─────────────────────────────────────────────────────────────────────


def renew_turns(write: Write, batch_id: int, *, most: int) -> None:
    """Let those leave among the first who have become known since the list was judged."""
    last: int | None = 0
    while last is not None:
        last = write(partial(_renew_some, batch_id=batch_id, after=last, most=most))


def _renew_some(tx: Connection, *, batch_id: int, after: int, most: int) -> int | None:
    """Look at the next rows behind `after`; return the last of them, None where there is none."""
    here = messages.c.batch_id == batch_id
    # The state as a parameter: by the index of what is pending each piece would go through all of it.
    waiting = (messages.c.state == MessageState.PENDING) & (messages.c.turn > 0)
    in_order = select(messages.c.row, messages.c.person).where(
        here, messages.c.row > after, waiting
    )
    found = tx.execute(in_order.order_by(messages.c.row).limit(most))
    some: dict[int, str] = {each.row: each.person for each in found}
    if not some:
        return None
    known_since = met(tx, set(some.values()))
    rows = [row for row, person in some.items() if person in known_since]
    if rows:
        tx.execute(update(messages).where(here, waiting, messages.c.row.in_(rows)).values(turn=0))
    return max(some)
