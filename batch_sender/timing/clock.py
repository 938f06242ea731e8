"""Time as the program sees it: passed in, so that a test can turn the hands."""

import threading
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """A wall clock, a clock that is never set, and a way to wait."""

    def now(self) -> datetime:
        """Return the wall clock's time, aware and in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that only grow. They may stand still while a laptop sleeps."""
        ...

    def wait(self, event: threading.Event, seconds: float) -> None:
        """Wait so many seconds, or until `event` is set."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the wall clock's time."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the monotonic clock's seconds."""
        return time.monotonic()

    def wait(self, event: threading.Event, seconds: float) -> None:
        """Wait on `event`."""
        event.wait(seconds)
