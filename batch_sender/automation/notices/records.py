"""Write down what people are to be told and what came of it, as far as there is a journal."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Final, TypeVar

from batch_sender.automation.notices.notification import By, Notification
from batch_sender.journal import Journal, NewNotification, WaitingNotification
from batch_sender.timing.clock import Clock

T = TypeVar("T")

_log: Final = logging.getLogger(__name__)

_AGAIN_AFTER: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
"""How long after each failed try the next one follows; after the last of them it is given up."""

_CLAIMED_FOR: Final = timedelta(minutes=2)
"""Longer than a try: whoever claimed one and has not come back by then has died."""

_unwritten: Final = count(-1, -1)
"""Numbers of notices that could not be written down, as no written one has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRecords:
    """What is written down of notices. A journal that fails keeps nobody from being told."""

    journal: Journal | None
    clock: Clock

    def add(self, notification: Notification, by: By) -> WaitingNotification:
        """Write one down before it is tried; its first try is this process's own."""
        new = NewNotification(
            batch_id=notification.facts["batch"],
            batch_file=str(notification.facts["batch_file"]),
            by=by,
            occasion=notification.occasion,
            subject=notification.subject,
            text=notification.text,
            facts=notification.facts,
        )
        if self.journal is not None:
            try:
                return self.journal.notifications.add(new, others_from=self._others_from())
            except Exception:  # noqa: BLE001 - whatever it is, it must not harm the batch
                _log.warning("a notice by %s is not written down", by, exc_info=True)
        known = {name: getattr(new, name) for name in NewNotification.__slots__}
        return WaitingNotification(**known, id=next(_unwritten), tries=0)

    def due(self) -> list[WaitingNotification]:
        """Read what it is time for.

        Raises:
            JournalError: the journal cannot be used now.
        """
        return [] if self.journal is None else self.journal.notifications.due()

    def claimed(self, seen: WaitingNotification) -> bool:
        """Keep one for a try; False where another process has it, or had it."""
        if self.journal is None or seen.id < 0:
            return True
        try:
            return self.journal.notifications.claim(seen, until=self._others_from())
        except Exception:  # noqa: BLE001 - likewise
            _log.warning("a notice by %s is tried later", seen.by, exc_info=True)
            return False

    def got_through(self, told: WaitingNotification) -> None:
        """Write down that somebody was told."""
        self._written(lambda journal: journal.notifications.got_through(told))

    def failed(self, tried: WaitingNotification, why: str) -> bool:
        """Write down why a try failed; say whether there will be another."""
        if self.journal is None or tried.id < 0 or tried.tries >= len(_AGAIN_AFTER):
            return False
        again = self.clock.now() + _AGAIN_AFTER[tried.tries]
        self._written(lambda journal: journal.notifications.failed(tried, why, next_try_at=again))
        return True

    def drop(self, given_up: WaitingNotification, why: str) -> bool:
        """Write down that one is given up; False where it was told meanwhile."""
        found = self._written(lambda journal: journal.notifications.drop(given_up, why))
        return found is not False

    def _written(self, work: Callable[[Journal], T]) -> T | None:
        """Write something down; None where that cannot be."""
        if self.journal is None:
            return None
        try:
            return work(self.journal)
        except Exception:  # noqa: BLE001 - likewise
            _log.warning("what came of a notice is not written down", exc_info=True)
            return None

    def _others_from(self) -> datetime:
        return self.clock.now() + _CLAIMED_FOR
