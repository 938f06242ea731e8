"""Keep which workers there are: their last beat by the server's clock, what they hold and how much they send."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from batch_sender.journal.database.server_clock import server_time
from batch_sender.journal.schema import worker_tables
from batch_sender.journal.schema.tables import connections
from batch_sender.journal.schema.worker_tables import lanes, workers

DEAD_AFTER: Final = worker_tables.DEAD_AFTER

_FORGOTTEN_AFTER: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWorker:
    """A worker that begins: its own name (no two have one), where it runs, and so many lanes at most."""

    id: str
    host: str
    pid: int
    version: str
    most_lanes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerRecord:
    """A worker as it was at its last beat (UTC, the server's clock).

    `lanes`: the connections (numbers) whose lanes it holds; `connections`: those whose tokens it has;
    `calls`: since it began; `is_alive`: it has beaten in the last moments; `seen_at`: when this was asked,
    by the same clock as its beats.
    """

    id: str
    host: str
    pid: int
    version: str
    most_lanes: int
    started_at: datetime
    beat_at: datetime
    calls: int
    calls_a_minute: float
    connections: frozenset[int]
    lanes: tuple[int, ...]
    is_alive: bool
    seen_at: datetime


def begin(tx: Connection, new: NewWorker) -> None:
    """Write a worker down; forget those that have long been dead."""
    now = server_time(tx)
    tx.execute(delete(workers).where(workers.c.beat_at < now - _FORGOTTEN_AFTER))
    values = {"started_at": now, "beat_at": now, "calls": 0, "calls_a_minute": 0.0}
    tx.execute(
        insert(workers).values(
            id=new.id,
            host=new.host,
            pid=new.pid,
            version=new.version,
            most_lanes=new.most_lanes,
            connections=[],
            **values,
        )
    )


def beat(
    tx: Connection, worker: str, *, calls: int, calls_a_minute: float, known: Collection[int]
) -> bool:
    """Say that a worker lives; False where it was taken for dead so long ago that it is forgotten."""
    values = {"calls": calls, "calls_a_minute": calls_a_minute, "connections": sorted(known)}
    beaten = update(workers).where(workers.c.id == worker)
    return tx.execute(beaten.values(beat_at=server_time(tx), **values)).rowcount == 1


def leave(tx: Connection, worker: str) -> None:
    """Forget a worker that has ended."""
    tx.execute(delete(workers).where(workers.c.id == worker))


def of_journal(connection: Connection) -> list[WorkerRecord]:
    """Return the workers, the living first, each with its lanes."""
    now = server_time(connection)
    held: dict[str, list[int]] = {}
    for row in connection.execute(select(lanes).order_by(lanes.c.connection_id)):
        held.setdefault(row.worker, []).append(row.connection_id)
    found = [
        WorkerRecord(
            id=row.id,
            host=row.host,
            pid=row.pid,
            version=row.version,
            most_lanes=row.most_lanes,
            started_at=row.started_at,
            beat_at=row.beat_at,
            calls=row.calls,
            calls_a_minute=row.calls_a_minute,
            connections=frozenset(row.connections),
            lanes=tuple(held.get(row.id, ())),
            is_alive=now - row.beat_at <= DEAD_AFTER,
            seen_at=now,
        )
        for row in connection.execute(select(workers).order_by(workers.c.started_at))
    ]
    return sorted(found, key=lambda each: not each.is_alive)


def known_connections(connection: Connection) -> dict[str, int]:
    """Return the number of each connection of the journal by its fingerprint."""
    found = connection.execute(select(connections.c.fingerprint, connections.c.id))
    return {row.fingerprint: row.id for row in found}


def names_of_connections(connection: Connection) -> dict[int, str]:
    """Return what each connection is called, by its number: its name, or its address."""
    found = connection.execute(select(connections.c.id, connections.c.name, connections.c.address))
    return {row.id: row.name or row.address for row in found}
