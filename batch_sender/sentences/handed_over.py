"""What is said of a batch that workers send."""

from typing import Final

from batch_sender.language import N_, _
from batch_sender.models.held_up import HeldUp

_HELD_UP: Final = {
    HeldUp.NO_WORKER: N_(
        "No worker has taken the batch yet: none is running. Start one: batch-sender worker"
    ),
    HeldUp.NO_TOKEN: N_(
        "No worker has taken the batch yet: none that runs has the token of its connection. Start one "
        "that has it: batch-sender worker"
    ),
    HeldUp.SOME_TOKENS: N_(
        "No worker that runs has the tokens of some of its connections: what leaves through these waits. Start "
        "one that has them: batch-sender worker"
    ),
    HeldUp.JOURNAL_AWAY: N_(
        "The journal does not answer; the workers go on by themselves once it does."
    ),
}


def describe_held_up(because: HeldUp | None) -> str:
    """Say why no worker sends a batch; None: one that can is there now."""
    return (
        _("A worker is there that can send the batch.") if because is None else _(_HELD_UP[because])
    )


def describe_workers_sending(because: HeldUp | None) -> str:
    """Say who sends a batch that was handed over, or why nobody does yet."""
    return _("Workers send it.") if because is None else describe_held_up(because)
