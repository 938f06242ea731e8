"""Watch one connection over all lanes: its health, its back-off and its circuit breaker together."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from batch_sender.deliver.circuit import Circuit
from batch_sender.deliver.health import (
    Health,
    PauseReason,
    is_asked_to_wait_long,
    is_out_of_reach,
)
from batch_sender.deliver.outage import News, Outage, Span
from batch_sender.models import NotLeft, Outcome, Reason
from batch_sender.timing import rates
from batch_sender.timing.clock import Clock


class AfterCall(NamedTuple):
    """What follows from a call for its message, should it come back.

    `not_before`: when it may be tried again; `connection_answers`: the call before this one was
    answered, so that the trouble is the message's own.
    """

    not_before: datetime | None = None
    connection_answers: bool = True


class ConnectionMonitor:
    """Counts what came of every lane's calls, and says when the next one may leave.

    Moments pass by the clock that is never set: one that is set back must not stall the lanes.
    """

    def __init__(self, clock: Clock, chance: Callable[[], float]) -> None:
        self.circuit = Circuit()
        self._clock, self._chance = clock, chance
        self._lock = threading.Lock()
        self._health = Health()
        self._clear_after: float | None = None
        self._not_left_at: float | None = None
        self._files_away = 0
        self._file_away_at: float | None = None
        self._ill: Reason | PauseReason | None = None
        self._ill_until: datetime | None = None
        self._outage = Outage()

    @property
    def ill(self) -> Reason | PauseReason | None:
        """Why the connection must be paused; None while it need not."""
        return self._ill

    @property
    def ill_until(self) -> datetime | None:
        """Until when the server asked to send nothing, where that is why the connection is paused."""
        return self._ill_until

    def news(self) -> News | None:
        """Return once that the server takes nothing for a while, or that it answers again."""
        with self._lock:
            return self._outage.news()

    @property
    def clear_at(self) -> datetime | None:
        """When the connection's back-off ends; None without one."""
        with self._lock:
            return self._clear_at()

    @property
    def is_clear(self) -> bool:
        """Whether nothing that was met keeps the next call back."""
        return self.clear_at is None and self.circuit.is_closed

    def count(self, outcome: Outcome, *, began: float) -> AfterCall:
        """Count the outcome of a call that began at a moment (monotonic); return what follows."""
        with self._lock:
            answered = self._health.not_left == 0
            if not self._was_known(outcome, began):
                self._health = self._health.after(outcome)
            if self._ill is None:
                self._ill = self._health.must_pause(outcome)
                self._ill_until = self._asked_until(outcome)
            lost = self.circuit.after(outcome)
            if isinstance(outcome, NotLeft):
                asked = outcome.retry_after or 0
                self._back_off(max(self._health.not_left, 1), at_least=asked)
            elif lost:
                self._back_off(lost)
            self._follow(outcome, began)
            # Whoever goes on after a pause has decided that the time has come, for this row as well.
            wait = None if is_asked_to_wait_long(outcome) else self._clear_at()
            return AfterCall(not_before=wait, connection_answers=answered)

    def count_file_away(self, reason: Reason, *, began: float) -> AfterCall:
        """Count a message whose file was out of reach when its turn came; return what follows.

        Nothing else of the batch could do better: it backs off like a server that is not reached.
        """
        with self._lock:
            known = self._file_away_at is not None and began <= self._file_away_at
            if not known:  # several lanes meet one trouble at once
                self._files_away += 1
                self._file_away_at = self._clock.monotonic()
            if self._ill is None and is_out_of_reach(reason, times=self._files_away):
                self._ill = reason
            self._back_off(self._files_away)
            self._follow(NotLeft(reason=reason), began)
            return AfterCall(not_before=self._clear_at())

    def file_was_read(self) -> None:
        """Note that files are within reach."""
        with self._lock:
            self._files_away = 0

    def _clear_at(self) -> datetime | None:
        if self._clear_after is None:
            return None
        # What is less than a microsecond is no time at all: a moment cannot hold it.
        left = timedelta(seconds=self._clear_after - self._clock.monotonic())
        return self._clock.now() + left if left > timedelta() else None

    def _was_known(self, outcome: Outcome, began: float) -> bool:
        """Say whether a call could not leave for what another lane has met since it began.

        Eight lanes meet one outage at once: that is one failure, not eight in a row.
        """
        if not isinstance(outcome, NotLeft):
            return False
        known = self._not_left_at is not None and began <= self._not_left_at
        if not known:
            self._not_left_at = self._clock.monotonic()
        return known

    def _follow(self, outcome: Outcome, began: float) -> None:
        call = Span(began=began, ended=self._clock.monotonic())
        now = self._clock.now()
        self._outage.heard(outcome, call, now=now, until=self._clear_at() or now)

    def _asked_until(self, outcome: Outcome) -> datetime | None:
        if not is_asked_to_wait_long(outcome):
            return None
        return self._clock.now() + timedelta(seconds=outcome.retry_after or 0)

    def _back_off(self, failures: int, *, at_least: float = 0) -> None:
        seconds = max(rates.back_off(failures, self._chance()), at_least)
        clear_after = self._clock.monotonic() + seconds
        self._clear_after = max(self._clear_after or clear_after, clear_after)
