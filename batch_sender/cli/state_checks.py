"""What can be done to a batch at each of its states, in the words of the command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from batch_sender import sentences
from batch_sender.journal.errors import NoSuchMove
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


@contextmanager
def explained() -> Iterator[None]:
    """Let a refusal name the batch's state in words, and the commands that work.

    Raises:
        NoSuchMove: what was asked for cannot be done to a batch at this state.
    """
    try:
        yield
    except NoSuchMove as err:
        batch, state = err.details["batch"], BatchState(str(err.details["state"]))
        can = _(_CAN[state]).format(batch=batch)
        raise type(err)(batch=batch, state=sentences.state_name(state), can=can) from err
