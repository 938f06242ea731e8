"""Spread a batch's rows over its connections: whoever was written to before stays, the others go by weight.

A piece a transaction. Cut short, the same once more does the rest: where it stood is kept with the parts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from batch_sender.journal.batches import changes
from batch_sender.journal.handle import Write
from batch_sender.journal.parts.dealing import Dealer, Mover, Weighted, dealt_over, together
from batch_sender.journal.schema.conditions import is_pending_in, stands_at
from batch_sender.journal.schema.tables import batches, messages
from batch_sender.journal.schema.worker_tables import batch_connections
from batch_sender.models import MessageState

_NOBODY: Final = 0
"""The weight of a connection that rows of the batch left through, and that gets no more of them."""

_THEIRS: Final = batch_connections.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Spread a batch over these connections, so many rows a transaction. Only for who holds its lock."""

    batch_id: int
    over: Sequence[Weighted]
    most: int


def spread(write: Write, order: Spread) -> None:
    """See that every pending row has its connection, of those of the order.

    Where rows were dealt to others before, those that have not left are dealt anew; of a batch that nobody
    has begun all are. With a single connection nothing is written, unless there were several.
    """
    before = write(partial(dealt_over, batch_id=order.batch_id))
    if not before and len(order.over) == 1:
        return
    if before != list(order.over):
        begun = write(partial(changes.started_at, batch_id=order.batch_id)) is not None
        keeps = {each.connection_id for each in order.over} if begun else set()
        _in_pieces(write, partial(_take_back_some, order=order, keeps=keeps))
        if not begun:
            write(partial(_forget_parts, batch_id=order.batch_id))
            if len(order.over) == 1:
                return
        else:
            _in_pieces(write, partial(_name_those_that_left, order=order))
        write(partial(_declare, order=order))
    deal(write, order.batch_id, most=order.most)


def deal(write: Write, batch_id: int, *, most: int) -> None:
    """Give each pending row that has none its connection."""
    people = write(partial(together, batch_id=batch_id))
    dealer = Dealer(batch_id=batch_id, most=most, together=people)
    after: int | None = 0
    while after is not None:
        after = write(partial(dealer.deal_some, after=after))


def move(write: Write, batch_id: int, away: Sequence[int], *, most: int) -> int:
    """Deal the waiting rows of some connections to the batch's others; return how many.

    What is half out, and whatever else goes to that person, stays where it is.
    """
    people = write(partial(together, batch_id=batch_id, away=away))
    mover = Mover(batch_id=batch_id, most=most, together=people, away=frozenset(away))
    after: int | None = 0
    while after is not None:
        after = write(partial(mover.move_some, after=after))
    return mover.moved


# ── the parts ─────────────────────────────────────────────────────────────────────────────────


def _forget_parts(tx: Connection, batch_id: int) -> None:
    tx.execute(delete(batch_connections).where(_THEIRS.batch_id == batch_id))


def _declare(tx: Connection, order: Spread) -> None:
    """Write down over which connections rows are dealt from here on; others get none any more."""
    of = _THEIRS.batch_id == order.batch_id
    tx.execute(update(batch_connections).where(of).values(weight=_NOBODY, dealt=0))
    known = set(tx.execute(select(_THEIRS.connection_id).where(of)).scalars())
    behind = len(order.over)
    for place, each in enumerate(order.over):
        here = of & (_THEIRS.connection_id == each.connection_id)
        values = {"position": place, "weight": each.weight}
        if each.connection_id in known:
            tx.execute(update(batch_connections).where(here).values(**values))
        else:
            key = {"batch_id": order.batch_id, "connection_id": each.connection_id, "dealt": 0}
            tx.execute(insert(batch_connections).values(**key, **values))
    gone = sorted(known - {each.connection_id for each in order.over})
    for place, connection_id in enumerate(gone, start=behind):
        here = of & (_THEIRS.connection_id == connection_id)
        tx.execute(update(batch_connections).where(here).values(position=place))
    _keep_the_first(tx, order.batch_id, known=known | {o.connection_id for o in order.over})


def _keep_the_first(tx: Connection, batch_id: int, *, known: Iterable[int]) -> None:
    """Count the only connection that a begun batch had among its parts, where rows left through it."""
    first = tx.execute(select(batches.c.connection_id).where(batches.c.id == batch_id)).scalar()
    if first is None or first in known:
        return
    values = {"position": len(set(known)), "weight": _NOBODY, "dealt": 0}
    key = {"batch_id": batch_id, "connection_id": first}
    tx.execute(insert(batch_connections).values(**key, **values))


def _name_those_that_left(tx: Connection, order: Spread) -> int:
    """Write some rows that left through the only connection so far down as its own; return how many."""
    first = select(batches.c.connection_id).where(batches.c.id == order.batch_id)
    own = (messages.c.batch_id == order.batch_id) & messages.c.connection_id.is_(None)
    left = own & ~stands_at(MessageState.PENDING) & (messages.c.attempts > 0)
    return _point(tx, left, tx.execute(first).scalar_one(), most=order.most)


def _take_back_some(tx: Connection, order: Spread, keeps: set[int]) -> int:
    """Take some pending rows back from connections that get no more of them; return how many."""
    dealt = is_pending_in(order.batch_id) & messages.c.connection_id.is_not(None)
    return _point(tx, dealt & messages.c.connection_id.not_in(keeps), None, most=order.most)


def _point(tx: Connection, which: ColumnElement[bool], to: int | None, *, most: int) -> int:
    rows = select(messages.c.row).where(which).order_by(messages.c.row).limit(most)
    changed = update(messages).where(which, messages.c.row.in_(rows)).values(connection_id=to)
    return tx.execute(changed).rowcount


def _in_pieces(write: Write, work: "partial[int]") -> None:
    while write(work):
        pass
