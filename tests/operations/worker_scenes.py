"""A journal on a server in which workers live and have died, connections wait, and messages were left."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import update

from batch_sender.journal import Journal, NewWorker
from batch_sender.journal.batches.verbs import WORKERS
from batch_sender.journal.schema.worker_tables import workers
from tests.journal.desk import Desk, text
from tests.support import FakeClock


def handed_over(desk: Desk, connection: int, rows: int = 3) -> int:
    """A batch that workers are to send through a connection."""
    # Nobody gets the same twice: each connection writes to people of its own.
    first = 2 + 100 * connection
    batch_id = desk.checked(*(text(row) for row in range(first, first + rows)))
    desk.journal.batches.start(
        batch_id, connection_id=connection, who="ana", sender={"id": WORKERS}, by_workers=True
    )
    return batch_id


def worker(journal: Journal, name: str, *, known: Sequence[int], calls: int = 0) -> str:
    """One that has just beaten."""
    journal.lanes.begin(
        NewWorker(id=name, host=f"{name}.example", pid=4711, version="0.9.0", most_lanes=20)
    )
    journal.lanes.beat(name, calls=calls, calls_a_minute=calls / 2, known=known)
    return name


def fall_silent(journal: Journal, name: str, seconds: float) -> None:
    """Let a worker not have beaten for so long."""
    (beaten,) = (each.beat_at for each in journal.lanes.all_workers() if each.id == name)
    earlier = beaten - timedelta(seconds=seconds)
    with journal._handle.engine.begin() as tx:
        tx.execute(update(workers).where(workers.c.id == name).values(beat_at=earlier))


def everything(journal: Journal) -> None:
    """One living worker with the lane of loja; a dead one, which held matriz and had called for a message;
    filial waits, though srv-a has its token; norte waits, and nobody has its.
    """
    desk = Desk(journal, FakeClock())
    loja, matriz, filial, norte = map(desk.connection_named, ("loja", "matriz", "filial", "norte"))
    for each in (loja, matriz, filial, norte):
        handed_over(desk, each)
    living = worker(journal, "srv-a", known=(loja, matriz, filial), calls=103)
    dead = worker(journal, "srv-b", known=(matriz,))
    journal.lanes.start(loja, living)
    epoch = journal.lanes.start(matriz, dead)
    overview = journal.lanes.overview()
    (batch,) = (each.batch_id for each in overview.work if each.connection_id == matriz)
    desk.take(batch, connection_id=matriz, sender=WORKERS, epoch=epoch)
    fall_silent(journal, dead, 300)
