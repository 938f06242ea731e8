"""Pausing a running batch: what is on its way is finished first."""

from batch_sender.journal import Journal
from batch_sender.models import BatchRecord, BatchState
from batch_sender.operations.batch_states import refuse_unless
from batch_sender.operations.errors import CannotPause


def pause(journal: Journal, batch_id: int, *, who: str) -> BatchRecord:
    """Pause a batch; return it as it stands then.

    Raises:
        UnknownBatch: there is none of this number. CannotPause: it is not running.
    """
    refuse_unless(journal, batch_id, {BatchState.RUNNING}, refusal=CannotPause)
    journal.batches.pause(batch_id, because="asked", who=who)
    return journal.batches.one(batch_id)
