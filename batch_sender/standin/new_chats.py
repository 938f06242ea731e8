"""Imitate WhatsApp's lock on new chats: a number that wrote to too many new people reaches no new one."""

from collections.abc import Collection
from typing import Final


class NewChats:
    """One connection's chats: who has one, and how many new people were tried.

    A number that is not on WhatsApp opens no chat, but counts as tried: sending to such numbers is
    reported to bring the lock about as well. `open_already`: whoever has a chat on any connection
    without it having been opened from here, as somebody does who wrote first; it may grow.
    """

    def __init__(self, open_already: Collection[str]) -> None:
        self._open_already: Final = open_already
        self._open: set[str] = set()
        self._tried: set[str] = set()

    def refuse(self, number: str) -> None:
        """Count a number that is not on WhatsApp."""
        self._tried.add(number)

    def admit(self, number: str, *, lock_after: int | None) -> bool:
        """Say whether a message reaches `number`; a new chat only before so many people were tried."""
        if number in self._open or number in self._open_already:
            return True
        if lock_after is not None and len(self._tried) >= lock_after:
            return False
        self._tried.add(number)
        self._open.add(number)
        return True
