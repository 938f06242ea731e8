"""Send what one connection has of a batch, as a worker does: others may send the rest of it meanwhile."""

import random
import threading
from contextlib import suppress

from batch_sender.deliver.health import PauseReason
from batch_sender.deliver.new_people import counted
from batch_sender.deliver.run import canary_of, run_lanes
from batch_sender.deliver.session import DeliverySession, Dispatch, LaneStart, Watch
from batch_sender.journal import Journal
from batch_sender.journal.batches.verbs import WORKERS
from batch_sender.journal.errors import StateConflict
from batch_sender.timing.clock import Clock


def drain(
    journal: Journal,
    dispatch: Dispatch,
    lane: LaneStart,
    *,
    clock: Clock,
    watch: Watch,
    stop: threading.Event,
) -> None:
    """Send until nothing is pending for this connection, the batch rests, the lane is lost, or `stop` is set.

    Only for who holds the connection's lane, and the batch together with its other lanes. What is in flight
    when it stops is finished and recorded first; the batch then goes on elsewhere.

    Raises:
        JournalError: the journal failed on the way; what stood at `sending` stays there, until the lane is
            started again.
    """
    session = DeliverySession(
        journal=journal,
        dispatch=dispatch,
        connection_id=lane.connection_id,
        sender=WORKERS,
        clock=clock,
        watch=watch,
        stop=stop,
        chance=random.random,
        canary=canary_of(journal, dispatch),
        lane=lane,
        own_rows=lane.own_rows,
        contents=lane.contents,
        new_people=counted(
            journal,
            dispatch.batch_id,
            dispatch.look_after,
            lane.connection_id if lane.own_rows else None,
        ),
    )
    session.look_if_due()
    run_lanes([session], dispatch.settings.concurrency)
    if session.fault is not None:
        raise session.fault
    _settle(session)


def _settle(session: DeliverySession) -> None:
    session.last_look()
    with suppress(StateConflict):  # somebody has paused or cancelled it, or another lane ended it
        finished = session.journal.batches.finish(
            session.dispatch.batch_id, who=session.dispatch.who
        )
        if not finished and session.canary.used_up:
            session.pause(PauseReason.CANARY)
        elif not finished and session.own_rows and session.dispatch.most is not None:
            _pause_before_the_first_few_are_out(session)
        elif not finished and session.own_rows:
            journal, dispatch = session.journal, session.dispatch
            journal.parts.pause_if_stopped(dispatch.batch_id, who=dispatch.who)


def _pause_before_the_first_few_are_out(session: DeliverySession) -> None:
    """Pause the batch where the connection that the first few leave through is stopped: no other one begins."""
    parts = session.journal.parts.of_batch(session.dispatch.batch_id)
    stopped = (each.paused_because for each in parts if each.id == session.connection_id)
    if (because := next(stopped, None)) is not None:
        session.pause(because)
