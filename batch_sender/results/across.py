"""Add the hourly sums of many batches up: by day, by connection and by text."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from batch_sender.journal import HourlySum
from batch_sender.language import N_, _, ngettext, number
from batch_sender.models import BatchRecord, MessageState
from batch_sender.results.days import in_words, written
from batch_sender.results.tally import Bar, TimeChart
from batch_sender.sentences.hours import zone_in_words

STATES: Final = (
    MessageState.ACCEPTED,
    MessageState.REJECTED,
    MessageState.UNKNOWN,
    MessageState.FAILED,
    MessageState.SKIPPED,
    MessageState.PENDING,
    MessageState.SENDING,
)
TRIED: Final = STATES[:4]
"""Where a message ends that somebody tried to send."""
_UNNAMED: Final[Mapping[str, str]] = {"template": N_("no text, or it was removed")}
"""What people read where a row came to no text, or its batch was purged; programs read ""."""
_MOST_BARS: Final = 36
_SPANS: Final = (1, 7, 28)  # days


class Key(NamedTuple):
    """What the finest sums are parted by; texts are whole, their blanks folded."""

    day: str
    connection: str
    template: str
    variant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """One table of sums: what its lines are called, and a line for each value."""

    code: str
    title: str
    lines: tuple[tuple[str, Counter[MessageState]], ...]


TITLES: Final[Mapping[str, str]] = {
    "day": N_("By day"),
    "connection": N_("By connection"),
    "template": N_("By text"),
    "variant": N_("By variant"),
}
_VARIANT: Final = tuple(TITLES).index("variant")


LABELS: Final[Mapping[str, str]] = {
    "day": N_("day"),
    "connection": N_("connection"),
    "template": N_("text"),
    "variant": N_("variant"),
}


@dataclass(frozen=True, kw_only=True)
class Across:
    """The sums of every batch sent between two days, both included, as `zone` has them."""

    since: date
    until: date
    zone: ZoneInfo
    batches: int
    sums: Mapping[Key, Counter[MessageState]]

    @classmethod
    def of(
        cls,
        hours: Iterable[HourlySum],
        *,
        between: tuple[date, date],
        zone: ZoneInfo,
        batch: Callable[[int], BatchRecord],
    ) -> "Across":
        """Add the hours up; `batch` finds a batch by its number."""
        sums: dict[Key, Counter[MessageState]] = {}
        known: dict[int, BatchRecord] = {}
        for each in hours:
            if each.batch not in known:
                known[each.batch] = batch(each.batch)
            key = _key(each, known[each.batch], zone)
            sums.setdefault(key, Counter())[each.state] += each.messages
        since, until = between
        return cls(since=since, until=until, zone=zone, batches=len(known), sums=sums)

    @property
    def title(self) -> str:
        """What it is a report of."""
        since, until = (written(day) for day in (self.since, self.until))
        if since == until:
            return _("Messages of {day}").format(day=since)
        return _("Messages from {since} to {until}").format(since=since, until=until)

    @property
    def of_what(self) -> str:
        """Say how many batches they are of, and whose days those are."""
        told = ngettext("{n} batch", "{n} batches", self.batches).format(n=number(self.batches))
        return f"{told} · {zone_in_words(self.zone)}"

    @cached_property
    def total(self) -> Counter[MessageState]:
        """All together."""
        return sum(self.sums.values(), Counter())

    @cached_property
    def states(self) -> tuple[MessageState, ...]:
        """The states that occur, as people read them."""
        return tuple(state for state in STATES if self.total[state])

    def over_days(self) -> TimeChart | None:
        """Return what was tried when, the days without a message too; None where that was one day."""
        tried: dict[date, Counter[bool]] = {}
        for key, counter in self.sums.items():
            day = tried.setdefault(date.fromisoformat(key.day), Counter())
            for state in TRIED:
                day[state is MessageState.ACCEPTED] += counter[state]
        days = sorted(day for day, n in tried.items() if n.total())
        return _chart(days, tried) if len(days) > 1 else None

    def shown(self, code: str, label: str) -> str:
        """Write a label as people do: the weekday and the day, and words for what has no name."""
        if not label:
            return _(_UNNAMED.get(code, ""))
        if code != "day":
            return label
        return in_words(date.fromisoformat(label), with_year=self.since.year != self.until.year)

    def breakdowns(self) -> list[Breakdown]:
        """Return a table for each thing that the sums are parted by; variants where there are any."""
        tables = [
            Breakdown(code=code, title=_(title), lines=self._parted_by(place))
            for place, (code, title) in enumerate(TITLES.items())
        ]
        return [each for each in tables if each.code != "variant" or each.lines]

    def _parted_by(self, place: int) -> tuple[tuple[str, Counter[MessageState]], ...]:
        parts: dict[str, Counter[MessageState]] = {}
        for key, counter in self.sums.items():
            if key[place] or place != _VARIANT:
                parts.setdefault(key[place], Counter()).update(counter)
        if place == 0:
            return tuple(sorted(parts.items()))
        return tuple(sorted(parts.items(), key=lambda part: (-part[1].total(), part[0])))


def _chart(days: Sequence[date], tried: Mapping[date, Counter[bool]]) -> TimeChart:
    first, last = days[0], days[-1]
    span = next((n for n in _SPANS if (last - first).days < n * _MOST_BARS - n), _SPANS[-1])
    counted: dict[date, Counter[bool]] = {}
    for day in days:
        counted.setdefault(_begin(day, span), Counter()).update(tried[day])
    begins = range(_begin(first, span).toordinal(), last.toordinal() + 1, span)
    bars = [(date.fromordinal(n), counted.get(date.fromordinal(n), Counter())) for n in begins]
    return TimeChart(
        span=timedelta(days=span),
        bars=tuple(
            Bar(begin=datetime.combine(day, time()), accepted=n[True], others=n[False])
            for day, n in bars
        ),
    )


def _begin(day: date, span: int) -> date:
    """The first day of its span; weeks begin with Monday, as day 1 of the calendar was one."""
    return date.fromordinal((day.toordinal() - 1) // span * span + 1)


def counts(counter: Counter[MessageState]) -> list[int]:
    """Return the sum of all states, then each of them in the order of `STATES`."""
    return [counter.total(), *(counter[state] for state in STATES)]


def _key(each: HourlySum, batch: BatchRecord, zone: ZoneInfo) -> Key:
    return Key(
        day=each.hour.astimezone(zone).date().isoformat(),
        connection=batch.name_of(each.connection_id) or batch.connection or batch.address or "",
        template=_text(each.variant, batch),
        variant=_variant(each.variant, batch),
    )


def _text(variant: str | None, batch: BatchRecord) -> str:
    """Return the text that a row has; of several texts, a row that was left out may have none."""
    if not batch.variants:
        return _folded(batch.template)
    return next((_folded(each.text) for each in batch.variants if each.name == variant), "")


def _variant(name: str | None, batch: BatchRecord) -> str:
    """Name a variant together with its text: A of one batch is another than A of the next."""
    text = _text(name, batch)
    return f"{name}: {text}" if name and text else name or ""


def _folded(text: str) -> str:
    return " ".join(text.split())
