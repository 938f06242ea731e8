"""Add the hourly sums of many batches up: by day, by connection and by text."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from batch_sender import language
from batch_sender.journal import HourlySum
from batch_sender.language import N_, _
from batch_sender.models import BatchRecord, MessageState

STATES: Final = (
    MessageState.ACCEPTED,
    MessageState.REJECTED,
    MessageState.UNKNOWN,
    MessageState.FAILED,
    MessageState.SKIPPED,
    MessageState.PENDING,
    MessageState.SENDING,
)
_LONGEST_LABEL: Final = 80  # characters of a text
_UNNAMED: Final[Mapping[str, str]] = {"connection": N_("none yet"), "template": N_("(removed)")}
"""What people read where a batch has not started, or its text was purged; programs read ""."""


class Key(NamedTuple):
    """What the finest sums are parted by."""

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
    """The sums of every batch with messages between two days, both included, as `zone` has them."""

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
        told = _("Messages from {since} to {until}")
        days = (shown("day", day.isoformat()) for day in (self.since, self.until))
        return told.format(**dict(zip(("since", "until"), days, strict=True)))

    @cached_property
    def total(self) -> Counter[MessageState]:
        """All together."""
        return sum(self.sums.values(), Counter())

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


def shown(code: str, label: str) -> str:
    """Write a label as people do: a day in the manner of their country, and words for none."""
    if not label and code in _UNNAMED:
        return _(_UNNAMED[code])
    if code != "day" or language.current() != "pt-BR":
        return label
    return f"{date.fromisoformat(label):%d/%m/%Y}"


def counts(counter: Counter[MessageState]) -> list[int]:
    """Return the sum of all states, then each of them in the order of `STATES`."""
    return [counter.total(), *(counter[state] for state in STATES)]


def _key(each: HourlySum, batch: BatchRecord, zone: ZoneInfo) -> Key:
    return Key(
        day=each.hour.astimezone(zone).date().isoformat(),
        connection=batch.connection or batch.address or "",
        template=_label(batch.template),
        variant=_variant(each.variant, batch),
    )


def _variant(name: str | None, batch: BatchRecord) -> str:
    """Name a variant together with its text: A of one batch is another than A of the next."""
    text = next((each.text for each in batch.variants if each.name == name), None)
    return "" if name is None or text is None else f"{name}: {_label(text)}"


def _label(text: str) -> str:
    """Name a text by its beginning; of a purged batch it is gone."""
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 1] + "…"
