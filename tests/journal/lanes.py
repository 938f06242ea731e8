"""Batches that workers send, in tests: begun so, and claimed in the name of a lane's start."""

from typing import Any

from batch_sender.deliver.handed_over import HandedOver
from batch_sender.journal import Journal
from batch_sender.journal.batches.verbs import WORKERS
from batch_sender.journal.lanes.workers import NewWorker
from batch_sender.models import JudgedMessage
from tests.journal.desk import WHO, Desk


def by_workers(
    desk: Desk, *rows: JudgedMessage, gap: float = 0.0, connection: int | None = None
) -> int:
    """Write a batch that workers send."""
    batch_id = desk.checked(*rows, gap=gap)
    hand_over(desk, batch_id, connection=connection)
    return batch_id


def hand_over(desk: Desk, batch_id: int, *, connection: int | None = None) -> None:
    desk.journal.batches.start(
        batch_id,
        connection_id=connection or desk.connection,
        who=WHO,
        sender=HandedOver().told(),
        by_workers=True,
    )


def begin(journal: Journal, name: str) -> None:
    """Let a worker begin, which has just beaten."""
    journal.lanes.begin(NewWorker(id=name, host="balcao", pid=7, version="0", most_lanes=100))


def worker_terms(desk: Desk, epoch: int, **more: Any) -> dict[str, Any]:
    """Return what a worker claims with, besides."""
    return {"sender": WORKERS, "epoch": epoch, "connection_id": desk.connection, **more}
