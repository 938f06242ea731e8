"""A half-open circuit breaker that the lanes of a delivery session share.

A server that dies still takes connections, for moments, that nobody will ever answer: each call on
one of them is one message more in doubt. So once a call was lost with its connection, one lane at a
time tries, until one of these calls is answered.
"""

import threading
from collections.abc import Callable

from batch_sender.models import Outcome, Reason, Unknown


class Circuit:
    """Closed while calls are answered; half open after a loss: one lane's call at a time.

    A lane is the thread that asks. Only a call that began after the loss can close it again: an
    answer to an earlier one may have come before.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._losses = 0  # the one that opened it, and each call lost since that was to try it
        self._trying: int | None = None

    @property
    def is_closed(self) -> bool:
        """Whether every lane may make calls."""
        with self._changed:
            return not self._losses

    def admit(self, going: Callable[[], bool], *, seconds: float) -> bool:
        """Say whether this lane may make a call; wait so long at most while another one tries.

        The wait is for a call under way, not for a time: no clock hastens it. Whoever is let in
        tells what came of it, by `after` or `leave`.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._trying is None or not going(), timeout=seconds)
            if self._trying is not None or not going():
                return False
            if self._losses:
                self._trying = threading.get_ident()
            return True

    def leave(self) -> None:
        """Hear that this lane makes no call after all."""
        with self._changed:
            self._give_way()

    def after(self, outcome: Outcome) -> int:
        """Hear what came of this lane's call; return how many were lost running, if it was, or 0."""
        with self._changed:
            tried = self._give_way()
            if _is_lost(outcome):
                # Calls lost side by side are one loss.
                self._losses = self._losses + 1 if tried else max(self._losses, 1)
                return self._losses
            if tried and outcome.status is not None:
                self._losses = 0
            return 0

    def _give_way(self) -> bool:
        """Let another lane try if this one did; say whether it did."""
        tried = self._trying == threading.get_ident()
        if tried:
            self._trying = None
            self._changed.notify_all()
        return tried


def _is_lost(outcome: Outcome) -> bool:
    """Say whether the connection may have gone with the call.

    An answer whose headers are cut short looks like an empty one (docs/measured.md).
    """
    match outcome:
        case Unknown(reason=Reason.CONNECTION_LOST):
            return True
        case Unknown(reason=Reason.ANSWER_NOT_UNDERSTOOD, answer=""):
            return True
    return False
