"""Run one lane of a delivery session: claim, wait, send, record, again.

Only this module waits, by the clock it is given.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from batch_sender.deliver.connection_monitor import AfterCall
from batch_sender.deliver.files import content_for
from batch_sender.deliver.health import PauseReason
from batch_sender.deliver.session import DeliverySession
from batch_sender.gateway import Gateway
from batch_sender.journal import (
    CapReached,
    Claim,
    Claimed,
    Drained,
    Ending,
    FileAway,
    GivenBack,
    Halted,
    LaneLost,
    NewCapReached,
    SendReport,
    Settled,
    Wait,
    WindowClosing,
    Withdrawn,
)
from batch_sender.journal.sending.errors import LaneTaken
from batch_sender.models import (
    Accepted,
    MessageState,
    Rejected,
    Unknown,
)
from batch_sender.timing import rates

FRESH: Final = timedelta(seconds=5)
"""A mark older than this does not leave: the machine slept between the mark and the request."""

_SLICE: Final = 0.5
"""Seconds of waiting after which a lane looks at the batch again."""

_ASKED_AGAIN: Final = 5.0
"""Seconds of waiting for its turn after which a lane asks for a message anew: some may have come back meanwhile."""


def run_lane(session: DeliverySession) -> None:
    """Send message after message until there is none, or the batch halts."""
    with session.open_gateway() as gateway:
        ready: _Ready | None = None
        while ready is not None or session.going:
            ready = ready or _next(session)
            if ready is None:
                continue  # it waited: whether the next may leave is asked anew
            _tell_of_withdrawn(session, ready.found)
            match ready.found:
                case Claimed() as claimed:
                    ready = _send(session, gateway, claimed, ready.began)
                    continue
                case Wait(until=until):
                    _wait_for_turn(session, until)
                case WindowClosing():
                    opening = session.timetable.next_opening(session.clock.now())
                    _wait_for_hours(session, opening, PauseReason.OUTSIDE_WINDOW)
                case CapReached() | NewCapReached() as reached:
                    opening = session.timetable.next_days_opening(session.clock.now())
                    _wait_for_hours(session, opening, _reason_of(reached))
                case Drained() | Halted() | LaneLost():
                    _refuse_if_taken(ready.found)
                    return
                case _:
                    assert_never(ready.found)
            ready = None


def _refuse_if_taken(found: Drained | Halted | LaneLost) -> None:
    """Break off where the lane was started elsewhere: nobody here may go on, nor close the batch."""
    if isinstance(found, LaneLost):
        raise LaneTaken


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """What was claimed, or why nothing was; `began`: when it was asked for (monotonic)."""

    found: Claim
    began: float


def _tell_of_withdrawn(session: DeliverySession, found: Claim) -> None:
    """Tell whoever looks on of messages that the look for the next one took out."""
    if isinstance(found, Claimed | Wait | CapReached | NewCapReached | Drained):
        for state in found.withdrawn:
            session.watch.settled(state)


def _next(session: DeliverySession) -> _Ready | None:
    """Claim the next message; None where it may not leave yet, after a slice of waiting."""
    if _wait_until_clear(session):
        return None
    began = session.clock.monotonic()
    found = _claim(session)
    if not isinstance(found, Claimed):
        session.monitor.circuit.leave()
    return _Ready(found=found, began=began)


def _claim(session: DeliverySession) -> Claim:
    """Claim the next message that the canary lets out."""
    admitted = session.canary.admit()
    if admitted is not None and not admitted:
        return _none_admitted(session)
    found = session.journal.sending.claim(session.terms(admitted))
    session.canary.claimed(found.row if isinstance(found, Claimed) else None, of=admitted)
    if isinstance(found, Claimed):
        session.stretching.used()
    if isinstance(found, Drained) and admitted is not None:
        return _none_admitted(session)
    return found


def _none_admitted(session: DeliverySession) -> Drained | Wait:
    """Say that nothing may leave here; of several connections, while another one has the last of the first few.

    It may turn out to have none, or be stopped: nobody else would send what is left of them.
    """
    if not session.own_rows or session.canary.used_up:
        return Drained()
    session.canary.rest(_SLICE)
    return Wait(until=session.clock.now())


def _wait_until_clear(session: DeliverySession) -> bool:
    """Wait a slice for the window, the back-off or another lane's trial; say whether one keeps it."""
    now = session.clock.now()
    if session.timetable.is_over(now):
        return False  # nothing is worth waiting for: the claim settles what is left
    if (opening := session.timetable.opening(now)) > now:
        if session.journal.batches.unfinished(session.dispatch.batch_id):
            _wait_for_hours(session, opening, PauseReason.OUTSIDE_WINDOW)
        else:
            session.halt.set()  # no hours bring anything to a batch that has nothing to send
        return True
    if not session.monitor.circuit.admit(lambda: session.going, seconds=_SLICE):
        return True
    # Only now: a call may have been lost since, and its back-off must not be overlooked.
    if (clear_at := session.monitor.clear_at) is not None:
        session.monitor.circuit.leave()
        _wait(session, clear_at)
        return True
    return False


