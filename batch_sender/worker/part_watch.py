"""Watch what comes of one batch on one lane: does the connection fail?"""

import threading
from collections import deque
from datetime import datetime
from typing import Final

from batch_sender.deliver.health import LOOKED_BACK_ON, PauseReason
from batch_sender.models import MessageState, Reason
from batch_sender.timing.silence import Silence

_IN_A_ROW: Final = 2
_OF_THE_LAST: Final = 15


class PartWatch:
    """Hears of each message that came to rest; the rest is the journal's to tell. Called from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: deque[bool] = deque(maxlen=LOOKED_BACK_ON)
        self._in_a_row = 0

    @property
    def fails(self) -> bool:
        """Whether what was met of late may be the beginning of a pause."""
        with self._lock:
            return self._in_a_row >= _IN_A_ROW or sum(self._last) >= _OF_THE_LAST

    def settled(self, state: MessageState) -> None:
        """Count one message."""
        if state is MessageState.SKIPPED:
            return
        failed = state is not MessageState.ACCEPTED
        with self._lock:
            self._last.append(failed)
            self._in_a_row = self._in_a_row + 1 if failed else 0

    def waiting(self, until: datetime, *, because: PauseReason | Reason) -> None:
        """Pass over it."""

    def answering(self) -> None:
        """Pass over it."""

    def unanswered(self, silence: Silence) -> None:
        """Pass over it."""
