"""Count rows as they are written: how many of each kind, and when."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from batch_sender.models import Counts, MessageRecord, MessageState, ProblemCode
from batch_sender.sentences.counts import AS_READ

_MOST_BARS: Final = 36
_MINUTE: Final = 60  # seconds
_TRIED: Final = frozenset({
    MessageState.ACCEPTED, MessageState.REJECTED, MessageState.UNKNOWN, MessageState.FAILED,
})  # fmt: skip
_SPANS: Final = tuple(
    timedelta(minutes=minutes)
    for minutes in (1, 2, 5, 10, 15, 30, 60, 120, 240, 360, 720, 1440, 7 * 1440, 28 * 1440)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What came to rest from a local moment on, for the length of its chart's span."""

    begin: datetime
    accepted: int
    others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeChart:
    """Bars of one width, from the first message to the last, the empty ones between included."""

    span: timedelta
    bars: tuple[Bar, ...]


class Tally:
    """What was written: rows by state, by state and reason, repairs by rule, and when each was tried last."""

    def __init__(self) -> None:
        self.states: Counter[MessageState] = Counter()
        self.reasons: Counter[tuple[MessageState, str]] = Counter()
        self.repairs: Counter[str] = Counter()
        self.variants: Counter[tuple[str, MessageState]] = Counter()
        self.connections: Counter[tuple[int, MessageState]] = Counter()
        self.first: datetime | None = None
        self.last: datetime | None = None
        self._minutes: Counter[tuple[int, bool]] = Counter()

    def counted(self, records: Iterable[MessageRecord]) -> Iterator[MessageRecord]:
        """Hand the records on, counting each."""
        for record in records:
            self.states[record.state] += 1
            if record.reason:
                self.reasons[record.state, record.reason] += 1
            if record.variant:
                self.variants[record.variant, record.state] += 1
            if record.connection_id:
                self.connections[record.connection_id, record.state] += 1
            for repair in record.repairs:
                self.repairs[repair.rule] += 1
            if record.time is not None and record.state in _TRIED:
                self._count_time(record.time, accepted=record.state is MessageState.ACCEPTED)
            yield record

    def _count_time(self, time: datetime, *, accepted: bool) -> None:
        self._minutes[int(time.timestamp()) // _MINUTE, accepted] += 1
        if self.first is None or time < self.first:
            self.first = time
        if self.last is None or time > self.last:
            self.last = time

    @property
    def counts(self) -> Counts:
        """The rows written by state; like the journal's, they add up to all rows."""
        return Counts(**{state.value: n for state, n in self.states.items()})

    @property
    def opt_outs(self) -> int:
        """How many rows were left out because the person asked not to be written to."""
        return self.reasons[MessageState.SKIPPED, ProblemCode.OPTED_OUT]

    def of_variant(self, name: str) -> list[tuple[MessageState, int]]:
        """Return what became of the rows with one of several texts: the states that occur."""
        return [(state, n) for state in AS_READ if (n := self.variants[name, state])]

    def of_connection(self, connection_id: int) -> list[tuple[MessageState, int]]:
        """Return what became of the rows of one of several connections: likewise."""
        return [(state, n) for state in AS_READ if (n := self.connections[connection_id, state])]

    def over_time(self, zone: ZoneInfo) -> TimeChart | None:
        """Return what was tried when, on the wall clock of `zone`; None where nothing was."""
        if self.first is None or self.last is None:
            return None
        return time_chart(self._minutes, first=self.first, last=self.last, zone=zone)


def time_chart(
    minutes: Mapping[tuple[int, bool], int], *, first: datetime, last: datetime, zone: ZoneInfo
) -> TimeChart:
    """Chart what was counted by minute (since 1970) and whether it was accepted, from first to last."""
    first, last = _wall(first, zone), _wall(last, zone)
    span = next((s for s in _SPANS if (last - first) / s < _MOST_BARS - 1), _SPANS[-1])
    counted: Counter[tuple[datetime, bool]] = Counter()
    for (minute, accepted), n in minutes.items():
        moment = _wall(datetime.fromtimestamp(minute * _MINUTE, UTC), zone)
        counted[_floor(moment, span), accepted] += n
    begin, end = _floor(first, span), _floor(last, span)
    moments = (begin + span * n for n in range((end - begin) // span + 1))
    bars = (Bar(begin=m, accepted=counted[m, True], others=counted[m, False]) for m in moments)
    return TimeChart(span=span, bars=tuple(bars))


def _wall(time: datetime, zone: ZoneInfo) -> datetime:
    """Show a UTC time on a wall clock, without its zone: bars are counted by what the clock says."""
    return time.astimezone(zone).replace(tzinfo=None)


def _floor(moment: datetime, span: timedelta) -> datetime:
    monday = datetime(2001, 1, 1)  # noqa: DTZ001 - a wall clock's: see _wall; weeks begin with it
    return monday + (moment - monday) // span * span
