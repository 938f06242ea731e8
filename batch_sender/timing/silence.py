"""How long an answer may be missing before somebody is told, and how long it is waited for."""

from dataclasses import dataclass
from typing import Final

LONGEST_READ: Final = 60.0
"""Seconds without a byte, after which a call is given up."""

SLOWEST_UPLOAD: Final = 64 * 1024
"""Bytes a second that a file may take to leave, on top of any other time."""

_SOON: Final = 20.0
"""Seconds: answers take one or two, and who waits wonders no earlier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Seconds that a call has had no answer for, and seconds that it is waited for in all."""

    seconds: float
    at_most: float


def silence_of(seconds: float, *, file_size: int, read: float = LONGEST_READ) -> Silence | None:
    """Return the silence of a call made so many seconds ago, where it is worth a word."""
    upload = file_size / SLOWEST_UPLOAD
    if seconds < _SOON + upload:
        return None
    return Silence(seconds=seconds, at_most=read + upload)


class Silences:
    """Knows which silence was told: calls that were made side by side are silent for one cause."""

    def __init__(self) -> None:
        self._told_at: float | None = None

    def is_news(self, *, began: float, now: float) -> bool:
        """Say whether the call that began then is silent anew; if so, it counts as told."""
        if self._told_at is not None and began <= self._told_at:
            return False
        self._told_at = now
        return True
