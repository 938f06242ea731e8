"""What can go wrong with a lane that moves between machines."""

from batch_sender.journal.errors import JournalError
from batch_sender.language import N_


class LaneTaken(JournalError):
    """A lane was started elsewhere: nothing more leaves from here."""

    code = "lane_taken"
    sentence = N_("Another worker has taken this connection over.")


class LaneMoved(LaneTaken):
    """A lane was started elsewhere while a call of it was under way: what came of that changes nothing."""

    code = "lane_moved"
    sentence = N_("Another worker has taken this connection over; row {row} stands as it left it.")
