"""Forecast how long a checked batch takes, and what becomes of messages that would be too late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from batch_sender.config.batch_settings import settings_of
from batch_sender.config.connections import Connection, fingerprint
from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.models import BatchRecord
from batch_sender.timing import rates, windows
from batch_sender.timing.limits import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """When the last message leaves, if the batch is started at `now` (UTC).

    `begin`: when the first one leaves; `needed`: what the pace alone makes of it; `days`: on how
    many dates messages leave; `pause`: the first one for the sending hours, from when until when.
    """

    batch: BatchRecord
    settings: Settings
    calls: int
    now: datetime
    begin: datetime
    end: datetime
    needed: timedelta
    pause: tuple[datetime, datetime] | None = None

    @property
    def is_moved(self) -> bool:
        """Whether the end is later than the pace alone makes it, for the hours or a day's limit."""
        return self.end > self.now + self.needed

    @property
    def days(self) -> int:
        """On how many dates messages leave, by the clocks of the batch's zone."""
        calendar = self.settings.calendar
        return (calendar.date_at(self.end) - calendar.date_at(self.begin)).days + 1


def forecast(
    journal: Journal,
    batch: BatchRecord,
    *,
    connection: Connection | None,
    now: datetime,
    settings: Settings | None = None,
    calls: int | None = None,
) -> Forecast | None:
    """Reckon when a batch's last message leaves; None where nothing is to be sent.

    `connection`: where it is known, how many messages left through it today, and whether it is
    this machine itself. `settings`: as if it had these, and not its own. `calls`: those that are left, where
    they were counted just now; in a long list that takes a while.
    """
    if calls is None:
        calls = journal.batches.calls_left(batch.id)
    if not calls:
        return None
    settings = settings or settings_of(journal.batches, batch.id)
    window = settings.window_for(local=connection is not None and connection.is_local)
    begin = window.opening(now) if window else now
    needed = rates.estimate(calls, settings.gap)
    end = window.finishing(begin, needed) if window else begin + needed
    if (plan := settings.daily_plan) is not None:
        messages = batch.counts.pending
        end = windows.finishing_by_plan(
            window or settings.calendar,
            begin,
            messages=messages,
            each=timedelta(seconds=settings.gap) * calls / messages,
            plan=plan,
            usage=_usage(journal, settings, connection, begin),
        )
    return Forecast(
        batch=batch,
        settings=settings,
        calls=calls,
        now=now,
        begin=begin,
        end=end,
        needed=needed,
        pause=_first_pause(window, begin, end) if window else None,
    )


def _first_pause(
    window: windows.Window, begin: datetime, end: datetime
) -> tuple[datetime, datetime] | None:
    closes = window.closing(begin)
    return (closes, window.opening(closes)) if closes is not None and closes < end else None


def _usage(
    journal: Journal, settings: Settings, connection: Connection | None, now: datetime
) -> Usage:
    if connection is None:
        return Usage()
    day = settings.calendar.date_at(now).isoformat()
    return journal.sending.usage(fingerprint(connection, journal.key()), day)
