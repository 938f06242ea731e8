"""What a worker has to know of its journal each second: what is to be sent, who sends, who is dead."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, select, text

from batch_sender.journal.database import session_locks
from batch_sender.journal.database.session_names import session_name
from batch_sender.journal.lanes import moving, workers
from batch_sender.journal.lanes.workers import WorkerRecord
from batch_sender.journal.schema.conditions import stands_at
from batch_sender.journal.schema.tables import batches, messages
from batch_sender.journal.schema.worker_tables import batch_connections
from batch_sender.models import BatchState, MessageState


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A batch with something for one connection's lane to send.

    `position`: which of the batch's several connections with rows left this is, from 0; None: it has one alone.
    `terms`: on which it was handed over.
    """

    batch_id: int
    connection_id: int
    position: int | None
    terms: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneOverview:
    """The lanes and workers of one moment.

    `running`: batches that workers send and nobody has paused or cancelled; `ended`: batches of theirs with
    nothing left to send, still open; `left_behind`: connections with messages at `sending`; `served`: those whose lanes some
    session holds; `connected`: the workers that have any session at all.
    """

    work: tuple[Work, ...]
    running: frozenset[int]
    ended: tuple[int, ...]
    left_behind: frozenset[int]
    served: frozenset[int]
    workers: tuple[WorkerRecord, ...]
    connected: frozenset[str]

    @property
    def wanted(self) -> frozenset[int]:
        """The connections that have something to send."""
        return frozenset(each.connection_id for each in self.work)

    @property
    def stopped(self) -> frozenset[int]:
        """The batches that run with nothing to send: maybe all that is left waits for stopped connections."""
        return self.running - {each.batch_id for each in self.work} - set(self.ended)

    def living(self) -> dict[str, WorkerRecord]:
        """Return the workers that have beaten in the last moments."""
        return {each.id: each for each in self.workers if each.is_alive}

    def holders(self) -> dict[int, str]:
        """Return which worker has started each lane, and not given it up since."""
        return {lane: each.id for each in self.workers for lane in each.lanes}


def overview(connection: Connection) -> LaneOverview:
    """Look at everything at once: what is read is true of one moment, but for sessions and their locks."""
    return LaneOverview(
        work=_work(connection),
        running=moving.still_running(connection),
        ended=_ended(connection),
        left_behind=frozenset(moving.left_behind(connection)),
        served=session_locks.held_lanes(connection),
        workers=tuple(workers.of_journal(connection)),
        connected=session_locks.connected_workers(connection),
    )


def wanted(connection: Connection) -> list[int]:
    """Return the numbers of the connections that have something to send."""
    return sorted({each.connection_id for each in _work(connection)})


def terms_now(connection: Connection, batch_id: int) -> Mapping[str, Any] | None:
    """Return on what terms workers send a batch at this moment; None: somebody has paused or ended it."""
    found = connection.execute(select(batches.c.sender).where(batches.c.id == batch_id, _running()))
    return found.scalar()


def _running() -> ColumnElement[bool]:
    return (batches.c.state == BatchState.RUNNING) & (batches.c.by_workers == 1)


def _work(connection: Connection) -> tuple[Work, ...]:
    here = messages.c.batch_id == batches.c.id
    has_parts = exists().where(batch_connections.c.batch_id == batches.c.id)
    alone = select(batches.c.id, batches.c.connection_id, batches.c.sender).where(
        _running(), ~has_parts, exists().where(here, stands_at(MessageState.PENDING))
    )
    among = (
        select(
            batches.c.id,
            batch_connections.c.connection_id,
            batches.c.sender,
            batch_connections.c.position,
        )
        .join(batch_connections, batch_connections.c.batch_id == batches.c.id)
        .where(
            _running(),
            batch_connections.c.paused_because.is_(None),
            exists().where(
                here,
                messages.c.connection_id == batch_connections.c.connection_id,
                stands_at(MessageState.PENDING),
            ),
        )
    )
    found = [
        Work(
            batch_id=row.id, connection_id=row.connection_id, position=None, terms=row.sender or {}
        )
        for row in connection.execute(alone)
    ]
    places: dict[int, int] = {}
    for row in connection.execute(among.order_by(batch_connections.c.position)):
        position = places[row.id] = places.get(row.id, -1) + 1
        found.append(
            Work(
                batch_id=row.id,
                connection_id=row.connection_id,
                position=position,
                terms=row.sender or {},
            )
        )
    return tuple(sorted(found, key=lambda each: each.batch_id))


def _ended(connection: Connection) -> tuple[int, ...]:
    unfinished = exists().where(
        messages.c.batch_id == batches.c.id,
        stands_at(MessageState.PENDING),
    )
    under_way = exists().where(
        messages.c.batch_id == batches.c.id,
        stands_at(MessageState.SENDING),
    )
    # Paused ones, too: what was paused with its last message on the way has nothing to go on with.
    begun = batches.c.state.in_((BatchState.RUNNING, BatchState.PAUSED))
    theirs = begun & (batches.c.by_workers == 1)
    done = select(batches.c.id).where(theirs, ~unfinished, ~under_way)
    return tuple(connection.execute(done).scalars())


def end_sessions(connection: Connection, dead: frozenset[str]) -> int:
    """End all sessions of workers that beat no more, frozen ones or cut off; return how many.

    Their locks are free with that, and whatever transaction they stand in the middle of is undone.
    """
    ended = text(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE application_name = ANY(:names) AND pid <> pg_backend_pid()"
    )
    names = [session_name(each) for each in dead]
    return int(connection.execute(ended, {"names": names}).scalar_one())
