"""Batches that the page sends, each in a thread of its own: the server sends them, never a browser.

A batch that the page began goes on by itself after the server was stopped or killed, as one of a
schedule does; one that somebody paused, or went on with elsewhere since, waits for a person.
"""

import copy
import logging
import threading
import time
from collections.abc import Sequence
from contextvars import copy_context
from dataclasses import replace
from threading import TIMEOUT_MAX
from typing import Final

from batch_sender.config.workspace import Workspace
from batch_sender.deliver.health import PauseReason
from batch_sender.deliver.run import refuse_if_workers_send
from batch_sender.gateway.errors import ConnectionFault, TokenRefused
from batch_sender.journal import Journal
from batch_sender.journal.batches.verbs import STOPPED
from batch_sender.journal.errors import BatchBusy
from batch_sender.models import BatchState
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations.options import Caller, SendOptions
from batch_sender.operations.questions import NONE, Answer
from batch_sender.operations.resume import find_to_resume, probe_to_go_on
from batch_sender.operations.resume import resume as resumed
from batch_sender.operations.send import SendOutcome
from batch_sender.operations.send import send as sent
from batch_sender.web.departures import Departed, Operation, SendingTask, Underway
from batch_sender.web.errors import PageStopping

__all__ = ["PAGE", "Departed", "Senders", "Underway"]

_log: Final = logging.getLogger(__name__)

PAGE: Final = "page"
"""What the beginnings of a batch name as their door where the server goes on with it by itself."""

PATIENCE: Final = 4.0
"""Seconds that whoever asked waits for an answer; after that the page asks again and again."""

_TRY_AGAIN: Final = 30.0
"""Seconds after which a connection that did not answer is tried again."""

_FIRST_PAUSE: Final = 0.25
"""Seconds before the second try; twice as many before each further one."""

_BEGINNINGS: Final = frozenset({"started", "resumed"})
_BY_ITSELF: Final = frozenset({STOPPED, PauseReason.SERVICE_STOPPED.value})
"""Pauses that nobody decided: a crash, and the server's own end."""


