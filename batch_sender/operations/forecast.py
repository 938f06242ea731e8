"""Forecast how long a checked batch takes, and what becomes of messages that would be too late."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from batch_sender.config.batch_settings import settings_of
from batch_sender.config.connections import Connection, fingerprint
from batch_sender.config.settings import Settings
from batch_sender.journal import CallsLeft, Journal
from batch_sender.models import BatchRecord
from batch_sender.operations.sharing import Share
from batch_sender.timing import rates, windows
from batch_sender.timing.limits import DailyPlan, Planned, Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFull:
    """Until when (UTC) nothing leaves because a day's plan is used up, and whose: all messages', or new people's."""

    until: datetime
    plan: Literal["messages", "new_people"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """When the last message leaves, if the batch is started at `now` (UTC).

    `calls`: how many are left; `calls_each`: how many a message is, text, file and payment line, at most;
    `begin`: when the first one leaves; `needed`: what the pace alone makes of it; `days`: on how
    many dates messages leave; `pause`: the first one for the sending hours, from when until when;
    `new_people`: how many of those still to be written to are new, where a plan counts them; `full`: whether
    the day on which it begins has room for none.
    """

    batch: BatchRecord
    settings: Settings
    calls: int
    calls_each: int
    now: datetime
    begin: datetime
    end: datetime
    needed: timedelta
    pause: tuple[datetime, datetime] | None = None
    new_people: int = 0
    full: DayFull | None = None

    @property
    def is_moved(self) -> bool:
        """Whether the end is later than the pace alone makes it, for the hours or a day's limit."""
        return self.end > self.now + self.needed

    @property
    def new_plan(self) -> DailyPlan | None:
        """The plan for new people, where any are left."""
        return self.settings.new_plan if self.new_people else None

    @property
    def is_planned(self) -> bool:
        """Whether a plan of days has a say in it."""
        return self.settings.daily_plan is not None or self.new_plan is not None

    @property
    def takes_days(self) -> bool:
        """Whether a plan makes several days of it."""
        return self.is_planned and self.days > 1

    @property
    def days(self) -> int:
        """On how many dates messages leave, by the clocks of the batch's zone."""
        calendar = self.settings.calendar
        return (calendar.date_at(self.end) - calendar.date_at(self.begin)).days + 1


def forecast(  # noqa: PLR0913 - what is known already may be handed over
    journal: Journal,
    batch: BatchRecord,
    *,
    connection: Connection | None,
    now: datetime,
    settings: Settings | None = None,
    left: CallsLeft | None = None,
    shares: Sequence[Share] = (),
) -> Forecast | None:
    """Reckon when a batch's last message leaves; None where nothing is to be sent.

    `connection`: where it is known, how many messages left through it today, and whether it is
    this machine itself. `settings`: as if it had these, and not its own. `left`: the calls that are, where
    they were counted just now; in a long list that takes a while. `shares`: of several connections how many
    messages each one gets: they leave side by side.
    """
    left = left or journal.batches.calls_left(batch.id)
    if not (calls := left.calls):
        return None
    settings = settings or settings_of(journal.batches, batch.id)
    window = settings.window_for(local=connection is not None and connection.is_local)
    begin = window.opening(now) if window else now
    parts = _parts(batch.counts.pending, connection, shares)
    needed = _needed(calls, parts, settings.gap)
    end = window.finishing(begin, needed) if window else begin + needed
    new_people = 0 if settings.new_plan is None else journal.batches.new_people_left(batch.id)
    full = None
    if settings.daily_plan is not None or new_people:
        span = _Span(hours=window or settings.calendar, begin=begin, settings=settings)
        each = timedelta(seconds=settings.gap) * calls / batch.counts.pending
        found = [
            _by_plan(span, _usages(journal, settings, part.connection, begin), part, each, new)
            for part, new in zip(parts, _new_people(new_people, parts), strict=True)
        ]
        end = max(one_end for one_end, _full in found)
        all_full = [one_full for _end, one_full in found if one_full is not None]
        if len(all_full) == len(found):
            full = min(all_full, key=lambda day: day.until)
    return Forecast(
        batch=batch,
        settings=settings,
        calls=calls,
        calls_each=left.each,
        now=now,
        begin=begin,
        end=end,
        needed=needed,
        pause=_first_pause(window, begin, end) if window else None,
        new_people=new_people,
        full=full,
    )


class _Load(NamedTuple):
    """So many messages through one connection."""

    messages: int
    connection: Connection | None


class _Span(NamedTuple):
    """From when on, in which hours and by which plans messages leave."""

    hours: windows.Window
    begin: datetime
    settings: Settings


def _parts(messages: int, connection: Connection | None, shares: Sequence[Share]) -> list[_Load]:
    """Return what each connection has to send; those that have nothing are none."""
    found = [_Load(each.messages, each.connection) for each in shares if each.messages]
    return found or [_Load(messages, connection)]


def _needed(calls: int, parts: Sequence[_Load], gap: float) -> timedelta:
    """Return how long the pace makes it: that of each connection, and that of each address."""
    if len(parts) == 1:
        return rates.estimate(calls, gap)
    each = calls / sum(part.messages for part in parts)
    of_address: dict[str, int] = defaultdict(int)
    for part in parts:
        of_address[part.connection.address if part.connection else ""] += part.messages
    alone = [rates.estimate(round(part.messages * each), gap) for part in parts]
    together = rates.address_gap(gap)
    return max([*alone, *(rates.estimate(round(n * each), together) for n in of_address.values())])


def _new_people(new_people: int, parts: Sequence[_Load]) -> list[int]:
    """Return how many of the new people each connection is reckoned to write to."""
    whole = sum(part.messages for part in parts)
    return [-(-new_people * part.messages // whole) for part in parts]


def _by_plan(
    span: _Span, used: tuple[Usage, Usage], part: _Load, each: timedelta, new_people: int
) -> tuple[datetime, DayFull | None]:
    """Say when one connection is done by the plans of days, and whether this day has room for none."""
    every = _planned(part.messages, span.settings.daily_plan, used[0])
    new = _planned(new_people, span.settings.new_plan, used[1])
    full = _day_full(span.hours, span.begin, every, new)  # before the days are gone through
    end = windows.finishing_by_plan(span.hours, span.begin, each=each, every=every, new=new)
    return end, full


def _planned(messages: int, plan: DailyPlan | None, usage: Usage) -> Planned:
    return Planned(messages=messages, plan=plan or DailyPlan(), usage=usage)


def _day_full(
    hours: windows.Window, begin: datetime, every: Planned, new: Planned
) -> DayFull | None:
    """Say whether nothing more may leave on the day of `begin`, and when it may again."""
    until = hours.opening(hours.next_day(begin))
    if not every.fit:
        return DayFull(until=until, plan="messages")
    if new.messages == every.messages and not new.fit:
        return DayFull(until=until, plan="new_people")
    return None


def _first_pause(
    window: windows.Window, begin: datetime, end: datetime
) -> tuple[datetime, datetime] | None:
    closes = window.closing(begin)
    return (closes, window.opening(closes)) if closes is not None and closes < end else None


def _usages(
    journal: Journal, settings: Settings, connection: Connection | None, now: datetime
) -> tuple[Usage, Usage]:
    """Return where the connection stands in its plans: for all messages, and for new people."""
    if connection is None:
        return Usage(), Usage()
    of, sending = fingerprint(connection, journal.key()), journal.sending
    day = settings.calendar.date_at(now).isoformat()
    return sending.usage(of, day), sending.usage_of_new_people(of, day)
