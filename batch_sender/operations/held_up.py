"""Say what keeps the workers from a batch that was handed over to them."""

from batch_sender.journal import Journal
from batch_sender.models.held_up import HeldUp


def what_holds_up(journal: Journal, batch_id: int) -> HeldUp | None:
    """Say why no worker can send a batch; None: one that lives has the token of its connection."""
    living = [each for each in journal.lanes.all_workers() if each.is_alive]
    if not living:
        return HeldUp.NO_WORKER
    wanted = journal.lanes.connections_of(batch_id)
    has_token = any(wanted & each.connections for each in living)
    return None if has_token else HeldUp.NO_TOKEN
