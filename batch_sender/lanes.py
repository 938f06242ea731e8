"""One lane: claim, wait, send, record, again.

Only this module waits, by the clock it is given.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, assert_never

from batch_sender import media, pacing
from batch_sender.gateway import Gateway
from batch_sender.health import PauseReason
from batch_sender.journal import (
    CapReached,
    Claim,
    Claimed,
    Drained,
    GivenBack,
    Halted,
    Report,
    Settled,
    Wait,
    WindowClosing,
    Withdrawn,
)
from batch_sender.models import (
    Accepted,
    NotLeft,
    Outcome,
    ProblemCode,
    Reason,
    Rejected,
    Unknown,
)
from batch_sender.road import Road

FRESH: Final = timedelta(seconds=5)
"""A mark older than this does not leave: the machine slept between the mark and the request."""

_SLICE: Final = 0.5
"""Seconds of waiting after which a lane looks at the batch again."""


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
    found = _claim(road)
    if not isinstance(found, Claimed):
        road.circuit.leave()
    return _Ready(found=found, began=began)


def _claim(road: Road) -> Claim:
    """Claim the next message that the canary lets out."""
    admitted = road.canary.admit()
    if admitted is not None and not admitted:
        return Drained()
    found = road.journal.claim(road.terms(admitted))
    road.canary.claimed(found.row if isinstance(found, Claimed) else None, of=admitted)
    return found


def _wait_for_the_road(road: Road) -> bool:
    """Wait a slice for the window, the back-off or another lane's trial; say whether one keeps it."""
    now = road.clock.now()
    if road.timetable.is_over(now):
        return False  # nothing is worth waiting for: the claim settles what is left
    if (opening := road.timetable.opening(now)) > now:
        _wait_for_hours(road, opening, PauseReason.OUTSIDE_WINDOW)
        return True
    if not road.circuit.admit(lambda: road.going, seconds=_SLICE):
        return True
    # Only now: a call may have been lost since, and its back-off must not be overlooked.
    if (clear_at := road.clear_at) is not None:
        road.circuit.leave()
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
    if isinstance(ending, GivenBack | Withdrawn):
        road.circuit.leave()
    else:
        not_before, answered = road.count(ending, began=began)
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
