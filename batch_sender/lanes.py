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
from batch_sender.canary import Canary
from batch_sender.clock import Clock
from batch_sender.connections import Connection
from batch_sender.errors import StateConflict
from batch_sender.gateway import Gateway, Ticket, Timeouts
from batch_sender.health import Health, PauseReason
from batch_sender.journal import (
    CapReached,
    Claim,
    Claimed,
    Drained,
    GivenBack,
    Halted,
    Journal,
    Report,
    Settled,
    Terms,
    Wait,
    WindowClosing,
    Withdrawn,
)
from batch_sender.models import (
    Accepted,
    BatchState,
    MessageState,
    NotLeft,
    Outcome,
    ProblemCode,
    Reason,
    Rejected,
    Unknown,
)
from batch_sender.settings import Settings
from batch_sender.timetable import Timetable

FRESH: Final = timedelta(seconds=5)
"""A mark older than this does not leave: the machine slept between the mark and the request."""

_TIMEOUTS: Final = Timeouts()

_SLICE: Final = 0.5
"""Seconds of waiting after which a lane looks at the batch again."""


class Watch(Protocol):
    """Someone who looks on while a batch is sent. Called from many threads."""

    def settled(self, state: MessageState) -> None:
        """Hear that one message came to rest in a state."""

    def waiting(self, until: datetime, *, because: PauseReason) -> None:
        """Hear that nothing may leave before `until`."""


Log = Callable[[Report, Settled], None]
"""Hears of every call, once the journal has it. Called from many threads."""


def _unheard(_report: Report, _settled: Settled) -> None:
    return


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """What is to be sent, through what, and by whom.

    `wait_for_window`: outside the sending window, or with the day's cap reached, wait (True) or
    pause the batch.
    `other_connection`: go on although the batch began on another connection. `most`: so many
    messages may leave, then the batch pauses (None: all). `stopped_because`: why it is paused if it
    is stopped on the way.
    """

    batch_id: int
    connection: Connection
    settings: Settings
    who: str
    timeouts: Timeouts = _TIMEOUTS
    wait_for_window: bool = True
    other_connection: bool = False
    most: int | None = None
    stopped_because: PauseReason = PauseReason.INTERRUPTED
    log: Log = _unheard


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
    sender: str
    clock: Clock
    watch: Watch
    stop: threading.Event
    chance: Callable[[], float]
    canary: Canary

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._health = Health()
        # By the clock that is never set: one that is set back must not stall the lanes.
        self._clear_after: float | None = None
        local = self.dispatch.connection.is_local
        self.timetable = Timetable.of(self.dispatch.settings, local=local)
        self._greeter = self.dispatch.settings.greeter
        self._ill: Reason | PauseReason | None = None
        self.halt = threading.Event()
        self.fault: BaseException | None = None

    @property
    def address(self) -> str:
        """The API address all its calls go to."""
        return self.dispatch.connection.address

    def open_gateway(self) -> Gateway:
        """Open one lane's way to the API."""
        dispatch = self.dispatch
        return open_gateway(dispatch.connection, dispatch.settings, dispatch.timeouts)

    @property
    def going(self) -> bool:
        """Whether another message may be claimed."""
        return not (self.stop.is_set() or self.halt.is_set())

    @property
    def clear_at(self) -> datetime | None:
        """When the connection's back-off ends; None without one."""
        with self._lock:
            return self._clear_at()

    def _clear_at(self) -> datetime | None:
        if self._clear_after is None:
            return None
        # What is less than a microsecond is no time at all: a moment cannot hold it.
        left = timedelta(seconds=self._clear_after - self.clock.monotonic())
        return self.clock.now() + left if left > timedelta() else None

    @property
    def is_clear(self) -> bool:
        """Whether the next message may leave at once: nothing to wait for, nor to be counted first."""
        now = self.clock.now()
        unhindered = self.dispatch.most is None and not self.dispatch.settings.gap
        return (
            self.going
            and unhindered
            and self.timetable.opening(now) <= now
            and self.clear_at is None
        )

    def still_running(self) -> bool:
        """Say whether nobody paused or cancelled the batch."""
        return self.journal.state(self.dispatch.batch_id) is BatchState.RUNNING

    def terms(self, rows: frozenset[int] | None) -> Terms:
        """Return the terms of the next claim; with `rows`, only one of these may be claimed."""
        now = self.clock.now()
        settings = self.dispatch.settings
        repeat_after = settings.repeat_after
        return Terms(
            batch_id=self.dispatch.batch_id,
            connection_id=self.connection_id,
            address=self.address,
            address_gap=pacing.address_gap(settings.gap),
            sender=self.sender,
            jitter=pacing.jitter(self.chance()),
            closes_at=self.timetable.closing(now),
            said_since=None if repeat_after is None else now - repeat_after,
            rows=rows,
            expires_at=self.timetable.expires_at,
            person_limit=settings.person_limit,
            day=self.timetable.day(now),
            daily_plan=settings.daily_plan,
            greeting=self._greeter.at(now),
        )

    def count(self, outcome: Outcome) -> tuple[datetime | None, bool]:
        """Count an outcome.

        Returns when a message that comes back may be tried again, and whether the call before
        this one was answered.
        """
        with self._lock:
            answered = self._health.not_left == 0
            self._health = self._health.after(outcome)
            self._ill = self._ill or self._health.must_pause(outcome)
            if self._ill is not None:
                self.halt.set()
            if isinstance(outcome, NotLeft):
                seconds = pacing.back_off(self._health.not_left, self.chance())
                seconds = max(seconds, outcome.retry_after or 0)
                clear_after = self.clock.monotonic() + seconds
                self._clear_after = max(self._clear_after or clear_after, clear_after)
            return self._clear_at(), answered

    def pause_if_ill(self) -> None:
        """Pause the batch if the last outcomes ask for it."""
        if self._ill is not None:
            self.pause(self._ill)

    def pause(self, because: str) -> None:
        """Pause the batch, unless another lane or terminal was quicker."""
        self.halt.set()
        with contextlib.suppress(StateConflict):
            self.journal.pause(
                self.dispatch.batch_id,
                because=because,
                who=self.dispatch.who,
                sender=self.sender,
            )


