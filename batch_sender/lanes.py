"""One lane: claim, wait, send, record, again; and what the lanes of one connection share.

Only this module waits, by the clock it is given.
"""

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol, assert_never

from batch_sender import media, pacing
from batch_sender.addresses import is_loopback
from batch_sender.clock import Clock
from batch_sender.connections import Connection
from batch_sender.errors import StateConflict
from batch_sender.gateway import Gateway, Ticket, Timeouts
from batch_sender.health import Health, PauseReason
from batch_sender.journal import (
    Claimed,
    Drained,
    GivenBack,
    Halted,
    Journal,
    Report,
    Terms,
    Wait,
    WindowClosing,
    Withdrawn,
)
from batch_sender.models import BatchState, MessageState, NotLeft, Outcome, ProblemCode, Reason
from batch_sender.settings import Settings

FRESH: Final = timedelta(seconds=5)
"""A mark older than this does not leave: the machine slept between the mark and the request."""

_TIMEOUTS: Final = Timeouts()

_SLICE: Final = 0.5
"""Seconds of waiting after which a lane looks at the batch again."""


class Watch(Protocol):
    """Someone who looks on while a batch is sent. Called from many threads."""

    def settled(self, state: MessageState) -> None:
        """Hear that one message came to rest in a state."""

    def waiting(self, until: datetime) -> None:
        """Hear that nothing may leave before `until`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """What is to be sent, through what, and by whom.

    `wait_for_window`: outside the sending window, wait for it (True) or pause the batch.
    `other_connection`: go on although the batch began on another connection.
    """

    batch_id: int
    connection: Connection
    settings: Settings
    who: str
    timeouts: Timeouts = _TIMEOUTS
    wait_for_window: bool = True
    other_connection: bool = False


def open_gateway(
    connection: Connection, settings: Settings, timeouts: Timeouts = _TIMEOUTS
) -> Gateway:
    """Open a way to the API for one lane."""
    ticket = Ticket(open=settings.open_ticket, queue_id=settings.queue_id)
    return Gateway(url=connection.url, token=connection.token, ticket=ticket, timeouts=timeouts)


@dataclass(kw_only=True)
class Road:
    """One batch on one connection: what its lanes share."""

    journal: Journal
    dispatch: Dispatch
    connection_id: int
    clock: Clock
    watch: Watch
    stop: threading.Event
    chance: Callable[[], float]

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._health = Health()
        self._clear_at = self.clock.now()
        self._window = self.dispatch.settings.window_for(
            local=is_loopback(self.dispatch.connection.host)
        )
        self._ill: Reason | PauseReason | None = None
        self.halt = threading.Event()
        self.fault: BaseException | None = None

    @property
    def address(self) -> str:
        """The API address all its calls go to."""
        return self.dispatch.connection.host

    def open_gateway(self) -> Gateway:
        """Open one lane's way to the API."""
        dispatch = self.dispatch
        return open_gateway(dispatch.connection, dispatch.settings, dispatch.timeouts)

    @property
    def going(self) -> bool:
        """Whether another message may be claimed."""
        return not (self.stop.is_set() or self.halt.is_set())

    @property
    def clear_at(self) -> datetime:
        """When the connection's back-off ends."""
        with self._lock:
            return self._clear_at

    def opening(self, now: datetime) -> datetime:
        """Return the first moment from `now` on at which the window is open."""
        return now if self._window is None else self._window.opening(now)

    def next_opening(self) -> datetime:
        """Return when the window opens again after the one of this moment."""
        now = self.clock.now()
        closing = None if self._window is None else self._window.closing(now)
        return self.opening(closing or now)

    def still_running(self) -> bool:
        """Say whether nobody paused or cancelled the batch."""
        return self.journal.state(self.dispatch.batch_id) is BatchState.RUNNING

    def terms(self) -> Terms:
        """Return the terms of the next claim."""
        now = self.clock.now()
        settings = self.dispatch.settings
        repeat_after = settings.repeat_after
        return Terms(
            batch_id=self.dispatch.batch_id,
            connection_id=self.connection_id,
            address=self.address,
            address_gap=pacing.address_gap(settings.gap),
            jitter=pacing.jitter(self.chance()),
            closes_at=None if self._window is None else self._window.closing(now),
            said_since=None if repeat_after is None else now - repeat_after,
        )

    def count(self, outcome: Outcome) -> tuple[datetime | None, bool]:
        """Count an outcome.

        Returns when a message that comes back may be tried again, and whether the call before
        this one was answered.
        """
        now = self.clock.now()
        with self._lock:
            answered = self._health.not_left == 0
            self._health = self._health.after(outcome)
            self._ill = self._ill or self._health.must_pause(outcome)
            if self._ill is not None:
                self.halt.set()
            if isinstance(outcome, NotLeft):
                seconds = pacing.back_off(self._health.not_left, self.chance())
                seconds = max(seconds, outcome.retry_after or 0)
                self._clear_at = max(self._clear_at, now + timedelta(seconds=seconds))
            clear_at = self._clear_at
        return (clear_at if clear_at > now else None), answered

    def pause_if_ill(self) -> None:
        """Pause the batch if the last outcomes ask for it."""
        if self._ill is not None:
            self.pause(self._ill)

    def pause(self, because: str) -> None:
        """Pause the batch, unless another lane or terminal was quicker."""
        self.halt.set()
        with contextlib.suppress(StateConflict):
            self.journal.pause(self.dispatch.batch_id, because=because, who=self.dispatch.who)


