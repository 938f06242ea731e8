"""The newest look at the journal, shared by all that a worker does."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from batch_sender.journal import LaneOverview, Work

_STALE: Final = 5.0
"""Seconds after which a look says nothing any more: each claim asks the journal itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An overview, the work in it by connection, and when it was asked for (monotonic)."""

    overview: LaneOverview
    work: Mapping[int, Sequence[Work]]
    at: float


class LatestLook:
    """Keeps the newest look. Asked from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: Look | None = None

    def put(self, overview: LaneOverview, *, at: float) -> None:
        """Keep a newer one."""
        work: dict[int, list[Work]] = {}
        for each in overview.work:
            work.setdefault(each.connection_id, []).append(each)
        with self._lock:
            self._newest = Look(overview=overview, work=work, at=at)

    def newest(self) -> Look | None:
        """Return it; None: the journal has not been looked at yet."""
        with self._lock:
            return self._newest

    def runs(self, batch_id: int) -> bool:
        """Say whether nobody has paused or cancelled a batch, as far as known."""
        look = self.newest()
        if look is None or time.monotonic() - look.at > _STALE:
            return True
        return batch_id in look.overview.running

    def work_of(self, connection_id: int) -> tuple[Sequence[Work], float]:
        """Return what a connection has to send, and when that was looked at."""
        look = self.newest()
        if look is None:
            return (), 0.0
        return look.work.get(connection_id, ()), look.at
