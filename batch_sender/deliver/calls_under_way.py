"""See which calls have had no answer for a while: the lanes that made them wait, and can tell nobody."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from batch_sender.models import Call
from batch_sender.timing.clock import Clock
from batch_sender.timing.silence import Silence, Silences, silence_of


class _Made(NamedTuple):
    """When a call was made (monotonic), and the bytes of its file."""

    began: float
    file_size: int


class CallsUnderWay:
    """The calls that lanes have made and not heard of yet. `read`: seconds that an answer may take."""

    def __init__(self, clock: Clock, *, read: float) -> None:
        self._clock, self._read = clock, read
        self._lock = threading.Lock()
        self._made: dict[int, _Made] = {}
        self._silences = Silences()

    @contextmanager
    def making(self, call: Call) -> Iterator[None]:
        """Know of a call of this lane, a thread, while the block makes it."""
        lane, size = threading.get_ident(), call.media.size if call.media else 0
        with self._lock:
            self._made[lane] = _Made(self._clock.monotonic(), size)
        try:
            yield
        finally:
            with self._lock:
                del self._made[lane]

    def silence(self) -> Silence | None:
        """Return once that a call has no answer yet."""
        with self._lock:
            calls = sorted(self._made.values())
        now = self._clock.monotonic()
        for call in calls:
            found = silence_of(now - call.began, file_size=call.file_size, read=self._read)
            if found is not None and self._silences.is_news(began=call.began, now=now):
                return found
        return None
