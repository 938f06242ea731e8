"""Draw some new people of a batch whose chats somebody is to look at."""

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, insert, select

from batch_sender.journal.batches import changes
from batch_sender.journal.batches.looks import (
    accepted_new,
    are_accepted_new,
    at_phone,
    of_batch,
)
from batch_sender.journal.schema.tables import looks, messages
from batch_sender.models import LookRecord
from batch_sender.models.looks import LOOKED_AT_TOGETHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Draw a look for a batch; of several connections at the phone of one."""

    batch_id: int
    who: str
    now: datetime
    connection_id: int | None = None


def draw(tx: Connection, order: Drawing) -> LookRecord | None:
    """Write down whose chats are to be looked at; None where no new person was accepted since the last look."""
    batch_id = order.batch_id
    changes.state_held(tx, batch_id, alone=True)  # nobody else draws meanwhile
    done = at_phone(tx, batch_id, order.connection_id)
    accepted = accepted_new(tx, batch_id, order.connection_id)
    found = _to_draw_from(tx, order, done)
    if not found or (done and accepted <= done[-1].accepted):
        return None
    # The batch and the look decide, so that a second door would draw the same.
    number = len(of_batch(tx, batch_id)) + 1
    chance = random.Random(f"{batch_id}:{number}")
    rows = sorted(chance.sample(found, min(LOOKED_AT_TOGETHER, len(found))))
    drawn = {"accepted": accepted, "rows": rows, "connection_id": order.connection_id}
    values = {"batch_id": batch_id, "at": order.now, **drawn}
    number = tx.execute(insert(looks).values(**values)).inserted_primary_key[0]  # type: ignore[index]  # one row was inserted
    detail = {"look": number, "rows": rows}
    changes.note(tx, batch_id, "look_drawn", who=order.who, detail=detail, now=order.now)
    return of_batch(tx, batch_id)[-1]


def _to_draw_from(tx: Connection, order: Drawing, done: Sequence[LookRecord]) -> list[int]:
    """Return the rows of the new people accepted since the last look, none that was drawn before.

    Where all those count only now who were written to before it, as somebody has said of messages in
    doubt that they were sent, their rows.
    """
    which = are_accepted_new(order.batch_id, order.connection_id)
    drawn = {row for look in done for row in look.rows}
    # From its very moment on: what was accepted in the same one has not been drawn from.
    since = which & (messages.c.changed_at >= done[-1].at) if done else which
    return _rows(tx, since, but=drawn) or _rows(tx, which, but=drawn)


def _rows(tx: Connection, which: ColumnElement[bool], *, but: Collection[int]) -> list[int]:
    rows = tx.execute(select(messages.c.row).where(which).order_by(messages.c.row)).scalars()
    return [row for row in rows if row not in but]
