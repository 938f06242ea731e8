"""Say what keeps the workers from a batch that was handed over to them."""

from batch_sender.journal import Journal
from batch_sender.models.held_up import HeldUp


def what_holds_up(journal: Journal, batch_id: int) -> HeldUp | None:
    """Say why workers cannot send a batch, or all of it; None: they can."""
    living = [each for each in journal.lanes.all_workers() if each.is_alive]
    if not living:
        return HeldUp.NO_WORKER
    wanted = journal.lanes.connections_of(batch_id)
    lacking = wanted.difference(*(each.connections for each in living))
    if not lacking.intersection(journal.lanes.wanted() if lacking else ()):
        return None  # nothing waits there any more
    return HeldUp.NO_TOKEN if lacking == wanted else HeldUp.SOME_TOKENS
