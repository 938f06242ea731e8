"""Stop where too many of the first new people that a connection writes to are refused.

Most of them are not on WhatsApp, and sending to such numbers is thought to make WhatsApp bar a number
from new chats. The counts lie in the journal: every batch and process on the connection adds to them.
"""

from typing import Final

from batch_sender.journal import Claimed, FirstNewPeople, Journal

MOST_REFUSED: Final = 10
"""So many refused pause the batch, and so many more pause it again after it was gone on with."""


class YoungNumber:
    """Looks after each message to a new person whether ten more were refused since this session began.

    Another process may have sent the tenth: whoever writes to a new person next stops as well.
    """

    def __init__(self, journal: Journal, connection_id: int) -> None:
        self._journal, self._connection_id = journal, connection_id
        known = self._look()
        self._begun_with = known.refused // MOST_REFUSED
        self._is_young = not known.are_complete

    def counted_at(self, claimed: Claimed) -> int | None:
        """Return the connection at which a message counts; None for those that do not.

        Text and file of a message are one try.
        """
        counts = self._is_young and claimed.new_person and not claimed.standing.parts_done
        return self._connection_id if counts else None

    def must_pause(self) -> bool:
        """Say whether too many were refused, once a message that counts is recorded."""
        known = self._look()
        self._is_young = not known.are_complete
        return known.refused // MOST_REFUSED > self._begun_with

    def _look(self) -> FirstNewPeople:
        return self._journal.sending.first_new_people(self._connection_id)
