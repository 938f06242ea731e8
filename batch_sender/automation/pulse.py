"""Whether the service's rounds come round: when the last one ended, and what the present one is at."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from batch_sender.timing.clock import Clock

_A_ROUND: Final = 60.0
"""Seconds in which a round has come round, as a rule."""

_A_STEP: Final = 300.0
"""Seconds that one step may show no progress: a large list is read, large results are written."""


class PulseState(StrEnum):
    """How it stands with the rounds."""

    OK = "ok"
    BUSY = "busy"  # a long round, which goes on
    NOT_LOOKING = "not looking"  # a round that hangs, or one after the other that fails


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """How it stands; seconds since the last round that came to its end, and what this one is at."""

    state: PulseState
    since_round: float
    step: str | None


class Pulse:
    """Hears from the rounds. By a clock that is never set: one that goes back must not look well."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ended = self._seen = clock.monotonic()
        self._inside = False
        self._step: str | None = None

    @contextmanager
    def round(self) -> Iterator[None]:
        """Go through one round; one that fails has not come round."""
        self._inside = True
        self.beat(None)
        try:
            yield
            self._ended = self._clock.monotonic()
        finally:
            self._inside, self._step = False, None

    def beat(self, step: str | None) -> None:
        """Hear that the round goes on, and with what."""
        self._step, self._seen = step, self._clock.monotonic()

    def now(self) -> Beat:
        """Say how it stands."""
        now = self._clock.monotonic()
        since = now - self._ended
        if since < _A_ROUND:
            state = PulseState.OK
        elif self._inside and now - self._seen < _A_STEP:
            state = PulseState.BUSY
        else:
            state = PulseState.NOT_LOOKING
        return Beat(state=state, since_round=since, step=self._step)
