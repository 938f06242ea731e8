"""Hand out what nobody does: lanes that are wanted, what dead workers left, batches with nothing left."""

import contextlib
import time
from collections.abc import Callable, Collection
from typing import Final

from batch_sender.journal import LaneOverview
from batch_sender.journal.errors import StateConflict
from batch_sender.journal.handle import PROGRAM
from batch_sender.language import _
from batch_sender.worker.surroundings import WorkerSurroundings

_GRACE_CONNECTED: Final = 15.0
_GRACE_GONE: Final = 4.0
"""Seconds that a lane is left to a worker that lives but has lost its lock: it may just reconnect, and
knows what came of its calls. Longer, while the server sees anything of it."""

_AGAIN: Final = 10.0
"""Seconds after which a job is deferred again for a lane that nobody has begun."""

_TIDY: Final = 10.0


class Dispatcher:
    """One of all workers acts; the others are ready to."""

    def __init__(
        self,
        around: WorkerSurroundings,
        *,
        defer: Callable[[Collection[int]], bool],
        tidy: Callable[[], bool],
    ) -> None:
        self._around, self._defer, self._tidy = around, defer, tidy
        self._free_since: dict[int, float] = {}
        self._deferred_at: dict[int, float] = {}
        self._tidied_at = 0.0
        self._ended: frozenset[str] = frozenset()

    def step(self, overview: LaneOverview) -> None:
        """Do what is due now."""
        self._end_dead(overview)
        self._note_free(overview)
        if not self._around.locks.try_dispatch():
            return
        self._finish(overview.ended)
        self._pause(overview.stopped)
        for connection_id in sorted(overview.left_behind):
            if self._is_free(connection_id, overview):
                self._settle(connection_id)
        self._hand_out(overview)
        now = time.monotonic()
        if now - self._tidied_at > _TIDY and self._tidy():
            self._tidied_at = now

    def _end_dead(self, overview: LaneOverview) -> None:
        """End the sessions of workers that beat no more, frozen or cut off: they hold locks.

        Every worker does it, not the one that hands out alone: that may be the frozen one.
        """
        dead = frozenset(each.id for each in overview.workers if not each.is_alive)
        dead &= overview.connected
        if not dead:
            return
        self._around.journal.lanes.end_sessions(dead)
        for each in sorted(dead - self._ended):
            told = _("Worker {worker} has not been heard of; its connections go to others.")
            self._around.report(told.format(worker=each), trouble=True)
        self._ended |= dead

    def _note_free(self, overview: LaneOverview) -> None:
        now = time.monotonic()
        free = (overview.wanted | overview.left_behind) - overview.served
        self._free_since = {each: self._free_since.get(each, now) for each in free}

    def _is_free(self, connection_id: int, overview: LaneOverview) -> bool:
        """Say whether nobody has this lane, nor is about to be back on it."""
        since = self._free_since.get(connection_id)
        if since is None:
            return False
        holder = overview.holders().get(connection_id)
        if holder is None or holder not in overview.living():
            return True
        grace = _GRACE_CONNECTED if holder in overview.connected else _GRACE_GONE
        return time.monotonic() - since > grace

    def _settle(self, connection_id: int) -> None:
        """Let what a dead worker left at `sending` become unknown: also where nobody has its token."""
        around = self._around
        with around.locks.lane(connection_id) as held:
            if held:
                epoch = around.journal.lanes.start(connection_id, around.worker)
                around.journal.lanes.give_up(connection_id, epoch)

    def _finish(self, ended: Collection[int]) -> None:
        for batch_id in ended:
            with contextlib.suppress(StateConflict):  # somebody was quicker
                self._around.journal.batches.finish(batch_id, who=PROGRAM)

    def _pause(self, stopped: Collection[int]) -> None:
        for batch_id in stopped:
            self._around.journal.parts.pause_if_stopped(batch_id, who=PROGRAM)

    def _hand_out(self, overview: LaneOverview) -> None:
        now = time.monotonic()
        wanted = sorted(overview.wanted - overview.served)
        due = [
            each
            for each in wanted
            if self._is_free(each, overview)
            and now - self._deferred_at.get(each, -_AGAIN) >= _AGAIN
        ]
        if due and self._defer(due):
            self._deferred_at.update(dict.fromkeys(due, now))
        # One that was begun since may be wanted again at once, when it ends.
        self._deferred_at = {
            c: at for c, at in self._deferred_at.items() if c not in overview.served
        }
