"""Sending again what surely did not leave and, if asked, what was rejected."""

from typing import Final

from batch_sender.journal import Journal, Retryable
from batch_sender.models import BatchState
from batch_sender.operations.batch_states import refuse_unless
from batch_sender.operations.errors import CannotRetry

_AT_REST: Final = (
    BatchState.CHECKED,
    BatchState.PAUSED,
    BatchState.FINISHED,
    BatchState.CANCELLED,
)


def refuse_unless_at_rest(journal: Journal, batch_id: int, *, who: str) -> None:
    """See that rows of a batch could be put back; what a dead process left behind is settled first.

    Raises:
        UnknownBatch: there is none of this number. CannotRetry: it is judged or sent just now.
    """
    journal.batches.settle_abandoned(who=who)
    refuse_unless(journal, batch_id, _AT_REST, refusal=CannotRetry)


def retryable(journal: Journal, batch_id: int, *, rejected: bool) -> Retryable:
    """Count what a retry would put back, before anybody is asked.

    Raises:
        UnknownBatch: there is none of this number.
        NothingToRetry: nothing; RetryTooLate where that is because of the time.
    """
    return journal.decisions.retryable(batch_id, rejected=rejected)


def retry(journal: Journal, batch_id: int, *, rejected: bool, who: str) -> int:
    """Put the rows back, where they wait for a yes; return how many.

    Raises:
        StateConflict: the batch is judged or sent just now. BatchBusy: a process still holds it.
    """
    return journal.decisions.retry(batch_id, rejected=rejected, who=who)
