"""How long a checked batch takes: what it needs and what holds it back go in, lines to read come out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from batch_sender import pacing
from batch_sender.allowances import DailyPlan, Usage
from batch_sender.cli import wording
from batch_sender.connections import Connection, fingerprint
from batch_sender.journal import Journal
from batch_sender.language import _, ngettext, number
from batch_sender.models import BatchRecord
from batch_sender.settings import Settings


def lines(
    book: Journal,
    batch: BatchRecord,
    settings: Settings,
    *,
    chosen: Connection | None,
    now: datetime,
) -> Iterator[str]:
    """Tell when the last message would leave, started now, and what becomes of those too late."""
    calls = book.calls_left(batch.id)
    if not calls:
        return
    yield ""
    window = settings.window_for(local=chosen is not None and chosen.is_local)
    begin = window.opening(now) if window else now
    work = _Work(
        calls=calls,
        messages=batch.counts.pending,
        settings=settings,
        usage=_usage(book, settings, chosen, begin),
    )
    end = work.end(begin, window)
    yield work.by_plan(begin, end) or work.by_pace(end)
    yield from _tickets(batch, settings)
    yield from _expiry(batch, settings.calendar.zone, now=now, end=end)


def _usage(book: Journal, settings: Settings, chosen: Connection | None, now: datetime) -> Usage:
    if chosen is None or settings.daily_plan is None:
        return Usage()
    return book.usage(fingerprint(chosen, book.key()), settings.calendar.date_at(now).isoformat())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What is left to send, and how fast it may go."""

    calls: int
    messages: int
    settings: Settings
    usage: Usage

    def end(self, begin: datetime, window: pacing.Window | None) -> datetime:
        """Return when the last message leaves."""
        needed = pacing.estimate(self.calls, self.settings.gap)
        plan = self.settings.daily_plan
        if plan is None:
            return window.finishing(begin, needed) if window else begin + needed
        return pacing.finishing_by_plan(
            window or self.settings.calendar,
            begin,
            messages=self.messages,
            each=timedelta(seconds=self.settings.gap) * self.calls / self.messages,
            plan=plan,
            usage=self.usage,
        )

    def by_pace(self, end: datetime) -> str:
        """Tell how long the pace alone makes it."""
        if not self.settings.gap:
            return ngettext(
                "{calls} call to the API, as fast as it takes it.",
                "{calls} calls to the API, as fast as it takes them.",
                self.calls,
            ).format(calls=self.calls)
        return ngettext(
            "{calls} call to the API. Started now, it leaves on {end}.",
            "{calls} calls to the API, one each {gap} s: about {duration}. Started now, the last "
            "one leaves on {end}.",
            self.calls,
        ).format(
            calls=self.calls,
            gap=number(self.settings.gap),
            duration=wording.duration(pacing.estimate(self.calls, self.settings.gap)),
            end=wording.moment_there(end, self.settings.calendar.zone),
        )

    def by_plan(self, begin: datetime, end: datetime) -> str | None:
        """Tell how many days the plan makes of it; None where one is enough, or there is no plan."""
        plan, calendar = self.settings.daily_plan, self.settings.calendar
        days = (calendar.date_at(end) - calendar.date_at(begin)).days + 1
        if plan is None or days == 1:
            return None
        told = _(
            "{calls} calls to the API, at most {plan}: about {days} days. Started now, the last "
            "one leaves on {end}."
        )
        return told.format(
            calls=self.calls,
            plan=_shown(plan),
            days=days,
            end=wording.moment_there(end, calendar.zone),
        )


def _shown(plan: DailyPlan) -> str:
    if not plan.warm_up:
        return ngettext("{n} message a day", "{n} messages a day", plan.cap or 0).format(n=plan.cap)
    steps = ", ".join(str(plan.allows(day)) for day in range(len(plan.warm_up)))
    return _("{steps} messages a day, the last from then on").format(steps=steps)


def _tickets(batch: BatchRecord, settings: Settings) -> Iterator[str]:
    if settings.open_ticket:
        told = ngettext(
            "{n} ticket would open, in queue {queue}.",
            "{n} tickets would open, in queue {queue}.",
            batch.counts.pending,
        )
        yield told.format(n=number(batch.counts.pending), queue=settings.queue_id)


def _expiry(batch: BatchRecord, zone: ZoneInfo, *, now: datetime, end: datetime) -> Iterator[str]:
    if batch.expires_at is None:
        return
    if batch.expires_at <= now:
        told = _("The batch expired on {moment}: nothing of it leaves any more.")
    elif batch.expires_at <= end:
        told = _("The batch expires on {moment}. Not all of it leaves before; the rest is skipped.")
    else:
        told = _("The batch expires on {moment}; what has not left by then is skipped.")
    yield told.format(moment=wording.moment_there(batch.expires_at, zone))
