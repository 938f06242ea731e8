"""Count the new people whose message was accepted, over all lanes, until somebody is to look at the phone."""

import threading
from typing import Final

from batch_sender.journal import Journal
from batch_sender.models import LookRecord
from batch_sender.models.looks import is_none_delivered

_SOONER: Final = 5
"""So soon after a look that found nothing delivered comes the next one."""


class LookDue:
    """Says when a look is due: after so many accepted new people (`after`; 0: never).

    `accepted`: how many there were since the last look when this run began.
    """

    def __init__(self, after: int, *, accepted: int = 0) -> None:
        self._after = after
        self._lock = threading.Lock()
        self._accepted = accepted

    @property
    def are_counted(self) -> bool:
        """Whether looks are asked for at all."""
        return self._after > 0

    def is_near(self, lanes: int) -> bool:
        """Say whether a look is due once so many lanes have each had one more message accepted."""
        with self._lock:
            return self.are_counted and self._accepted + lanes >= self._after

    def accepted(self) -> None:
        """Hear that the message to a new person was accepted."""
        with self._lock:
            self._accepted += 1

    def take(self) -> bool:
        """Say once that a look is due; from there on it is counted anew."""
        with self._lock:
            due = self.are_counted and self._accepted >= self._after
            if due:
                self._accepted = 0
            return due


def counted(
    journal: Journal, batch_id: int, after: int, connection_id: int | None = None
) -> LookDue:
    """Begin to count, with what was accepted since the last look of the batch.

    `connection_id`: of several connections through this one, since the last look at its phone.
    """
    if not after:
        return LookDue(0)
    done = journal.looks.at_phone(batch_id, connection_id)
    after = min(after, _SOONER) if done and _found_none(done[-1]) else after
    return LookDue(after, accepted=journal.looks.accepted_since(batch_id, connection_id))


def _found_none(look: LookRecord) -> bool:
    return look.answers is not None and is_none_delivered(list(look.answers.values()))
