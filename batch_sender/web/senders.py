"""Batches that the page sends, each in a thread of its own: the server sends them, never a browser.

A batch that the page began goes on by itself after the server was stopped or killed, as one of a
schedule does; one that somebody paused waits for a person.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, replace
from typing import Final

from batch_sender.config.batch_settings import settings_of
from batch_sender.config.workspace import Workspace
from batch_sender.deliver.health import PauseReason
from batch_sender.deliver.session import Dispatch
from batch_sender.journal import Journal
from batch_sender.models import BatchState
from batch_sender.models.errors import BatchSenderError, UnforeseenFault
from batch_sender.operations import results
from batch_sender.operations.connections import probe_connection
from batch_sender.operations.options import Caller, Onlooker, SendOptions
from batch_sender.operations.questions import NONE, Answer
from batch_sender.operations.resume import find_to_resume, waiting_batches
from batch_sender.operations.resume import resume as resumed
from batch_sender.operations.send import SendOutcome
from batch_sender.operations.send import send as sent

_log: Final = logging.getLogger(__name__)

SENT_BY_PAGE: Final = "sent_by_page"
"""The event that says that the server is to go on with a batch by itself."""

_BEGINNINGS: Final = frozenset({"started", "resumed"})
_BY_ITSELF: Final = frozenset({"stopped", PauseReason.SERVICE_STOPPED.value})
"""Pauses that nobody decided: a crash, and the server's own end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """The batch is being sent now, by the server."""

    batch: int


class Senders:
    """Sends batches, and goes on with those that a stop of the server has cut short."""

    def __init__(self, journal: Journal, workspace: Workspace, caller: Caller) -> None:
        self._journal, self._workspace, self._caller = journal, workspace, caller
        self._stop = threading.Event()
        self._threads: dict[int, threading.Thread] = {}

    @property
    def sending(self) -> list[int]:
        """The batches that this server sends now."""
        return sorted(number for number, thread in self._threads.items() if thread.is_alive())

    def send(
        self,
        batch_id: int,
        options: SendOptions,
        answers: Sequence[Answer] = NONE,
        *,
        who: str | None = None,
    ) -> Departed | SendOutcome:
        """Send a checked batch: return at once when it leaves, or with what has to be answered first.

        `who`: asks for it, where that is not whoever runs the server.

        Raises:
            BatchSenderError: it cannot be sent from here.
        """
        settings = settings_of(self._journal.batches, batch_id)
        tested = probe_connection(self._workspace, options.connection, settings)
        return self._begun(
            batch_id,
            lambda caller: sent(self._journal, batch_id, tested, options, caller, answers),
            who=who,
        )

    def resume(
        self,
        batch_id: int,
        options: SendOptions,
        answers: Sequence[Answer] = NONE,
        *,
        who: str | None = None,
    ) -> Departed | SendOutcome:
        """Go on with a batch that was begun; likewise.

        Raises:
            BatchSenderError: it cannot go on from here.
        """
        self._journal.batches.settle_abandoned(who=self._caller.who)
        found = find_to_resume(self._journal, self._workspace, batch_id, options)
        return self._begun(
            batch_id,
            lambda caller: resumed(self._journal, found, options, caller, answers),
            who=who,
        )

    def take_up(self) -> None:
        """Go on with what the page began and a stop of the server has cut short."""
        self._journal.batches.settle_abandoned(who=self._caller.who)
        for each in waiting_batches(self._journal):
            if self._goes_on_by_itself(each.batch.id, each.batch.state, each.batch.paused_because):
                self._try_again(each.batch.id)

    def stop(self, seconds: float) -> bool:
        """Let what is on its way arrive, pause the rest; say whether all have ended in time."""
        self._stop.set()
        for thread in list(self._threads.values()):
            thread.join(seconds)
        return not self.sending

    def _goes_on_by_itself(self, batch_id: int, state: BatchState, because: str | None) -> bool:
        if state is not BatchState.PAUSED or because not in _BY_ITSELF:
            return False
        kinds = [event.kind for event in self._journal.batches.events(batch_id)]
        if SENT_BY_PAGE not in kinds:
            return False
        since = kinds[len(kinds) - kinds[::-1].index(SENT_BY_PAGE) :]
        return sum(kind in _BEGINNINGS for kind in since) <= 1  # else somebody else went on with it

    def _try_again(self, batch_id: int) -> None:
        try:
            self.resume(batch_id, SendOptions(yes=True, as_judged=True))
        except BatchSenderError as err:
            _log.warning("batch %s could not go on: %s", batch_id, err.code)
            detail = {"message": str(err)}
            self._journal.batches.note(batch_id, "fault_told", who=self._caller.who, detail=detail)

    def _begun(
        self, batch_id: int, operation: Callable[[Caller], SendOutcome], *, who: str | None
    ) -> Departed | SendOutcome:
        caller = replace(self._caller, who=who or self._caller.who)
        departure = _Departure(self._journal, caller, self._stop, batch_id)
        thread = threading.Thread(
            target=copy_context().run, args=(departure.run, operation), name=f"batch-{batch_id}"
        )
        self._threads[batch_id] = thread
        thread.start()
        return departure.wait()


class _Departure:
    """One batch on its way: whoever asked for it waits until it leaves, or until it is said why not."""

    def __init__(
        self, journal: Journal, caller: Caller, stop: threading.Event, batch_id: int
    ) -> None:
        self._journal, self._stop, self._batch_id = journal, stop, batch_id
        self._caller = replace(caller, watching=self._watching)
        self._known = threading.Event()
        self._outcome: Departed | SendOutcome | None = None
        self._fault: BatchSenderError | None = None

    def run(self, operation: Callable[[Caller], SendOutcome]) -> None:
        """Send; what is raised before anything left is for whoever asked, later for the log."""
        try:
            outcome = operation(self._caller)
        except BatchSenderError as err:
            self._broke(err)
        except Exception as err:  # noqa: BLE001 - whoever asked is told, the log has its trace
            _log.exception("batch %s broke", self._batch_id)
            self._broke(UnforeseenFault.of(err))
        else:
            self._outcome = self._outcome or outcome
        finally:
            departed = isinstance(self._outcome, Departed)
            self._known.set()
            if departed:
                results.conclude(self._journal, self._batch_id, (), self._caller)

    def wait(self) -> Departed | SendOutcome:
        """Wait until it leaves or has to be asked about."""
        self._known.wait()
        if self._fault is not None:
            raise self._fault
        if self._outcome is None:
            raise UnforeseenFault(what="?")
        return self._outcome

    def _broke(self, err: BatchSenderError) -> None:
        if self._known.is_set():  # nobody waits for it any more
            detail = {"message": str(err)}
            self._journal.batches.note(
                self._batch_id, "fault_told", who=self._caller.who, detail=detail
            )
        else:
            self._fault = err

    @contextmanager
    def _watching(self, dispatch: Dispatch) -> Iterator[Onlooker]:
        self._journal.batches.note(dispatch.batch_id, SENT_BY_PAGE, who=dispatch.who, detail={})
        self._outcome = Departed(batch=dispatch.batch_id)
        self._known.set()
        yield Onlooker(stop=self._stop)
