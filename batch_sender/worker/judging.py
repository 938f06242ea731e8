"""Let a worker judge pieces of large lists, in a process of its own while there are any."""

import logging
import threading
from contextvars import copy_context
from typing import Final

from batch_sender import __version__
from batch_sender.journal import Journal
from batch_sender.journal.errors import JournalError
from batch_sender.sandbox.process import Child, ChildGone

_LOG: Final = logging.getLogger(__name__)

_LOOK: Final = 1.0
_AFTER_TROUBLE: Final = 15.0
_SILENCE: Final = 60.0
"""Seconds in which one piece must be judged; then the process is ended, and another one takes it."""
_MODULE: Final = "batch_sender.worker.judging_process"


class Judging:
    """Looks for lists that are being judged, and helps with them; `location`: the journal's address.

    No job of the engine stands for it: every worker helps with every list, and the journal says with which.
    """

    def __init__(self, journal: Journal, *, location: str, worker: str) -> None:
        self._journal = journal
        self._location = location
        self._worker = worker
        self._stopped = threading.Event()
        self._child: Child | None = None
        self._thread = threading.Thread(
            target=copy_context().run, args=(self._run,), name="judging", daemon=True
        )

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def close(self) -> None:
        """Stop at once: what is being judged just now is judged by somebody else."""
        self._stopped.set()
        child = self._child
        if child is not None:
            child.close()
        self._thread.join(timeout=_LOOK + 1)

    def _run(self) -> None:
        rest = _LOOK
        while not self._stopped.wait(rest):
            rest = _LOOK
            try:
                if self._journal.chunks.wanted(__version__):
                    self._help()
            except (JournalError, OSError) as err:
                _LOG.debug("nothing is judged here for a while", exc_info=err)
                rest = _AFTER_TROUBLE

    def _help(self) -> None:
        """Judge until there is nothing left to judge.

        Raises:
            OSError: the system starts no process.
        """
        self._child = child = Child(_MODULE, silence=_SILENCE)
        try:
            child.tell({"journal": self._location, "worker": self._worker})
            while not self._stopped.is_set():
                child.answer()
        except ChildGone:
            pass  # it found nothing more to do, or broke: a look at the journal says which
        finally:
            child.close()
            self._child = None
