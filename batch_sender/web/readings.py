"""Lists that are being read, each in a thread of its own: a long one takes seconds, and its page shows how far it is."""

import logging
import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import Final

from batch_sender.judge.request import Request
from batch_sender.load.errors import ListError
from batch_sender.models.errors import BatchSenderError, UnforeseenFault
from batch_sender.web.read_lists import Heard, is_kept, read, way_of

_log: Final = logging.getLogger(__name__)


class _Replaced(Exception):
    """The list is being read in another way by now: nobody waits for this one."""


class ListReading:
    """One reading of a draft's list. `rows`: how many are read so far; `fault`: why it could not be read."""

    def __init__(self, way: str) -> None:
        self.way = way
        self.rows = 0
        self.fault: BatchSenderError | None = None
        self._over = threading.Event()

    @property
    def is_over(self) -> bool:
        """Whether it is read, or cannot be."""
        return self._over.is_set()

    def ends(self) -> None:
        """Hear that it is over."""
        self._over.set()

    def ends_within(self, seconds: float) -> bool:
        """Wait at most so long for its end."""
        return self._over.wait(seconds)


class Readings:
    """The last reading of each draft's list, by the draft's id."""

    def __init__(self) -> None:
        self._last: dict[str, ListReading] = {}
        self._lock = threading.Lock()

    def begin(self, draft_id: str, request: Request, then: Callable[[], None]) -> ListReading:
        """Read a list and then do what hangs on it, in a thread; one that was begun before is given up."""
        reading = ListReading(way_of(request))
        with self._lock:
            self._last[draft_id] = reading
        context = copy_context()
        # Nothing hangs on its end: what is cut short is read anew.
        threading.Thread(
            target=context.run,
            args=(self._run, draft_id, reading, request, then),
            name=f"read-{draft_id}",
            daemon=True,
        ).start()
        return reading

    def underway(self, draft_id: str) -> ListReading | None:
        """Return the reading of a draft's list that is not over yet."""
        found = self._last.get(draft_id)
        return None if found is None or found.is_over else found

    def fault_of(self, draft_id: str, request: Request) -> BatchSenderError | None:
        """Return why a list could not be read so; None where it could be, or nobody tried."""
        found = self._last.get(draft_id)
        return None if found is None or found.way != way_of(request) else found.fault

    def knows(self, draft_id: str, request: Request) -> bool:
        """Say whether a list was read so, or could not be."""
        return is_kept(request) or self.fault_of(draft_id, request) is not None

    def forget(self, draft_id: str) -> None:
        """Forget the last reading and what became of it; one that is underway is given up."""
        with self._lock:
            self._last.pop(draft_id, None)

    def _run(
        self, draft_id: str, reading: ListReading, request: Request, then: Callable[[], None]
    ) -> None:
        def heard(rows: int) -> None:
            reading.rows = rows
            if self._last.get(draft_id) is not reading:
                raise _Replaced

        try:
            reading.fault = _fault_in(request, heard)
            heard(reading.rows)
            then()
        except _Replaced:
            pass
        except BatchSenderError as err:
            reading.fault = err
        except Exception as err:  # noqa: BLE001 - its page tells of it, the log has its trace
            _log.exception("a list could not be read")
            reading.fault = UnforeseenFault.of(err)
        finally:
            reading.ends()


def _fault_in(request: Request, heard: Heard) -> ListError | None:
    """Read a list; return why it cannot be used so, which is for its page to say."""
    try:
        read(request, heard)
    except ListError as err:
        return err
    return None
