"""One batch on its way: whoever asked for it hears when it leaves, or what has to be answered first."""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, replace
from typing import Final

from batch_sender.deliver.session import Dispatch
from batch_sender.journal import Journal
from batch_sender.journal.errors import JournalError
from batch_sender.models.errors import BatchSenderError, UnforeseenFault
from batch_sender.operations import results
from batch_sender.operations.options import Caller, Onlooker, SendOptions
from batch_sender.operations.questions import Answer
from batch_sender.operations.send import SendOutcome

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """The batch is being sent now, by the server; `by_another`: somebody else had begun it before."""

    batch: int
    by_another: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Underway:
    """Its connection is still being tested, or its test message waits for its turn."""

    batch: int


Operation = Callable[[Caller], SendOutcome]


class SendingTask:
    """One try to send a batch, in a thread of its own. `options`, `answers`: what it was asked with."""

    def __init__(
        self, journal: Journal, batch_id: int, options: SendOptions, answers: Sequence[Answer]
    ) -> None:
        self._journal, self.batch_id = journal, batch_id
        self.options, self.answers = options, tuple(answers)
        self.is_told = False
        """Whether somebody has heard what came of it."""
        self._stop = threading.Event()
        self._known, self._over, self._ended = (threading.Event() for _ in range(3))
        self._departed = False
        self._outcome: SendOutcome | None = None
        self._fault: BatchSenderError | None = None

    @property
    def is_sending(self) -> bool:
        """Whether messages leave."""
        return self._departed and not self._over.is_set()

    @property
    def is_open(self) -> bool:
        """Whether nobody else may begin the batch just now."""
        return not self._known.is_set() or self.is_sending

    def start(self, operation: Operation, caller: Caller) -> None:
        """Begin."""
        # A daemon: a server that drips must not keep the program from ending. What is on its way then
        # stands at `sending`, and becomes unknown.
        threading.Thread(
            target=copy_context().run,
            args=(self._run, operation, replace(caller, watching=self._watching)),
            name=f"batch-{self.batch_id}",
            daemon=True,
        ).start()

    def stop(self) -> None:
        """Let what is on its way arrive, and pause the rest."""
        self._stop.set()

    def ends_within(self, seconds: float) -> bool:
        """Wait at most so long for its end."""
        return self._ended.wait(seconds)

    def is_over_within(self, seconds: float) -> bool:
        """Wait at most so long until nothing leaves any more."""
        return self._over.wait(seconds)

    def is_known_within(self, seconds: float) -> bool:
        """Wait at most so long until it leaves or somebody has to be asked."""
        return self._known.wait(seconds)

    def result(self) -> Departed | SendOutcome:
        """Tell what came of it, once that is known.

        Raises:
            BatchSenderError: it cannot be sent from here.
        """
        if self._fault is not None:
            raise self._fault
        if self._departed or self._outcome is None:
            return Departed(batch=self.batch_id)
        return self._outcome

    def _run(self, operation: Operation, caller: Caller) -> None:
        try:
            self._outcome = operation(caller)
        except BatchSenderError as err:
            self._broke(err, caller)
        except Exception as err:  # noqa: BLE001 - whoever asked is told, the log has its trace
            _log.exception("batch %s broke", self.batch_id)
            self._broke(UnforeseenFault.of(err), caller)
        finally:
            self._known.set()
            self._over.set()  # from here on somebody may go on with the batch
            if self._departed:
                self._conclude(caller)
            self._ended.set()

    def _broke(self, err: BatchSenderError, caller: Caller) -> None:
        if not self._departed:
            self._fault = err
            return
        with contextlib.suppress(JournalError):  # nobody waits for it any more: the batch tells it
            detail = {"message": str(err)}
            self._journal.batches.note(self.batch_id, "fault_told", who=caller.who, detail=detail)

    def _conclude(self, caller: Caller) -> None:
        try:
            if self._journal.batches.one(self.batch_id).is_sent_by_workers:
                return  # they go on with it without this server, which was told to stop
            results.conclude(self._journal, self.batch_id, (), caller)
        except Exception:  # noqa: BLE001 - nobody waits for it: the log has its trace
            _log.exception("batch %s could not be closed", self.batch_id)

    @contextmanager
    def _watching(self, _dispatch: Dispatch) -> Iterator[Onlooker]:
        yield Onlooker(stop=self._stop, began=self._has_departed)

    def _has_departed(self) -> None:
        self._departed = True
        self._known.set()
