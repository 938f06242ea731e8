"""Send one connection's part of one batch, on the terms on which it was handed over."""

import threading
from datetime import datetime

from batch_sender.config.batch_settings import settings_of
from batch_sender.config.connections import Connection
from batch_sender.deliver.drain import drain
from batch_sender.deliver.handed_over import HandedOver
from batch_sender.deliver.health import PauseReason
from batch_sender.deliver.session import Dispatch, LaneStart
from batch_sender.journal import GivenBack, Journal, SendReport, Settled, Withdrawn, Work
from batch_sender.journal.handle import PROGRAM
from batch_sender.models import LookRecord, MessageState, Reason
from batch_sender.timing.silence import Silence
from batch_sender.worker.surroundings import Surroundings


def may_send(work: Work) -> bool:
    """Say whether a connection may send now: while the first few are due, only the batch's first one does."""
    return HandedOver.of(work.terms).first_few is None or work.position in {None, 0}


def send_part(
    around: Surroundings,
    work: Work,
    connection: Connection,
    *,
    epoch: int,
    stop: threading.Event,
) -> bool:
    """Send until nothing of it is left, the batch rests, the lane is lost, or `stop` is set.

    Say whether the lane still is this one.

    Raises:
        JournalError: see `drain`.
    """
    lane = LaneStart(
        connection_id=work.connection_id,
        epoch=epoch,
        own_rows=work.position is not None,
        runs=around.looks.runs,
    )
    return drain(
        around.journal,
        _dispatch(around, work, connection),
        lane,
        clock=around.clock,
        watch=_NobodyWatches(),
        stop=stop,
    )


def _dispatch(around: Surroundings, work: Work, connection: Connection) -> Dispatch:
    journal = around.journal
    # Read now: since the look it may have been paused, and handed over again on others.
    terms = HandedOver.of(journal.batches.terms_for_workers(work.batch_id) or work.terms)
    return Dispatch(
        batch_id=work.batch_id,
        connection=connection,
        settings=settings_of(journal.batches, work.batch_id),
        who=PROGRAM,
        wait_for_window=terms.wait_for_window,
        most=_left_of_first_few(journal, work.batch_id, terms),
        log=_Counting(around).recorded,
        look_after=terms.look_after,
        look_drawn=None if terms.look_pauses else _told_by_the_door,
    )


def _left_of_first_few(journal: Journal, batch_id: int, terms: HandedOver) -> int | None:
    """Return how many messages may still leave before a person is asked; None: all."""
    if terms.first_few is None:
        return None
    counts = journal.batches.counts(batch_id)
    return max(terms.first_few - counts.accepted - counts.rejected - counts.unknown, 0)


def _told_by_the_door(_look: LookRecord) -> None:
    """Tell nobody: whoever watches the batch sees that a look is due."""


class _Counting:
    def __init__(self, around: Surroundings) -> None:
        self._around = around

    def recorded(self, report: SendReport, _settled: Settled) -> None:
        """Count a message that was claimed, and its call, if one was made."""
        taken = self._around.clock.now() - report.claimed.marked_at
        self._around.figures.called(report, seconds=taken.total_seconds())
        if not isinstance(report.ending, GivenBack | Withdrawn):
            self._around.calls.made()


class _NobodyWatches:
    """Hears what a batch's watcher hears; whoever wants to know asks the journal."""

    def settled(self, state: MessageState) -> None:
        """Pass over it."""

    def waiting(self, until: datetime, *, because: PauseReason | Reason) -> None:
        """Pass over it."""

    def answering(self) -> None:
        """Pass over it."""

    def unanswered(self, silence: Silence) -> None:
        """Pass over it."""
