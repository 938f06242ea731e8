"""What all parts of one worker share."""

import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from batch_sender.compose.media import MediaContents
from batch_sender.journal import Journal
from batch_sender.journal.database.session_locks import SessionLocks
from batch_sender.timing.clock import Clock, SystemClock
from batch_sender.worker.figures import Uncounted, WorkerFigures
from batch_sender.worker.known_connections import KnownConnections
from batch_sender.worker.look import LatestLook
from batch_sender.worker.report import Reporter

_A_MINUTE: Final = 60.0


class Calls:
    """Counts the calls of a worker: all of them, and those of the last minute. Called from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._all = 0
        self._last: deque[float] = deque()

    def made(self) -> None:
        """Count one."""
        with self._lock:
            self._all += 1
            self._last.append(time.monotonic())

    def counted(self) -> tuple[int, float]:
        """Return how many there were, and how many a minute of late."""
        with self._lock:
            now = time.monotonic()
            while self._last and self._last[0] < now - _A_MINUTE:
                self._last.popleft()
            span = max(min(now - self._began, _A_MINUTE), 1.0)
            return self._all, len(self._last) * _A_MINUTE / span


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSurroundings:
    """One worker's journal, locks and looks, and how long a lane stays with it (seconds).

    `contents`: the bytes of files, so many for all of its lanes.
    """

    worker: str
    journal: Journal
    locks: SessionLocks
    looks: LatestLook
    known: KnownConnections
    report: Reporter
    stay: float
    figures: WorkerFigures = field(default_factory=Uncounted)
    calls: Calls = field(default_factory=Calls)
    clock: Clock = field(default_factory=SystemClock)
    contents: MediaContents = field(default_factory=MediaContents)
    names: dict[int, str] = field(default_factory=dict)

    def name_of(self, connection_id: int) -> str:
        """Return what people call a connection."""
        if connection_id not in self.names:
            found: Mapping[int, str] = self.journal.lanes.names_of_connections()
            self.names.update(found)
        return self.names.get(connection_id, str(connection_id))
