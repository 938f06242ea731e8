"""One worker, from its first beat to its last: looks, beats, hands out, and holds lanes until it is to stop."""

import contextlib
import logging
import os
import platform
import secrets
import threading
import time
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Final

from batch_sender import __version__
from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal, LaneOverview, NewWorker, connection_info
from batch_sender.journal.database.session_names import LONGEST_NAME
from batch_sender.journal.errors import JournalError, JournalFromNewerVersion, JournalRestored
from batch_sender.language import _
from batch_sender.worker.dispatcher import Dispatcher
from batch_sender.worker.engine import Engine
from batch_sender.worker.figures import Uncounted, WorkerFigures
from batch_sender.worker.judging import Judging
from batch_sender.worker.known_connections import KnownConnections
from batch_sender.worker.lanes import HeldLanes, queue_of
from batch_sender.worker.look import LatestLook
from batch_sender.worker.report import Reporter
from batch_sender.worker.surroundings import WorkerSurroundings

_log: Final = logging.getLogger(__name__)

_LOOK: Final = 1.0
_BEAT: Final = 3.0
_CONNECTIONS: Final = 3.0
_LONGEST_REST: Final = 10.0
_FOR_GOOD: Final = (JournalFromNewerVersion, JournalRestored)
"""What does not pass, however long a worker waits."""

_OTHER_JOBS: Final = 4
"""So many jobs besides its lanes may a worker run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerOrder:
    """What a worker is told: its name, its most lanes, and how long each stays (seconds).

    `figures`: who counts what it does.
    """

    id: str
    lanes: int
    stay: float
    figures: WorkerFigures = field(default_factory=Uncounted)


def new_id(name: str | None) -> str:
    """Return a name that no other worker has: of this machine, or as told, and something of its own."""
    own = f"-{os.getpid()}-{secrets.token_hex(3)}"
    room = LONGEST_NAME - len(own)
    plain = (name or platform.node() or "worker").encode("ascii", "replace")[:room].decode()
    return plain.replace("?", "_") + own


class Worker:
    """A worker; `run` returns once it was stopped and has given everything up."""

    def __init__(
        self,
        journal: Journal,
        workspace: Workspace,
        order: WorkerOrder,
        *,
        location: str,
        report: Reporter,
    ) -> None:
        """Make it; `location`: the journal's address, whose sessions carry the worker's name."""
        known = KnownConnections(journal, workspace, report)
        self._order, self._report, self._journal = order, report, journal
        self._around = around = WorkerSurroundings(
            worker=order.id,
            journal=journal,
            locks=journal.lanes.locks(),
            looks=LatestLook(),
            known=known,
            report=report,
            stay=order.stay,
            figures=order.figures,
        )
        self._lanes = HeldLanes(around, most=order.lanes)
        self._engine = engine = Engine(
            connection_info(location),
            name=order.id,
            most=order.lanes + _OTHER_JOBS,
            duties=[self._lanes],
        )
        self._lanes.successor = lambda connection_id: engine.defer([queue_of(connection_id)])
        self._dispatcher = Dispatcher(
            around,
            defer=lambda which: engine.defer([queue_of(each) for each in which]),
            tidy=engine.tidy,
        )
        self._judging = Judging(journal, location=str(workspace.journal), worker=order.id)
        self._beaten_at = self._looked_up_at = 0.0
        self._silent_since: float | None = None
        self._fault: JournalError | None = None
        self._done = threading.Event()

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; what is on its way is finished first.

        Raises:
            JournalError: it could not even begin, or nothing may leave from this journal by this program
                any more: it was migrated or copied elsewhere.
        """
        self._around.locks.open()
        self._around.known.look()
        self._begin()
        self._engine.start()
        self._judging.start()
        rounds = threading.Thread(
            target=copy_context().run, args=(self._rounds,), name="worker-rounds", daemon=True
        )
        rounds.start()
        try:
            while not stop.wait(0.2) and self._fault is None:
                pass
        finally:
            self._end(rounds)
        if self._fault is not None:
            raise self._fault

    def _begin(self) -> None:
        self._journal.lanes.begin(
            NewWorker(
                id=self._order.id,
                host=platform.node(),
                pid=os.getpid(),
                version=__version__,
                most_lanes=self._order.lanes,
            )
        )

    def _end(self, rounds: threading.Thread) -> None:
        self._judging.close()
        self._lanes.close()
        while self._lanes.held():
            time.sleep(0.1)
        self._done.set()
        self._engine.stop()
        rounds.join(timeout=_LONGEST_REST)
        with contextlib.suppress(JournalError):
            self._journal.lanes.leave(self._order.id)
        self._around.locks.close()

    # ── each second ───────────────────────────────────────────────────────────────────────────

    def _rounds(self) -> None:
        rest = _LOOK
        while not self._done.wait(rest):
            try:
                self._round()
            except _FOR_GOOD as err:
                self._fault = err
                return
            except JournalError as err:
                rest = min(rest * 2, _LONGEST_REST)
                self._tell_silence(err)
            except Exception:  # noqa: BLE001 - logged, and the rounds go on
                _log.exception("a worker's round broke; it goes on")
                rest = _LONGEST_REST
            else:
                rest = _LOOK
                self._tell_answer()

    def _round(self) -> None:
        now = time.monotonic()
        self._keep_locks()
        if now - self._looked_up_at >= _CONNECTIONS:
            self._around.known.look()
            self._looked_up_at = now
        if now - self._beaten_at >= _BEAT:
            self._beat()
            self._beaten_at = now
        self._around.looks.put(self._journal.lanes.overview(), at=now)
        look = self._around.looks.newest()
        if look is not None:
            self._let_go(look.overview)
            self._lanes.look(look.overview)
            self._around.figures.holds(len(self._lanes.held()))
            self._dispatcher.step(look.overview)

    def _let_go(self, overview: LaneOverview) -> None:
        """Say which lanes it holds no more, where it could not when they ended: the journal was away."""
        known = {lane for lane, who in overview.holders().items() if who == self._order.id}
        if strays := known.difference(self._lanes.held()):
            self._journal.lanes.let_go(self._order.id, strays)

    def _keep_locks(self) -> None:
        locks = self._around.locks
        if not locks.are_held():
            if self._lanes.held():
                told = _(
                    "The session that holds this worker's connections is lost: they begin anew."
                )
                self._report(told, trouble=True)
            self._lanes.end_all()
            locks.open()

    def _beat(self) -> None:
        calls, a_minute = self._around.calls.counted()
        known = self._around.known.by_number()
        lives = self._journal.lanes.beat(
            self._order.id, calls=calls, calls_a_minute=a_minute, known=known.keys()
        )
        if not lives:
            self._begin()
        self._around.figures.beaten()

    def _tell_silence(self, err: JournalError) -> None:
        self._around.figures.journal_failed()
        if self._silent_since is None:
            self._silent_since = time.monotonic()
            told = _("{fault} It is asked again until it answers.")
            self._report(told.format(fault=err.message), trouble=True)
        _log.debug("the journal does not answer", exc_info=err)

    def _tell_answer(self) -> None:
        if self._silent_since is not None:
            seconds = round(time.monotonic() - self._silent_since)
            self._silent_since = None
            self._report(_("The journal answers again, after {n} s.").format(n=seconds))