class Senders:
    """Sends batches, each by one departure at a time, and goes on with those that a stop has cut short.

    What it has handed over to the workers goes on without it; it looks on.
    """

    def __init__(
        self,
        journal: Journal,
        workspace: Workspace,
        caller: Caller,
        *,
        try_again: float = _TRY_AGAIN,
        by_workers: bool = False,
    ) -> None:
        self._journal, self._workspace = journal, workspace
        self._caller = replace(caller, serves=True, door=PAGE, is_there=True)
        self._try_again, self._by_workers = try_again, by_workers
        self._stopping = threading.Event()
        self._departures: dict[int, SendingTask] = {}
        self._lock = threading.Lock()

    def asked_by(self, who: str, *, is_there: bool = True) -> "Senders":
        """Return the same senders, which begin what somebody asks for under that name.

        `is_there`: a person, who can look at the phone when the page asks them to.
        """
        view = copy.copy(self)  # the threads and the word to stop stay shared
        view._caller = replace(self._caller, who=who, is_there=is_there)  # noqa: SLF001 - its own
        return view

    @property
    def hands_all_over(self) -> bool:
        """Whether workers send whatever is begun."""
        return self._by_workers

    @property
    def sending(self) -> list[int]:
        """The batches that this server sends now."""
        with self._lock:
            return sorted(number for number, each in self._departures.items() if each.is_sending)

    def send(
        self,
        batch_id: int,
        options: SendOptions,
        answers: Sequence[Answer] = NONE,
        *,
        patience: float = PATIENCE,
    ) -> Departed | Underway | SendOutcome:
        """Send a checked batch: return when it leaves, or with what has to be answered first.

        `Underway`: neither is known yet; `latest` tells it later.

        `who`: asks for it, where that is not whoever runs the server.

        Raises:
            BatchSenderError: it cannot be sent from here.
        """

        def work(caller: Caller) -> SendOutcome:
            batch = self._journal.batches.one(batch_id)
            tested = probe_to_go_on(self._journal, self._workspace, batch, options)
            return sent(self._journal, batch_id, tested, wanted, caller, answers)

        wanted = self._as_served(options)
        departure = SendingTask(self._journal, batch_id, options, answers)
        return self._asked(departure, work, patience)

    def resume(
        self,
        batch_id: int,
        options: SendOptions,
        answers: Sequence[Answer] = NONE,
        *,
        patience: float = PATIENCE,
    ) -> Departed | Underway | SendOutcome:
        """Go on with a batch that was begun; likewise.

        Raises:
            BatchSenderError: it cannot go on from here.
        """

        def work(caller: Caller) -> SendOutcome:
            self._journal.batches.take_over_if_dead(batch_id, who=caller.who)
            found = find_to_resume(self._journal, self._workspace, batch_id, options)
            return resumed(self._journal, found, wanted, caller, answers)

        if options.here:
            refuse_if_workers_send(self._journal, batch_id)
        wanted = self._as_served(options)
        departure = SendingTask(self._journal, batch_id, options, answers)
        return self._asked(departure, work, patience)

    def latest(self, batch_id: int) -> SendingTask | None:
        """Return the last try to send a batch that this server has made."""
        with self._lock:
            return self._departures.get(batch_id)

    def take_up(self) -> None:
        """Go on with what the page began and a stop of the server has cut short.

        Beside everything else: a connection that does not answer must keep no page waiting.
        """
        context = copy_context()
        threading.Thread(
            target=context.run, args=(self._take_up,), name="take-up", daemon=True
        ).start()

    def stop(self, seconds: float) -> bool:
        """Let what is on its way arrive, pause the rest; say whether all have ended in time."""
        with self._lock:
            self._stopping.set()
            departures = list(self._departures.values())
        for each in departures:
            each.stop()
        until = time.monotonic() + seconds
        for each in departures:
            each.ends_within(max(0.0, until - time.monotonic()))
        return not self.sending

    def _as_served(self, options: SendOptions) -> SendOptions:
        return replace(options, workers=options.workers or self._by_workers)

    # ── one at a time ─────────────────────────────────────────────────────────────────────────

    def _asked(
        self, mine: SendingTask, operation: Operation, patience: float
    ) -> Departed | Underway | SendOutcome:
        while (other := self._begun(mine, operation)) is not None:
            if not other.is_known_within(patience):
                return Underway(batch=mine.batch_id)
            # A double click, or a second person; unless it has let go of the batch, and ends.
            if other.is_sending and self._is_sent(mine.batch_id):
                return Departed(batch=mine.batch_id, by_another=True)
            if not other.is_over_within(patience):
                return Underway(batch=mine.batch_id)
        if not mine.is_known_within(patience):
            return Underway(batch=mine.batch_id)
        mine.is_told = True
        return mine.result()

    def _is_sent(self, batch_id: int) -> bool:
        # The lanes of workers may hold a paused one a while longer: it goes on beside them.
        now = self._journal.batches.glance(batch_id)
        if now.by_workers:
            return now.state is BatchState.RUNNING
        return self._journal.batches.is_held(batch_id)

    def _begun(self, mine: SendingTask, operation: Operation) -> SendingTask | None:
        """Begin a departure, unless another one of its batch is on its way: that is returned."""
        with self._lock:
            if self._stopping.is_set():
                raise PageStopping
            other = self._departures.get(mine.batch_id)
            if other is not None and other.is_open:
                return other
            self._departures[mine.batch_id] = mine
            mine.start(operation, self._caller)
            return None

    # ── after a stop ──────────────────────────────────────────────────────────────────────────

    def _take_up(self) -> None:
        try:
            self._journal.batches.settle_abandoned(who=self._caller.who)
            waiting = set(self._journal.batches.resumable())
            told: set[int] = set()
            pause = _FIRST_PAUSE
            while waiting := {each for each in waiting if self._has_yet_to_go_on(each, told)}:
                if self._stopping.wait(min(pause, self._try_again)):
                    return
                pause *= 2
        except Exception:  # noqa: BLE001 - nobody waits for it: the log has its trace
            _log.exception("what a stop has cut short could not be looked through")

    def _has_yet_to_go_on(self, batch_id: int, told: set[int]) -> bool:
        """Let a batch go on, if it is to; say whether it has to be looked at again."""
        if self._stopping.is_set() or batch_id in self.sending or not self._is_pages(batch_id):
            return False
        self._journal.batches.take_over_if_dead(batch_id, who=self._caller.who)
        batch = self._journal.batches.one(batch_id)
        if batch.is_sent_by_workers:
            return self._try_to_go_on(batch_id, told)
        if batch.state is BatchState.RUNNING:
            return True  # somebody looks at it just now, and settles what its dead sender left
        if batch.state is not BatchState.PAUSED or batch.paused_because not in _BY_ITSELF:
            return False
        return self._try_to_go_on(batch_id, told)

    def _try_to_go_on(self, batch_id: int, told: set[int]) -> bool:
        try:
            # Whoever began it may be gone by now.
            nobody = self.asked_by(self._caller.who, is_there=False)
            nobody.resume(batch_id, SendOptions(yes=True, as_judged=True), patience=TIMEOUT_MAX)
        except BatchBusy:
            return True
        except PageStopping:
            return False
        except BatchSenderError as err:
            if batch_id not in told:
                told.add(batch_id)
                self._tell(batch_id, err)
            return isinstance(err, ConnectionFault) and not isinstance(err, TokenRefused)
        return False

    def _is_pages(self, batch_id: int) -> bool:
        """Say whether the page was the last to begin a batch, or to go on with it."""
        events = reversed(self._journal.batches.events(batch_id))
        last = next((each for each in events if each.kind in _BEGINNINGS), None)
        return last is not None and last.detail.get("door") == PAGE

    def _tell(self, batch_id: int, err: BatchSenderError) -> None:
        _log.warning("batch %s could not go on: %s", batch_id, err.code)
        detail = {"message": str(err)}
        self._journal.batches.note(batch_id, "fault_told", who=self._caller.who, detail=detail)
