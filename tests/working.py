"""A worker in a thread of the test: it takes lanes by the journal, as a worker of the program does."""

import contextlib
import threading
import uuid
from collections.abc import Iterator

from batch_sender.config.batch_settings import settings_of
from batch_sender.config.connections import Connection, fingerprint
from batch_sender.deliver.drain import drain
from batch_sender.deliver.handed_over import HandedOver
from batch_sender.deliver.session import Dispatch, LaneStart
from batch_sender.journal import Journal
from batch_sender.journal.database.session_locks import SessionLocks
from batch_sender.journal.lanes.workers import NewWorker
from batch_sender.models import LookRecord
from batch_sender.operations.options import Onlooker
from batch_sender.timing.clock import SystemClock
from tests.support import PATIENT

_LOOK = 0.05  # seconds


class Worker:
    """Sends what one connection has of each batch, one after the other, until it is stopped."""

    def __init__(self, location: str, connection: Connection) -> None:
        self._journal = Journal(location)
        self._connection = connection
        self._id = f"worker-{uuid.uuid4().hex[:8]}"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="worker")
        self.fault: BaseException | None = None

    def start(self) -> None:
        new = NewWorker(id=self._id, host="here", pid=1, version="0", most_lanes=1)
        self._journal.lanes.begin(new)
        self._beat()
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(30)
        assert not self._thread.is_alive()
        self._journal.lanes.leave(self._id)
        self._journal.close()
        if self.fault is not None:
            raise self.fault

    def _own(self) -> int | None:
        known = self._journal.lanes.known_connections()
        return known.get(fingerprint(self._connection, self._journal.key()))

    def _beat(self) -> None:
        own = self._own()
        known = [] if own is None else [own]
        self._journal.lanes.beat(self._id, calls=0, calls_a_minute=0, known=known)

    def _work(self) -> None:
        locks = self._journal.lanes.locks()
        locks.open()
        try:
            while not self._stop.wait(_LOOK):
                self._beat()
                own = self._own()
                if own is not None and own in self._journal.lanes.wanted():
                    self._hold(own, locks)
        except BaseException as err:  # noqa: BLE001 - raised again by who stops it
            self.fault = err
        finally:
            locks.close()

    def _hold(self, own: int, locks: SessionLocks) -> None:
        with locks.lane(own) as held:
            if not held:
                return
            epoch = self._journal.lanes.start(own, self._id)
            for batch in self._journal.lanes.batches_of(own):
                with locks.batch(batch) as shared:
                    if shared:
                        self._drain(batch, own, epoch)
            self._journal.lanes.give_up(own, epoch)

    def _drain(self, batch: int, own: int, epoch: int) -> None:
        terms = HandedOver.of(self._journal.batches.terms_for_workers(batch) or {})
        lane = LaneStart(connection_id=own, epoch=epoch, own_rows=False, runs=self._runs)
        dispatch = Dispatch(
            batch_id=batch,
            connection=self._connection,
            settings=settings_of(self._journal.batches, batch),
            who="batch-sender",
            timeouts=PATIENT,
            wait_for_window=terms.wait_for_window,
            most=self._most(batch, terms),
            look_after=terms.look_after,
            look_drawn=None if terms.look_pauses else _unheard,
        )
        watch = Onlooker().watch
        drain(self._journal, dispatch, lane, clock=SystemClock(), watch=watch, stop=self._stop)

    def _runs(self, batch: int) -> bool:
        return batch in self._journal.lanes.still_running()

    def _most(self, batch: int, terms: HandedOver) -> int | None:
        if terms.first_few is None:
            return None
        counts = self._journal.batches.counts(batch)
        return terms.first_few - counts.accepted - counts.rejected - counts.unknown


def _unheard(_look: LookRecord) -> None:
    """The one who handed it over looks for looks."""


@contextlib.contextmanager
def worker(location: str, connection: Connection) -> Iterator[Worker]:
    """Let a worker work while the block runs."""
    working = Worker(location, connection)
    working.start()
    try:
        yield working
    finally:
        working.stop()
