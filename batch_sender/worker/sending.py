"""What a worker sends of a batch, on the terms on which it was handed over."""

from dataclasses import replace

from batch_sender.config.batch_settings import settings_of
from batch_sender.config.connections import Connection
from batch_sender.deliver.handed_over import HandedOver
from batch_sender.deliver.session import Dispatch
from batch_sender.journal import GivenBack, Journal, SendReport, Settled, Withdrawn, Work
from batch_sender.journal.handle import PROGRAM
from batch_sender.models import LookRecord
from batch_sender.worker.surroundings import WorkerSurroundings


def may_send(work: Work) -> bool:
    """Say whether a connection may send now: while the first few are due, only the batch's first one does."""
    return HandedOver.of(work.terms).first_few is None or work.position in {None, 0}


def dispatch_of(around: WorkerSurroundings, work: Work, connection: Connection) -> Dispatch | None:
    """Return what is to be sent of a batch through a connection, and on which terms; None: nothing any more.

    Only while its lane is held: whoever had it before has paused by now what was to be paused.
    """
    journal = around.journal
    told = journal.lanes.terms_now(work.batch_id)
    if told is None:
        return None
    # Not those of the look: since then it may have been paused, and handed over again on others.
    terms = HandedOver.of(told)
    if not may_send(replace(work, terms=told)) or not _is_as_looked_at(journal, work):
        return None  # the next look tells how it goes on
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


def _is_as_looked_at(journal: Journal, work: Work) -> bool:
    """Say whether the batch has still one connection alone, or still several: whose rows may be claimed here?

    It stays so while the batch is held.
    """
    return journal.lanes.has_several(work.batch_id) == (work.position is not None)


def _left_of_first_few(journal: Journal, batch_id: int, terms: HandedOver) -> int | None:
    """Return how many messages may still leave before a person is asked; None: all."""
    if terms.first_few is None:
        return None
    counts = journal.batches.counts(batch_id)
    called = counts.accepted + counts.rejected + counts.unknown + counts.sending
    return max(terms.first_few - called, 0)


def _told_by_the_door(_look: LookRecord) -> None:
    """Tell nobody: whoever watches the batch sees that a look is due."""


class _Counting:
    def __init__(self, around: WorkerSurroundings) -> None:
        self._calls, self._figures = around.calls, around.figures
        self._clock = around.clock

    def recorded(self, report: SendReport, _settled: Settled) -> None:
        """Count a message, and the call that was made for it."""
        since_mark = self._clock.now() - report.claimed.marked_at
        self._figures.called(report, seconds=since_mark.total_seconds())
        if not isinstance(report.ending, GivenBack | Withdrawn):
            self._calls.made()
