"""At which states a batch must stand for what is asked of it."""

from collections.abc import Collection

from batch_sender.journal import Journal
from batch_sender.journal.errors import NoSuchMove
from batch_sender.models import BatchState


def refuse_unless(
    journal: Journal,
    batch_id: int,
    allowed: Collection[BatchState],
    *,
    refusal: type[NoSuchMove],
) -> None:
    """Raise `refusal`, with the state as its code, where a batch stands at none of these.

    Raises:
        UnknownBatch: there is none of this number.
    """
    state = journal.batches.state(batch_id)
    if state not in allowed:
        raise refusal(batch=batch_id, state=state, can="")