# ── one lane ──────────────────────────────────────────────────────────────────────────────────


def run_lane(road: Road) -> None:
    """Send message after message until there is none, or the batch halts."""
    with road.open_gateway() as gateway:
        while road.going:
            if _wait_for_the_road(road):
                continue
            began = road.clock.monotonic()
            found = road.journal.claim(road.terms())
            match found:
                case Claimed():
                    _send(road, gateway, found, began)
                case Wait(until=until):
                    _wait(road, until)
                case WindowClosing():
                    _wait_for_window(road, road.next_opening())
                case Drained() | Halted():
                    return
                case _:
                    assert_never(found)


def _wait_for_the_road(road: Road) -> bool:
    """Wait a slice for the window or the back-off; say whether there was something to wait for."""
    now = road.clock.now()
    if (opening := road.opening(now)) > now:
        _wait_for_window(road, opening)
        return True
    if (clear_at := road.clear_at) > now:
        _wait(road, clear_at)
        return True
    return False


def _wait_for_window(road: Road, opening: datetime) -> None:
    if not road.dispatch.wait_for_window:
        road.pause(PauseReason.OUTSIDE_WINDOW)
        return
    road.watch.waiting(opening)
    _wait(road, opening)


def _wait(road: Road, until: datetime) -> None:
    """Wait a slice at most, then see that the batch still runs: it may be paused from outside."""
    seconds = (until - road.clock.now()).total_seconds()
    road.clock.wait(road.stop, min(max(seconds, 0), _SLICE))
    if seconds > _SLICE and not road.still_running():
        road.halt.set()


def _send(road: Road, gateway: Gateway, claimed: Claimed, began: float) -> None:
    ending = _ending(road, gateway, claimed, began)
    not_before, answered = None, True
    if not isinstance(ending, GivenBack | Withdrawn):
        not_before, answered = road.count(ending)
    report = Report(
        claimed=claimed,
        ending=ending,
        not_before=not_before,
        connection_answers=answered,
        backlog=0 if road.dispatch.settings.open_ticket else pacing.SERVER_SECONDS_A_CALL,
    )
    settled = road.journal.record(report, address=road.address)
    road.watch.settled(settled.state)
    # Recorded first: whatever the pause says, what was in flight is on disk.
    road.pause_if_ill()


def _ending(
    road: Road, gateway: Gateway, claimed: Claimed, began: float
) -> Outcome | GivenBack | Withdrawn:
    file = claimed.call.media
    if file is not None and not media.unchanged(file):
        return Withdrawn(code=ProblemCode.MEDIA_CHANGED, detail=str(file.path))
    # A machine's sleep shows on the wall clock, a clock set back on the monotonic one.
    by_wall = road.clock.now() - claimed.marked_at
    if max(by_wall, timedelta(seconds=road.clock.monotonic() - began)) > FRESH:
        return GivenBack()
    return gateway.send(claimed.call)
