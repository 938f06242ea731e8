"""A batch and its messages go in, a header and rows of plain values come out, one row a message."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from batch_sender.models import BatchRecord, MessageRecord, column_key
from batch_sender.results.cells import Cell
from batch_sender.sentences import COLUMNS, column_title, describe, describe_notice, state_name


@dataclass(frozen=True, kw_only=True)
class ResultTable:
    """The list's own columns under their own names, then ours; times are shown in `zone`."""

    batch: BatchRecord
    zone: ZoneInfo

    @cached_property
    def header(self) -> tuple[str, ...]:
        """Every column's title, from left to right."""
        taken = {column_key(name) for name in self.batch.header}
        return (*self.batch.header, *(_free_title(column_title(code), taken) for code in COLUMNS))

    def place_of(self, code: str) -> int:
        """Where our column `code` stands, counted from 0."""
        return len(self.batch.header) + list(COLUMNS).index(code)

    def values(self, record: MessageRecord) -> Iterator[Cell]:
        """One row's values: the cells as the list shows them, then what happened."""
        own = len(self.batch.header)
        yield from record.cells[:own]
        yield from [None] * (own - len(record.cells))
        yield state_name(record.state)
        yield reason_of(record)
        yield record.number
        yield record.text
        yield record.media_name
        yield self.local(record.time)
        yield record.attempts
        yield record.answer

    def local(self, time: datetime | None) -> datetime | None:
        """Show a UTC time on the wall clock of `zone`, to the second, without the zone."""
        return time and time.astimezone(self.zone).replace(tzinfo=None, microsecond=0)


def reason_of(record: MessageRecord) -> str | None:
    """The code, a colon and its sentence; likewise further problems, repairs, notices; `; ` between."""
    parts = [
        f"{each.code}: {describe(each.code, each.column, each.detail)}" for each in record.further
    ]
    parts += [f"{repair.rule}: {repair.before} → {repair.after}" for repair in record.repairs]
    parts += [f"{each.code}: {describe_notice(each.code, each.detail)}" for each in record.notices]
    if record.reason:
        told = describe(record.reason, record.column, record.detail)
        parts.insert(0, f"{record.reason}: {told}")
    return "; ".join(parts) or None


def _free_title(title: str, taken: set[str]) -> str:
    """A list that has a column of this name keeps it; ours is told from it by a suffix."""
    free, n = title, 1
    while column_key(free) in taken:
        free = f"{title} (batch-sender)" if n == 1 else f"{title} (batch-sender {n})"
        n += 1
    taken.add(column_key(free))
    return free
