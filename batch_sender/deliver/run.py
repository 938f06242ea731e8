"""Deliver a judged batch: start it, run its lanes until nothing may leave any more, and close it."""

import contextlib
import logging
import os
import platform
import random
import secrets
import threading
from collections.abc import Callable, Iterable, Sequence
from contextvars import copy_context
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, NamedTuple, NoReturn

from batch_sender.config.batch_settings import settings_of
from batch_sender.config.connections import Connection
from batch_sender.config.settings import Settings
from batch_sender.deliver.canary import Canary
from batch_sender.deliver.errors import BatchEnded, DeliveryBroke
from batch_sender.deliver.health import WORTH_TELLING, PauseReason
from batch_sender.deliver.lane import run_lane
from batch_sender.deliver.new_people import counted
from batch_sender.deliver.parts import KnownConnection, MadeReady, make_ready
from batch_sender.deliver.session import DeliverySession, Dispatch, Watch, open_gateway
from batch_sender.gateway import Gateway
from batch_sender.gateway.errors import connection_fault
from batch_sender.journal import Journal
from batch_sender.journal.errors import JournalError, SentByWorkers, StateConflict
from batch_sender.models import BatchState, ConnectionIll, NotLeft, Unknown
from batch_sender.models.errors import BatchSenderError
from batch_sender.timing.clock import Clock, SystemClock

_log: Final = logging.getLogger(__name__)

_SLICE: Final = 0.2
"""Seconds after which the waiting thread looks up, so that Ctrl-C is heard on every system."""


def deliver(
    journal: Journal,
    dispatch: Dispatch,
    *,
    clock: Clock,
    watch: Watch,
    stop: threading.Event,
    chance: Callable[[], float] = random.random,
) -> None:
    """Send a batch until nothing is pending, its canary is out, it is paused, or `stop` is set.

    What is in flight when it stops is finished and recorded first.

    Raises:
        BatchBusy, BatchEnded, OtherConnection: the batch cannot be sent from here.
        DeliveryBroke: the journal failed on the way; what stood at `sending` stays there.
    """
    with journal.batches.holding(dispatch.batch_id):
        refuse_if_ended(journal, dispatch.batch_id)
        refuse_if_workers_send(journal, dispatch.batch_id)
        parts = make_ready(journal, dispatch)
        first = DeliverySession(
            journal=journal,
            dispatch=dispatch,
            connection_id=parts.each[0].id,
            sender=secrets.token_hex(8),
            clock=clock,
            watch=watch,
            stop=stop,
            chance=chance,
            canary=canary_of(journal, dispatch),
        )
        sessions = [_of_part(first, each, several=parts.several) for each in parts.each]
        _start(sessions[0], parts)
        try:
            for session in sessions:
                session.look_if_due()
            run_lanes(sessions, dispatch.settings.concurrency)
        finally:
            with contextlib.suppress(JournalError):  # what is wrong with it, closing tells
                journal.count_generation()
            _close(sessions)


def _of_part(first: DeliverySession, part: KnownConnection, *, several: bool) -> DeliverySession:
    """Return the session of one connection: what concerns the batch is common to all of them."""
    journal, dispatch = first.journal, first.dispatch
    phone = part.id if several else None
    return replace(
        first,
        dispatch=replace(dispatch, connection=part.connection),
        connection_id=part.id,
        own_rows=several,
        new_people=counted(journal, dispatch.batch_id, dispatch.look_after, phone),
    )


def _start(session: DeliverySession, parts: MadeReady) -> None:
    journal, dispatch = session.journal, session.dispatch
    if dispatch.settings.new_plan is not None:
        journal.sending.renew_turns(dispatch.batch_id)
    # The batch's lock is held: whoever left a message at `sending` is dead, and it may have left.
    journal.batches.take_over(dispatch.batch_id, who=dispatch.who)
    through = {} if dispatch.door is None else {"door": dispatch.door}
    journal.batches.start(
        dispatch.batch_id,
        connection_id=session.connection_id,
        who=dispatch.who,
        sender={"pid": os.getpid(), "host": platform.node(), "id": session.sender, **through},
        stays_stopped=parts.stopped,
    )
    dispatch.began()


def refuse_if_ended(journal: Journal, batch_id: int) -> None:
    """See that a batch can be sent at all.

    Raises:
        BatchEnded: it is finished or cancelled.
    """
    state = journal.batches.state(batch_id)
    if state in {BatchState.FINISHED, BatchState.CANCELLED}:
        raise BatchEnded(batch=batch_id, state=state)


def refuse_if_workers_send(journal: Journal, batch_id: int) -> None:
    """See that a batch is not the workers' to send just now.

    Raises:
        SentByWorkers: it is.
    """
    # Also where none of them has it just now: the next that comes would.
    found = journal.batches.glance(batch_id)
    if found.by_workers and found.state is BatchState.RUNNING:
        raise SentByWorkers(batch=batch_id)


def canary_of(journal: Journal, dispatch: Dispatch) -> Canary:
    """Limit how many messages of a batch may leave, if its dispatch says so."""
    if dispatch.most is None:
        return Canary(None)
    return Canary(dispatch.most, partially_sent=journal.messages.partially_sent(dispatch.batch_id))


