"""Answer when a batch may send: its sending hours, its day and its expiry."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from batch_sender.config.settings import Settings
from batch_sender.timing.windows import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The hours, the days and the expiry of one batch; every moment is aware and in UTC.

    `window`: None where messages may leave at any time; `calendar`: the zone whose midnight ends a day.
    """

    window: Window | None
    calendar: Window
    expires_at: datetime | None

    @classmethod
    def of(cls, settings: Settings, *, local: bool) -> Self:
        """Read it from the settings; `local`: the API is this machine itself."""
        return cls(
            window=settings.window_for(local=local),
            calendar=settings.calendar,
            expires_at=settings.expires_at,
        )

    def opening(self, now: datetime) -> datetime:
        """Return the first moment from `now` on at which messages may leave."""
        return now if self.window is None else self.window.opening(now)

    def closing(self, now: datetime) -> datetime | None:
        """Return when the hours that `now` lies in end; None where they do not, or outside."""
        return None if self.window is None else self.window.closing(now)

    def next_opening(self, now: datetime) -> datetime:
        """Return when messages may leave again after the hours of this moment."""
        return self.opening(self.closing(now) or now)

    def next_days_opening(self, now: datetime) -> datetime:
        """Return when messages may leave on a day after this one."""
        return self.opening(self.calendar.next_day(now))

    def day(self, now: datetime) -> str:
        """Return the date (ISO) on which a message that leaves now is counted."""
        return self.calendar.date_at(now).isoformat()

    def is_over(self, now: datetime) -> bool:
        """Say whether the batch has expired."""
        return self.expires_at is not None and self.expires_at <= now

    def until(self, opening: datetime) -> datetime:
        """Return how long a wait for `opening` lasts: the batch may expire before."""
        return opening if self.expires_at is None else min(opening, self.expires_at)
