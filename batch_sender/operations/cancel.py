"""Ending a batch for good: what has not left is skipped."""

from typing import Final

from batch_sender.journal import Journal
from batch_sender.models import BatchRecord, BatchState
from batch_sender.operations.batch_states import refuse_unless
from batch_sender.operations.errors import CannotCancel

_NOT_ENDED: Final = frozenset({BatchState.CHECKED, BatchState.RUNNING, BatchState.PAUSED})


def refuse_unless_open(journal: Journal, batch_id: int, *, who: str) -> None:
    """See that a batch could be ended; a cancellation that was cut short is finished by the way.

    Raises:
        UnknownBatch: there is none of this number. CannotCancel: it has ended already.
    """
    if journal.batches.state(batch_id) is BatchState.CANCELLED:
        journal.batches.settle_abandoned(who=who)
    refuse_unless(journal, batch_id, _NOT_ENDED, refusal=CannotCancel)


def cancel(journal: Journal, batch_id: int, *, who: str) -> BatchRecord:
    """End a batch; return it as it stands then.

    Raises:
        UnknownBatch: there is none of this number. CannotCancel: it has ended already.
    """
    refuse_unless_open(journal, batch_id, who=who)
    journal.batches.cancel(batch_id, who=who)
    return journal.batches.one(batch_id)
