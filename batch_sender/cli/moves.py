"""What can be done to a batch where it stands: a refusal names the state, and the commands that work."""

from collections.abc import Collection
from typing import Final

from batch_sender import sentences
from batch_sender.errors import NoSuchMove
from batch_sender.journal import Journal
from batch_sender.language import N_, _
from batch_sender.models import BatchState

_CAN: Final[dict[BatchState, str]] = {
    BatchState.JUDGING: N_("wait until its list has been judged."),
    BatchState.CHECKED: N_(
        "batch-sender resume {batch} sends it, batch-sender cancel {batch} ends it."
    ),
    BatchState.RUNNING: N_(
        "batch-sender pause {batch} pauses it, batch-sender cancel {batch} ends it; "
        "if its program has died, batch-sender resume {batch} goes on."
    ),
    BatchState.PAUSED: N_(
        "batch-sender resume {batch} goes on, batch-sender cancel {batch} ends it."
    ),
    BatchState.FINISHED: N_(
        "batch-sender report {batch} writes its results, "
        "batch-sender retry {batch} sends again what surely did not leave."
    ),
    BatchState.CANCELLED: N_(
        "batch-sender report {batch} writes its results, "
        "batch-sender retry {batch} sends what was cancelled after all."
    ),
}


def refuse_unless(
    book: Journal, batch_id: int, allowed: Collection[BatchState], *, refusal: type[NoSuchMove]
) -> None:
    """Raise `refusal` where a batch stands at none of these states.

    Raises:
        UnknownBatch: there is none of this number.
    """
    state = book.state(batch_id)
    if state not in allowed:
        can = _(_CAN[state]).format(batch=batch_id)
        raise refusal(batch=batch_id, state=sentences.state_name(state), can=can)
