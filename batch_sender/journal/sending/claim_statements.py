"""Mark the next message `sending` on disk before it leaves.

Of all lanes, processes and machines one alone gets a message, and no two get messages to one person.
"""

import contextlib
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    bindparam,
    exists,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from batch_sender.journal.database.prepared import Prepared
from batch_sender.journal.schema.conditions import stands_at
from batch_sender.journal.schema.tables import messages
from batch_sender.journal.sending.rates import Terms
from batch_sender.models import MessageState

SET_BACK: Final = timedelta(minutes=1)
"""A change written so far in the future shows that the clock was set back since."""

_MARKED: Final = tuple(
    messages.c[name]
    for name in (
        *("batch_id", "row", "attempts", "form", "parts_done", "requeued", "expires_at"),
        *("new_person", "turn"),
        *("number", "person", "idempotency_key", "other_keys", "text", "greetings"),
        *("media_path", "media_name", "media_type", "media_size", "media_sha256", "payment_line"),
    )
)
"""What a claim needs of a row: not its cells, which are many."""


class Claimable(Enum):
    """Which messages may be marked, where a day's plan leaves some of them out.

    `BEGUN`: those of which a part is out, and the next one due. `NOT_NEW`: those not begun that go to nobody
    new. Each is one piece of the index of what is pending, in whose order they leave: whatever a list
    has besides is not gone through.
    """

    ANY = "any"
    BEGUN = "begun"
    NOT_NEW = "not new"

    def of(self, table: FromClause) -> ColumnElement[bool]:
        """Ask whether a message is one of these."""
        match self:
            case Claimable.BEGUN:
                return table.c.parts_done > 0
            case Claimable.NOT_NEW:
                return (table.c.parts_done == 0) & (table.c.turn == 0)
            case Claimable.ANY:
                return true()


def mark_next(tx: Connection, terms: Terms, now: datetime, which: Claimable) -> Any:
    """Mark the next message `sending` and return it, a named tuple; None where none of these is ready.

    Raises:
        IntegrityError: one to the same person is being marked elsewhere.
    """
    values = {"of_batch": terms.batch_id, "now": now, "long_after": now + SET_BACK}
    values |= {"changed_at": now}
    if terms.own_rows:
        values["of_connection"] = terms.connection_id
    if terms.rows is not None:
        values["of_rows"] = list(terms.rows)
    # PostgreSQL lets nothing more happen in a transaction after an error; SQLite does.
    alone = tx.begin_nested() if tx.dialect.name == "postgresql" else contextlib.nullcontext()
    with alone:
        if terms.rows is None:
            return _prepared_marking(which, own=terms.own_rows).first(tx, values)
        return tx.execute(_marking(which, among=True, own=terms.own_rows), values).first()


@cache
def _prepared_marking(which: Claimable, *, own: bool) -> Prepared:
    return Prepared(_marking(which, among=False, own=own))


@cache
def _marking(which: Claimable, *, among: bool, own: bool) -> ReturningUpdate[tuple[object, ...]]:
    """Write the mark's statement; `among`: only some rows; `own`: only those of one connection."""
    next_one = _next_pending(which, among=among, own=own).scalar_subquery()
    return (
        update(messages)
        .where(
            messages.c.batch_id == bindparam("of_batch"),
            messages.c.row == next_one,
            stands_at(MessageState.PENDING),
        )
        .values(state=MessageState.SENDING, attempts=messages.c.attempts + 1)
        .returning(*_MARKED)
    )


def _next_pending(wanted: Claimable, *, among: bool, own: bool) -> Select[tuple[int]]:
    following, other = messages.alias("following"), messages.alias("other")
    busy = exists().where(
        other.c.person == following.c.person, stands_at(MessageState.SENDING, table=other)
    )
    which = [
        following.c.batch_id == bindparam("of_batch"),
        stands_at(MessageState.PENDING, table=following),
        is_ready(following, bindparam("now"), bindparam("long_after")),
        ~busy,
    ]
    if among:
        which.append(following.c.row.in_(bindparam("of_rows", expanding=True)))
    if wanted is not Claimable.ANY:
        which.append(wanted.of(following))
    if own:
        which.append(following.c.connection_id == bindparam("of_connection"))
    return (
        select(following.c.row)
        .where(*which)
        .order_by(
            following.c.parts_done.desc(),
            following.c.turn,
            following.c.requeued,
            following.c.row,
        )
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def is_ready(table: FromClause, now: Any, long_after: Any) -> ColumnElement[bool]:
    """Ask whether a row may leave now. One changed `long_after` shows a clock that was set back."""
    return or_(
        table.c.not_before.is_(None), table.c.not_before <= now, table.c.changed_at > long_after
    )