def _reason_of(reached: CapReached | NewCapReached) -> PauseReason:
    new = isinstance(reached, NewCapReached)
    return PauseReason.NEW_CAP_REACHED if new else PauseReason.CAP_REACHED


def _wait_for_hours(session: DeliverySession, opening: datetime, because: PauseReason) -> None:
    if not session.dispatch.wait_for_window:
        pause = session.pause if because is PauseReason.OUTSIDE_WINDOW else session.pause_part
        pause(because)
        return
    until = session.timetable.until(opening)
    session.tell_of_wait(until, because=because)
    _wait(session, until)


def _wait(session: DeliverySession, until: datetime) -> None:
    """Wait a slice at most, then see that the batch still runs: it may be paused from outside."""
    seconds = (until - session.clock.now()).total_seconds()
    session.clock.wait(session.stop, min(max(seconds, 0), _SLICE))
    if seconds > _SLICE and not session.still_running():
        session.halt.set()


def _wait_for_turn(session: DeliverySession, until: datetime) -> None:
    """Wait until a message may leave, to the moment: asked for in vain meanwhile, it would cost as one that leaves."""
    clock = session.clock
    ends = clock.monotonic() + min((until - clock.now()).total_seconds(), _ASKED_AGAIN)
    while session.going and (seconds := ends - clock.monotonic()) > 0:
        clock.wait(session.stop, min(seconds, _SLICE))
        if seconds > _SLICE and not session.still_running():
            session.halt.set()


def _send(
    session: DeliverySession, gateway: Gateway, claimed: Claimed, began: float
) -> _Ready | None:
    """Send a message and record what came of it; return the next one, if it came with that."""
    ending = _ending(session, gateway, claimed, began)
    report = _report(session, claimed, ending, began)
    settled, ready = _record(session, report)
    left = isinstance(ending, Accepted | Rejected | Unknown)
    session.canary.settled(claimed.row, settled.state, left=left)
    if claimed.new_person and settled.state is MessageState.ACCEPTED:
        session.new_people.accepted()
    session.watch.settled(settled.state)
    session.dispatch.log(report, settled)
    # Recorded first: whatever the pause says, what was in flight is on disk.
    session.tell_of_outage()
    session.pause_if_ill()
    session.pause_if_new_people_are_refused(report)
    session.look_if_due()
    return ready


def _report(session: DeliverySession, claimed: Claimed, ending: Ending, began: float) -> SendReport:
    after = _after(session, ending, began)
    return SendReport(
        claimed=claimed,
        ending=ending,
        not_before=after.not_before,
        connection_answers=after.connection_answers,
        new_person_at=session.young.counted_at(claimed),
        backlog=0 if session.dispatch.settings.open_ticket else rates.SERVER_SECONDS_A_CALL,
        lane=None if session.lane is None else (session.connection_id, session.lane.epoch),
    )


def _after(session: DeliverySession, ending: Ending, began: float) -> AfterCall:
    if not isinstance(ending, GivenBack | Withdrawn | FileAway):
        return session.count(ending, began=began)
    session.monitor.circuit.leave()  # no call was made
    if isinstance(ending, FileAway):
        return session.count_file_away(ending, began=began)
    return AfterCall()


def _record(session: DeliverySession, report: SendReport) -> tuple[Settled, _Ready | None]:
    # Only an answer is followed at once: where calls get lost, the next may be lost as well. And the
    # tenth refusal of a young number must not have let the next message out already.
    answered = isinstance(report.ending, Accepted | Rejected)
    if report.new_person_at is not None or not (answered and session.is_clear):
        return session.journal.sending.record(report, address=session.address), None
    began = session.clock.monotonic()
    settled, found = session.journal.sending.record_and_claim(report, session.terms(None))
    return settled, _Ready(found=found, began=began)


def _ending(session: DeliverySession, gateway: Gateway, claimed: Claimed, began: float) -> Ending:
    call = claimed.call
    if call.media is not None:
        found = content_for(session, claimed, call.media)
        if not isinstance(found, bytes):
            return found
        call = replace(call, content=found)
    # A machine's sleep shows on the wall clock, a clock set back on the monotonic one.
    by_wall = session.clock.now() - claimed.marked_at
    if max(by_wall, timedelta(seconds=session.clock.monotonic() - began)) > FRESH:
        return GivenBack()
    with session.calls.making(call):
        return gateway.send(call)
