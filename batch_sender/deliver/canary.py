"""Limit how many messages leave in one run, over all of its lanes."""

import threading
from collections import Counter

from batch_sender.models import MessageState


class Canary:
    """Lets `most` messages leave, whichever lanes carry them; without a number, all.

    A message counts as soon as it may be claimed, so that lanes side by side never let out one too
    many, and no longer once it comes back without having left. One of which a part has left still
    sends the rest: `partially_sent` are the rows of which a part left in an earlier run.
    """

    def __init__(self, most: int | None, *, partially_sent: frozenset[int] = frozenset()) -> None:
        self._most = most
        self._lock = threading.Condition()
        self._asked_for = 0
        # A row that came back may be on its way again before its first call is settled here.
        self._on_the_way: Counter[int] = Counter()
        self._left = set(partially_sent)
        self._partially_sent = set(partially_sent)

    @property
    def used_up(self) -> bool:
        """Whether as many messages have left as may."""
        with self._lock:
            return self._most is not None and len(self._left) >= self._most

    def admit(self) -> frozenset[int] | None:
        """Say which row may be claimed next: one of these; None stands for any.

        Whoever asks tells `claimed` what it got.
        """
        with self._lock:
            counted = self._asked_for + len(self._left | set(+self._on_the_way))
            if self._most is not None and counted >= self._most:
                return frozenset(self._partially_sent)
            self._asked_for += 1
            return None

    def rest(self, seconds: float) -> None:
        """Wait until one that may leave was claimed, or settled, or so long: another may be admitted then."""
        with self._lock:
            if self._asked_for or +self._on_the_way:
                self._lock.wait(seconds)

    def claimed(self, row: int | None, *, of: frozenset[int] | None) -> None:
        """Hear which row was claimed (None: none) of those that `admit` had named."""
        with self._lock:
            if of is None:
                self._asked_for -= 1
            if row is not None:
                self._on_the_way[row] += 1
                self._partially_sent.discard(row)
            self._lock.notify_all()

    def settled(self, row: int, state: MessageState, *, left: bool) -> None:
        """Hear where a claimed message stands now, and whether its last call may have left."""
        with self._lock:
            self._on_the_way[row] -= 1
            if left:
                self._left.add(row)
            again = state is MessageState.PENDING and not self._on_the_way[row]
            if again and row in self._left:
                self._partially_sent.add(row)
            self._lock.notify_all()