# ── one lane ──────────────────────────────────────────────────────────────────────────────────


def run_lane(road: Road) -> None:
    """Send message after message until there is none, or the batch halts."""
    with road.open_gateway() as gateway:
        ready: _Ready | None = None
        while ready is not None or road.going:
            ready = ready or _next(road)
            if ready is None:
                continue  # it waited: whether the road is clear is asked anew
            _tell_of_withdrawn(road, ready.found)
            match ready.found:
                case Claimed() as claimed:
                    ready = _send(road, gateway, claimed, ready.began)
                    continue
                case Wait(until=until):
                    _wait(road, until)
                case WindowClosing():
                    opening = road.timetable.next_opening(road.clock.now())
                    _wait_for_hours(road, opening, PauseReason.OUTSIDE_WINDOW)
                case CapReached():
                    opening = road.timetable.next_days_opening(road.clock.now())
                    _wait_for_hours(road, opening, PauseReason.CAP_REACHED)
                case Drained() | Halted():
                    return
                case _:
                    assert_never(ready.found)
            ready = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """What was claimed, or why nothing was; `began`: when it was asked for (monotonic)."""

    found: Claim
    began: float


def _tell_of_withdrawn(road: Road, found: Claim) -> None:
    """Tell whoever looks on of messages that the look for the next one took out."""
    if isinstance(found, Claimed | Wait | CapReached | Drained):
        for state in found.withdrawn:
            road.watch.settled(state)


def _next(road: Road) -> _Ready | None:
    """Claim the next message; None where the road was not clear, after a slice of waiting."""
    if _wait_for_the_road(road):
        return None
    began = road.clock.monotonic()
    return _Ready(found=_claim(road), began=began)


def _claim(road: Road) -> Claim:
    """Claim the next message that the canary lets out."""
    admitted = road.canary.admit()
    if admitted is not None and not admitted:
        return Drained()
    found = road.journal.claim(road.terms(admitted))
    road.canary.claimed(found.row if isinstance(found, Claimed) else None, of=admitted)
    return found


def _wait_for_the_road(road: Road) -> bool:
    """Wait a slice for the window or the back-off; say whether there was something to wait for."""
    now = road.clock.now()
    if road.timetable.is_over(now):
        return False  # nothing is worth waiting for: the claim settles what is left
    if (opening := road.timetable.opening(now)) > now:
        _wait_for_hours(road, opening, PauseReason.OUTSIDE_WINDOW)
        return True
    if (clear_at := road.clear_at) is not None:
        _wait(road, clear_at)
        return True
    return False


def _wait_for_hours(road: Road, opening: datetime, because: PauseReason) -> None:
    if not road.dispatch.wait_for_window:
        road.pause(because)
        return
    until = road.timetable.until(opening)
    road.watch.waiting(until, because=because)
    _wait(road, until)


def _wait(road: Road, until: datetime) -> None:
    """Wait a slice at most, then see that the batch still runs: it may be paused from outside."""
    seconds = (until - road.clock.now()).total_seconds()
    road.clock.wait(road.stop, min(max(seconds, 0), _SLICE))
    if seconds > _SLICE and not road.still_running():
        road.halt.set()


def _send(road: Road, gateway: Gateway, claimed: Claimed, began: float) -> _Ready | None:
    """Send a message and record what came of it; return the next one, if it came with that."""
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
    settled, ready = _record(road, report)
    left = isinstance(ending, Accepted | Rejected | Unknown)
    road.canary.settled(claimed.row, settled.state, left=left)
    road.watch.settled(settled.state)
    road.dispatch.log(report, settled)
    # Recorded first: whatever the pause says, what was in flight is on disk.
    road.pause_if_ill()
    return ready


def _record(road: Road, report: Report) -> tuple[Settled, _Ready | None]:
    # Only an answer is followed at once: where calls get lost, the next may be lost as well.
    answered = isinstance(report.ending, Accepted | Rejected)
    if not (answered and road.is_clear):
        return road.journal.record(report, address=road.address), None
    began = road.clock.monotonic()
    settled, found = road.journal.record_and_claim(report, road.terms(None))
    return settled, _Ready(found=found, began=began)


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
    outcome = gateway.send(claimed.call)
    if file is not None and _found_changed(outcome):
        # Between the look above and the call: the row's own trouble, none of the connection's.
        return Withdrawn(code=ProblemCode.MEDIA_CHANGED, detail=str(file.path))
    return outcome


def _found_changed(outcome: Outcome) -> bool:
    return isinstance(outcome, NotLeft) and outcome.reason is Reason.MEDIA_CHANGED
