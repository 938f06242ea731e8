"""The sums of all batches between two days."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from batch_sender.journal import Journal
from batch_sender.results import Across
from batch_sender.timing.windows import BRAZIL


def report_across(
    journal: Journal, *, since: date | None, until: date | None, now: datetime
) -> Across:
    """Add up all messages between two days, both included; None is today, as Brazil has it."""
    today = now.astimezone(BRAZIL).date()
    first = since or today
    last = max(until or today, first)
    hours = journal.messages.hourly_sums(
        since=_midnight(first, BRAZIL), until=_midnight(last + timedelta(days=1), BRAZIL)
    )
    return Across.of(hours, between=(first, last), zone=BRAZIL, batch=journal.batches.one)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)
