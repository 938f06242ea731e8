"""The lanes that one worker holds: which it would take, and how each begins and ends."""

import contextlib
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from batch_sender.config.connections import Connection
from batch_sender.journal import LaneOverview
from batch_sender.journal.errors import JournalError
from batch_sender.language import _
from batch_sender.worker import shares
from batch_sender.worker.lane import Lane
from batch_sender.worker.surroundings import WorkerSurroundings

PREFIX: Final = "lane"

_ALONE: Final = 5.0
"""Seconds that a wanted lane waits for a worker that has room by its share, before any takes it."""

_SETTLED: Final = 30.0
"""Seconds between two times that a worker gives lanes up to others: they need time to take them."""


def queue_of(connection_id: int) -> str:
    """Return the name of the queue on which jobs for a connection's lane wait."""
    return f"{PREFIX}-{connection_id}"


class HeldLanes:
    """A duty: hold a lane each. Called from many threads."""

    prefix = PREFIX

    def __init__(self, around: WorkerSurroundings, *, most: int) -> None:
        self._around, self._most = around, most
        self._lock = threading.Lock()
        self._held: dict[int, Lane | None] = {}
        self._free_since: dict[int, float] = {}
        self._gave_up_at = -_SETTLED
        self._fair = 0
        self._ending = False
        self.successor: Callable[[int], object] = lambda _connection_id: None

    # ── what is taken ─────────────────────────────────────────────────────────────────────────

    def queues(self) -> Sequence[str]:
        """Return the queues of the lanes that it would take now."""
        look = self._around.looks.newest()
        if look is None or self._ending:
            return []
        overview, known = look.overview, self._around.known.by_number()
        with self._lock:
            held = set(self._held)
            if len(held) >= self._most:
                return []
            waiting = [c for c in overview.wanted - overview.served - held if c in known]
            if len(held) >= self._fair:
                now = time.monotonic()
                waiting = [c for c in waiting if now - self._free_since.get(c, now) > _ALONE]
        return [queue_of(each) for each in waiting]

    def take(self, queue: str) -> None:
        """Count a lane as held from the moment on at which its job was fetched."""
        with self._lock:
            self._held.setdefault(_connection_of(queue), None)

    def run(self, queue: str) -> None:
        """Hold the lane until it ends, then let it go, and have its successor begin."""
        connection_id = _connection_of(queue)
        try:
            if not self._ending:
                self._hold(connection_id)
        except JournalError:
            pass  # it does not answer: told by whoever looks at it each second
        finally:
            with self._lock:
                self._held.pop(connection_id, None)
            if not self._ending and self._is_wanted(connection_id):
                self.successor(connection_id)

    def _hold(self, connection_id: int) -> None:
        around = self._around
        connection = around.known.by_number().get(connection_id)
        if connection is None:
            return
        with around.locks.lane(connection_id) as held:
            if not held:
                return
            epoch = around.journal.lanes.start(connection_id, around.worker)
            try:
                self._run(connection_id, connection, epoch)
            finally:
                with contextlib.suppress(JournalError):
                    around.journal.lanes.give_up(connection_id, epoch)

    def _run(self, connection_id: int, connection: Connection, epoch: int) -> None:
        lane = Lane(self._around, connection_id, connection, epoch)
        with self._lock:
            self._held[connection_id] = lane
        if self._ending:
            return
        name = self._around.name_of(connection_id)
        self._around.report(_("{connection}: begins here.").format(connection=name))
        lane.run()
        self._around.report(_("{connection}: given up.").format(connection=name))

    def _is_wanted(self, connection_id: int) -> bool:
        look = self._around.looks.newest()
        return look is not None and connection_id in look.overview.wanted

    # ── what is given up ──────────────────────────────────────────────────────────────────────

    def look(self, overview: LaneOverview) -> None:
        """Give up lanes whose tokens are gone, and those that are more than this worker's share."""
        known = self._around.known.by_number()
        self._note_free(overview)
        self._fair = self._share(overview, known)
        now = time.monotonic()
        with self._lock:
            gone = [c for c in self._held if c not in known]
            held = sorted(c for c, lane in self._held.items() if lane is not None)
        if now - self._gave_up_at > _SETTLED:
            given = self._surplus(overview, known, held)
            if given:
                self._gave_up_at = now
                gone += given
        self._end(gone)

    def _surplus(
        self, overview: LaneOverview, known: Mapping[int, Connection], held: Collection[int]
    ) -> list[int]:
        tokens = self._tokens(overview, known)
        others = [each for who, each in overview.living().items() if who != self._around.worker]
        busy = [each for each in held if each in overview.wanted]
        free = shares.room(others, overview.wanted, tokens)
        return shares.surplus(busy, self._fair, free, tokens)

    def _share(self, overview: LaneOverview, known: Mapping[int, Connection]) -> int:
        return shares.fair_share(
            self._around.worker, overview.wanted, self._tokens(overview, known)
        )

    def _tokens(
        self, overview: LaneOverview, known: Mapping[int, Connection]
    ) -> dict[str, Collection[int]]:
        theirs = {who: each.connections for who, each in overview.living().items()}
        return {**theirs, self._around.worker: known.keys()}

    def _note_free(self, overview: LaneOverview) -> None:
        now = time.monotonic()
        free = overview.wanted - overview.served
        with self._lock:
            self._free_since = {each: self._free_since.get(each, now) for each in free}

    def _end(self, which: Collection[int]) -> None:
        with self._lock:
            ending = [lane for each in which if (lane := self._held.get(each)) is not None]
        for lane in ending:
            lane.end()

    def end_all(self) -> None:
        """End every lane: the session that held their locks is gone."""
        with self._lock:
            which = list(self._held)
        self._end(which)

    def close(self) -> None:
        """Take no lane any more, and end those that there are."""
        self._ending = True
        self.end_all()

    def held(self) -> list[int]:
        """Return the lanes that are not quite let go yet."""
        with self._lock:
            return sorted(self._held)


def _connection_of(queue: str) -> int:
    return int(queue.removeprefix(f"{PREFIX}-"))
