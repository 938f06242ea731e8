"""Choose the connection of each row: where its person was written to before, or whoever's turn it is."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Update,
    bindparam,
    func,
    select,
    update,
)

from batch_sender.journal.schema.conditions import counts_as_sent, is_pending_in, stands_at
from batch_sender.journal.schema.statements import is_among
from batch_sender.journal.schema.tables import batches, messages
from batch_sender.journal.schema.worker_tables import batch_connections
from batch_sender.models import MessageState
from batch_sender.models.weights import dealing_order

_order: Final = cache(dealing_order)


class Weighted(NamedTuple):
    """A connection, and its share beside the others' weights."""

    connection_id: int
    weight: int


class Turns:
    """Whose turn it is, once so many were dealt; counts what each one gets."""

    def __init__(self, parts: Sequence[Weighted], *, dealt: int = 0) -> None:
        self._connections = [each.connection_id for each in parts]
        self._order = _order(tuple(each.weight for each in parts))
        self._dealt = dealt
        self.given: Counter[int] = Counter()

    def __contains__(self, connection_id: int | None) -> bool:
        return connection_id in self._connections

    def take(self) -> int:
        """Return the next one."""
        found = self._connections[self._order[self._dealt % len(self._order)]]
        self._dealt += 1
        self.given[found] += 1
        return found


class _Undealt(NamedTuple):
    row: int
    person: str


def dealt_over(tx: Connection, batch_id: int) -> list[Weighted]:
    """Return the connections that rows of a batch are dealt to; none where it has but one."""
    own = batch_connections.c
    found = select(own.connection_id, own.weight).where(own.batch_id == batch_id, own.weight > 0)
    return [Weighted(*row) for row in tx.execute(found.order_by(own.position))]


def together(tx: Connection, batch_id: int, away: Collection[int] = ()) -> dict[str, int | None]:
    """Return the people with several rows in the batch, each with the connection that some of these have.

    One that is not `away` comes first, and that of a row which may still leave before that of any other.
    """
    here = (messages.c.batch_id == batch_id) & messages.c.person.is_not(None)
    several = select(messages.c.person).where(here).group_by(messages.c.person)
    several = several.having(func.count() > 1)
    found: dict[str, int | None] = dict.fromkeys(tx.execute(several).scalars())
    if not found:
        return found
    dealt = select(messages.c.person, messages.c.connection_id, messages.c.state).where(
        here, messages.c.connection_id.is_not(None), messages.c.person.in_(several)
    )
    rows = tx.execute(dealt).all()
    pending = MessageState.PENDING
    rows = sorted(rows, key=lambda row: (row.connection_id not in away, row.state == pending))
    return found | {row.person: row.connection_id for row in rows}


@dataclass(kw_only=True)
class Dealer:
    """Gives the rows that have none their connection. `together`: people with several rows, and where they go."""

    batch_id: int
    most: int
    together: dict[str, int | None]

    def deal_some(self, tx: Connection, after: int) -> int | None:
        """Deal the next rows behind `after`; return the last of them, None where there is none."""
        which = _pending_in(self.batch_id) & messages.c.connection_id.is_(None)
        rows = _behind(tx, which, after=after, most=self.most)
        if not rows:
            return None
        turns = Turns(dealt_over(tx, self.batch_id), dealt=self._dealt(tx))
        known = written_by(tx, [each.person for each in rows])
        _put(tx, self.batch_id, list(self._placed(rows, known, turns)))
        self._count(tx, turns.given)
        return rows[-1].row

    def _placed(
        self, rows: Sequence[_Undealt], known: Mapping[str, int], turns: Turns
    ) -> Iterator[tuple[int, int]]:
        for row, person in rows:
            through = self.together.get(person)
            if through is None or through not in turns:
                through = known.get(person)
            if through is None or through not in turns:
                through = turns.take()
            if person in self.together:
                self.together[person] = through
            yield row, through

    def _dealt(self, tx: Connection) -> int:
        own = batch_connections.c
        return (
            tx.execute(select(func.sum(own.dealt)).where(own.batch_id == self.batch_id)).scalar()
            or 0
        )

    def _count(self, tx: Connection, given: Mapping[int, int]) -> None:
        own = batch_connections.c
        for connection_id, n in given.items():
            here = (own.batch_id == self.batch_id) & (own.connection_id == connection_id)
            tx.execute(update(batch_connections).where(here).values(dealt=own.dealt + n))


@dataclass(kw_only=True)
class Mover:
    """Takes waiting rows from the connections `away` to the others; `moved`: so many so far."""

    batch_id: int
    most: int
    together: dict[str, int | None]
    away: frozenset[int]
    moved: int = 0
    _turns: Turns | None = field(default=None, init=False)

    def move_some(self, tx: Connection, after: int) -> int | None:
        """Move the next rows behind `after`; return the last of them, None where there is none."""
        theirs = is_pending_in(self.batch_id) & messages.c.connection_id.in_(self.away)
        here = _pending_in(self.batch_id) & messages.c.connection_id.in_(self.away)
        rows = _behind(tx, here & (messages.c.parts_done == 0), after=after, most=self.most)
        if not rows:
            return None
        half_sent = select(messages.c.person).where(theirs, messages.c.parts_done > 0)
        stays = set(tx.execute(half_sent).scalars())
        if self._turns is None:
            others = [o for o in dealt_over(tx, self.batch_id) if o.connection_id not in self.away]
            self._turns = Turns(others)
        to = list(self._placed((each for each in rows if each.person not in stays), self._turns))
        _put(tx, self.batch_id, to)
        self.moved += len(to)
        return rows[-1].row

    def _placed(self, rows: Iterator[_Undealt], turns: Turns) -> Iterator[tuple[int, int]]:
        for row, person in rows:
            through = self.together.get(person)
            if through is None or through not in turns:
                through = turns.take()
            if person in self.together:
                self.together[person] = through
            yield row, through


def written_by(tx: Connection, people: Collection[str]) -> dict[str, int]:
    """Return through which connection the newest message left, to each person who was ever sent one."""
    through = func.coalesce(messages.c.connection_id, batches.c.connection_id)
    sent = (
        select(messages.c.person, through.label("through"))
        .join(batches, batches.c.id == messages.c.batch_id)
        .where(is_among(tx, messages.c.person, people), counts_as_sent())
        .order_by(messages.c.changed_at, messages.c.batch_id, messages.c.row)
    )
    return {row.person: row.through for row in tx.execute(sent) if row.through is not None}


def _pending_in(batch_id: int) -> ColumnElement[bool]:
    """Ask for a batch's pending messages by their rows: most are, and each piece goes on where one ended."""
    return (messages.c.batch_id == batch_id) & stands_at(MessageState.PENDING)


def _behind(tx: Connection, which: ColumnElement[bool], *, after: int, most: int) -> list[_Undealt]:
    found = select(messages.c.row, messages.c.person).where(which, messages.c.row > after)
    return [_Undealt(*each) for each in tx.execute(found.order_by(messages.c.row).limit(most))]


_POINTED: Final[Update] = (
    update(messages)
    .where(
        messages.c.batch_id == bindparam("of_batch"),
        messages.c.row == bindparam("of_row"),
        stands_at(MessageState.PENDING),
    )
    .values(connection_id=bindparam("through"))
)


def _put(tx: Connection, batch_id: int, to: Sequence[tuple[int, int]]) -> None:
    if to:
        values = [{"of_batch": batch_id, "of_row": row, "through": each} for row, each in to]
        tx.execute(_POINTED, values)