def first_few_left(journal: Journal, batch_id: int) -> int | None:
    """Return how many messages may leave before a person is asked, by the batch's own canary.

    None: all. Once it has stopped there, whoever goes on with the batch has given their word.
    """
    canary = settings_of(journal.batches, batch_id).canary
    if canary is None or _stopped_before(journal, batch_id):
        return None
    counts = journal.batches.counts(batch_id)
    left = canary - counts.accepted - counts.rejected - counts.unknown
    return left if left > 0 else None


def _stopped_before(journal: Journal, batch_id: int) -> bool:
    return any(
        event.kind == "paused" and event.detail.get("because") == PauseReason.CANARY
        for event in journal.batches.events(batch_id)
    )


def refuse_ill_connection(
    connection: Connection, settings: Settings, *, gateway: Gateway | None = None
) -> None:
    """Test the token without sending anything; every door asks this before it begins.

    `gateway`: one that is open already, for a caller who asks it for more; it is closed here.

    Raises:
        ConnectionFault: nothing could leave through this connection.
    """
    with gateway or open_gateway(connection, settings) as opened:
        outcome = opened.probe()
    if isinstance(outcome, ConnectionIll | NotLeft | Unknown):
        raise connection_fault(
            outcome.reason,
            address=connection.address,
            connection=connection.name,
            until=_until(outcome),
        )


def _until(outcome: ConnectionIll | NotLeft | Unknown) -> datetime | None:
    """Return before which moment the server wants to hear nothing, where that is worth telling."""
    asked = getattr(outcome, "retry_after", None) or 0
    return SystemClock().now() + timedelta(seconds=asked) if asked >= WORTH_TELLING else None


class _Lane(NamedTuple):
    thread: threading.Thread
    ended: threading.Event


def run_lanes(sessions: Sequence[DeliverySession], number: int) -> None:
    """Run so many lanes of each session side by side until all have ended; what broke one is its `fault`."""
    lanes: list[_Lane] = []
    try:
        for session in sessions:
            for index in range(number):
                lanes.append(_lane(session, index))
                lanes[-1].thread.start()
        _wait_for(lanes, partial(_look, sessions))
    except BaseException:  # a Ctrl-C that no door made a stop of, or no room for another thread
        sessions[0].stop.set()
        _outlast(lanes)
        raise


def _lane(session: DeliverySession, index: int) -> _Lane:
    end = threading.Event()
    run = copy_context().run
    thread = threading.Thread(target=run, args=(_guarded, session, end), name=f"lane-{index}")
    return _Lane(thread, end)


def _look(sessions: Sequence[DeliverySession]) -> None:
    """Tell of calls without an answer; whoever cannot hear of it does not end the sending."""
    try:
        for session in sessions:
            session.tell_of_silence()
    except Exception:  # noqa: BLE001 - logged, and the lanes go on
        _log.exception("nobody could be told that a call has no answer")


def _wait_for(lanes: Iterable[_Lane], look: Callable[[], None] = lambda: None) -> None:
    # Not `join`: up to Python 3.12 a Ctrl-C in it makes a thread that runs look as if it had ended.
    for lane in lanes:
        # In slices, so that Ctrl-C is heard on every system; one that never started has no ident.
        while not lane.ended.wait(timeout=_SLICE) and lane.thread.ident is not None:
            look()


def _outlast(lanes: Iterable[_Lane]) -> None:
    """Wait until no lane runs any more: none may go on once the batch is let go of.

    A further Ctrl-C changes nothing: a call on its way ends by the gateway's own time-out.
    """
    waiting = True
    while waiting:
        with contextlib.suppress(KeyboardInterrupt):
            _wait_for(lanes)
            waiting = False


def _guarded(session: DeliverySession, end: threading.Event) -> None:
    try:
        run_lane(session)
    except BaseException as err:  # noqa: BLE001 - raised again by the thread that waits for us
        if not isinstance(err, BatchSenderError):
            _log.exception("a lane of batch %s broke", session.dispatch.batch_id)
        session.fault = err
        session.halt.set()
    finally:
        end.set()


def _close(sessions: Sequence[DeliverySession]) -> None:
    fault = next((each.fault for each in sessions if each.fault is not None), None)
    try:
        if fault is None:
            _settle(sessions)
    except JournalError as err:
        # Messages have left: whatever the journal says now, it is not "nothing was sent".
        fault = err
    if fault is not None:
        _break_off(sessions[0], fault)


def _break_off(session: DeliverySession, fault: BaseException) -> NoReturn:
    with contextlib.suppress(BatchSenderError):
        session.pause(PauseReason.JOURNAL_FAILED)
    if isinstance(fault, BatchSenderError):
        raise DeliveryBroke(
            batch=session.dispatch.batch_id, cause=fault.message, remedy=fault.next
        ) from fault
    raise fault


def _settle(sessions: Sequence[DeliverySession]) -> None:
    for each in sessions:
        each.last_look()
    session = sessions[0]
    batch_id, who = session.dispatch.batch_id, session.dispatch.who
    # Before any pause: what was paused with its last message on the way has nothing to go on with.
    with contextlib.suppress(StateConflict):
        if session.journal.batches.finish(batch_id, who=who):
            return
    if session.stop.is_set():
        session.pause(session.dispatch.stopped_because)
    elif session.canary.used_up:
        session.pause(PauseReason.CANARY)
    elif session.own_rows:
        session.journal.parts.pause_if_stopped(batch_id, who=who)
