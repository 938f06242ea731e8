"""Hold one connection's lane: send what its batches have for it, side by side, then give it up."""

import logging
import random
import threading
import time
from contextvars import copy_context
from typing import Final

from batch_sender.config.connections import Connection
from batch_sender.deliver.drain import drain
from batch_sender.deliver.session import LaneStart
from batch_sender.journal import Work
from batch_sender.journal.errors import JournalError
from batch_sender.journal.sending.errors import LaneTaken
from batch_sender.language import _
from batch_sender.worker.part_watch import PartWatch
from batch_sender.worker.sending import dispatch_of, may_send
from batch_sender.worker.surroundings import WorkerSurroundings

_log: Final = logging.getLogger(__name__)

_SLICE: Final = 1.0
"""Seconds after which a lane looks whether a batch came or went."""

_REST: Final = 60.0
"""Seconds that a batch rests which nobody foresaw the fault of."""

_LONGER: Final = 12
"""So many times as long stays a connection that fails, at most."""

_SPREAD: Final = 0.1
"""The share by which a stay is longer or shorter, so that lanes that began together do not end together."""


class _SentPart:
    """A thread that sends one batch through this lane."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.stop = threading.Event()
        self.began = time.monotonic()
        self.watch = PartWatch()
        self.thread: threading.Thread | None = None


class Lane:
    """One start of a connection's lane. `run` returns when nothing of it is on its way any more."""

    def __init__(
        self, around: WorkerSurroundings, connection_id: int, connection: Connection, epoch: int
    ) -> None:
        self._around, self._epoch = around, epoch
        self._connection_id, self._connection = connection_id, connection
        self._stop = threading.Event()
        self._parts: dict[int, _SentPart] = {}
        self._rests: dict[int, float] = {}

    def end(self) -> None:
        """Claim nothing more; what is on its way is finished first."""
        self._stop.set()

    def run(self) -> None:
        """Send until there is nothing to send, the stay is over, or it is to end."""
        stay = self._around.stay * (1 + _SPREAD * (2 * random.random() - 1))
        began = time.monotonic()
        while not (self._stop.is_set() or self._is_over(time.monotonic() - began, stay)):
            if not self._go_on(began):
                break
            self._stop.wait(_SLICE)
        self._finish()

    def _is_over(self, passed: float, stay: float) -> bool:
        """Say whether it has been here long enough.

        How a connection does is counted anew with each start. One that fails stays until that is decided:
        else ten failures in a row, a minute each, would never be counted to ten.
        """
        fails = any(part.watch.fails for part in self._parts.values())
        return passed >= stay * (_LONGER if fails else 1)

    def _go_on(self, began: float) -> bool:
        """Begin what has come, end what has gone; say whether there is anything to do."""
        work, seen_at = self._around.looks.work_of(self._connection_id)
        wanted = {each.batch_id: each for each in work}
        for batch_id, part in list(self._parts.items()):
            if part.thread is not None and not part.thread.is_alive():
                del self._parts[batch_id]
            elif seen_at > part.began and wanted.get(batch_id) != part.work:
                # Paused, or sent to its end but for what is on its way, or handed over on other terms.
                part.stop.set()
        for each in work:
            if self._may_begin(each):
                self._begin(each)
        return bool(self._parts or wanted) or seen_at <= began

    def _may_begin(self, work: Work) -> bool:
        rested = self._rests.get(work.batch_id, 0.0) <= time.monotonic()
        return work.batch_id not in self._parts and rested and may_send(work)

    def _begin(self, work: Work) -> None:
        part = _SentPart(work)
        part.thread = threading.Thread(
            target=copy_context().run, args=(self._send, work, part), name=f"batch-{work.batch_id}"
        )
        self._parts[work.batch_id] = part
        part.thread.start()

    def _finish(self) -> None:
        for part in self._parts.values():
            part.stop.set()
        for part in self._parts.values():
            if part.thread is not None:
                part.thread.join()

    # ── in a batch's own thread ───────────────────────────────────────────────────────────────

    def _send(self, work: Work, part: _SentPart) -> None:
        try:
            self._send_held(work, part)
        except LaneTaken:
            self._stop.set()
            self._around.figures.lane_lost()
            told = _("{connection}: another worker has taken this connection over.")
            self._around.report(told.format(connection=self._name))
        except JournalError as err:
            self._stop.set()  # what stands at `sending` is settled when the lane starts again
            _log.debug("a lane ends: the journal failed", exc_info=err)
        except Exception:  # noqa: BLE001 - logged, and the other batches go on
            _log.exception("batch %s broke on a lane; it rests", work.batch_id)
            self._rests[work.batch_id] = time.monotonic() + _REST
            told = _("{connection}: something unforeseen stopped batch {batch}; it rests a minute.")
            self._around.report(
                told.format(connection=self._name, batch=work.batch_id), trouble=True
            )

    def _send_held(self, work: Work, part: _SentPart) -> None:
        # Not held alone: other lanes send it meanwhile. Who holds it alone only looks, for a moment.
        with self._around.locks.batch(work.batch_id) as held:
            dispatch = dispatch_of(self._around, work, self._connection) if held else None
            if dispatch is not None:
                drain(
                    self._around.journal,
                    dispatch,
                    self._start(work),
                    clock=self._around.clock,
                    watch=part.watch,
                    stop=part.stop,
                )

    def _start(self, work: Work) -> LaneStart:
        return LaneStart(
            connection_id=self._connection_id,
            epoch=self._epoch,
            own_rows=work.position is not None,
            runs=self._around.looks.runs,
            contents=self._around.contents,
        )

    @property
    def _name(self) -> str:
        return self._around.name_of(self._connection_id)
