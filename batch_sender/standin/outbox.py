"""Deliver accepted messages one at a time, at the pace of the API's own queue."""

import threading
from collections import deque
from collections.abc import Callable


class Outbox:
    """The server's queue: one for all connections, one job each `seconds` (0: at once)."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._jobs: deque[Callable[[], None]] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._worker = threading.Thread(target=self._drain, name="stand-in queue", daemon=True)

    def start(self) -> None:
        """Begin to send; nothing to begin when jobs are done at once."""
        if self._seconds:
            self._worker.start()

    def put(self, job: Callable[[], None]) -> None:
        """Queue a job, or do it now when the queue has no pace."""
        if not self._seconds:
            job()
            return
        with self._changed:
            self._jobs.append(job)
            self._changed.notify_all()

    @property
    def waiting(self) -> int:
        """How many jobs have not been done yet."""
        with self._changed:
            return len(self._jobs)

    def wait_until_empty(self, seconds: float) -> bool:
        """Wait for the queue to run dry; false when it has not after `seconds`."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._jobs, timeout=seconds)

    def close(self) -> None:
        """Stop; what still waits is lost, as when the server is switched off."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._worker.is_alive():
            self._worker.join()

    def _drain(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._jobs or self._closed)
                if self._closed:
                    return
                self._jobs[0]()
                self._jobs.popleft()
                self._changed.notify_all()
                # The pause holds between two messages, also when the queue was empty meanwhile.
                self._changed.wait_for(lambda: self._closed, timeout=self._seconds)
