"""Lay out the results as a header and one row of plain values a message."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from batch_sender.models import BatchRecord, MessageRecord, RepairRule, column_key
from batch_sender.results.cells import Cell
from batch_sender.sentences import (
    COLUMNS,
    CONNECTION,
    VARIANT,
    as_sentence,
    change_in_words,
    column_title,
    describe,
    describe_notice,
    describe_repair,
    state_name,
)

_CODE: Final = "code"
"""The last column, for programs alone: the code of the reason."""


@dataclass(frozen=True, kw_only=True)
class ResultTable:
    """The list's own columns under their own names, then ours; times are shown in `zone`.

    `in_codes`: our columns and states under the codes that are the same in every language.
    """

    batch: BatchRecord
    zone: ZoneInfo
    in_codes: bool = False
    profile: str | None = None

    @cached_property
    def header(self) -> tuple[str, ...]:
        """Every column's title, from left to right."""
        return self.with_own(self.codes if self.in_codes else map(column_title, self.codes))

    def with_own(self, titles: Iterable[str]) -> tuple[str, ...]:
        """The list's own column names, then these; none comes twice."""
        return (*self.batch.header, *free_titles(titles, self.batch.header))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Our own columns; variant and connection are among them only where there are several."""
        out = set() if self.batch.variants else {VARIANT}
        out |= set() if self.batch.connections else {CONNECTION}
        told = (code for code in COLUMNS if code not in out)
        return (*told, _CODE) if self.in_codes else tuple(told)

    def place_of(self, code: str) -> int:
        """Where our column `code` stands, counted from 0."""
        return len(self.batch.header) + self.codes.index(code)

    def own(self, record: MessageRecord) -> Iterator[Cell]:
        """The cells as the list shows them, as many as it has columns."""
        own = len(self.batch.header)
        yield from record.cells[:own]
        yield from [None] * (own - len(record.cells))

    def values(self, record: MessageRecord) -> Iterator[Cell]:
        """One row's values: the cells as the list shows them, then what happened."""
        yield from self.own(record)
        yield record.state.value if self.in_codes else state_name(record.state)
        yield reason_of(record)
        yield record.number
        yield record.whole_text
        yield record.media_name
        yield self.local(record.time)
        yield record.attempts
        yield record.answer
        if self.batch.variants:
            yield record.variant
        if self.batch.connections:
            yield self.connection_of(record)
        yield noted_of(record)
        if self.in_codes:
            yield record.reason

    @cached_property
    def _names(self) -> dict[int | None, str]:
        return {each.id: each.name for each in self.batch.connections}

    def connection_of(self, record: MessageRecord) -> str | None:
        """Name the connection of a row, where the batch has several."""
        return self._names.get(record.connection_id)

    def local(self, time: datetime | None) -> datetime | None:
        """Show a UTC time on the wall clock of `zone`, to the second, without the zone."""
        return time and time.astimezone(self.zone).replace(tzinfo=None, microsecond=0)


def reason_of(record: MessageRecord) -> str | None:
    """Say in sentences why a row stands as it does, its further problems behind the first."""
    told = [describe(each.code, each.column, each.detail) for each in record.further]
    if record.reason:
        told.insert(0, describe(record.reason, record.column, record.detail))
    return " ".join(map(as_sentence, told)) or None


def noted_of(record: MessageRecord) -> str | None:
    """Say what was repaired in a row, and what is worth knowing of it: a line each."""
    notices = (describe_notice(each.code, each.detail) for each in record.notices)
    return "\n".join(filter(None, (repairs_of(record), *notices))) or None


def repairs_of(record: MessageRecord) -> str | None:
    """Say what was repaired, before and after, and by which rules; what it is, where it is a note."""
    rules: dict[str, list[str]] = {}
    for each in record.repairs:
        change = "" if each.rule is RepairRule.FIXED_LINE else f"{change_in_words(each)}: "
        rules.setdefault(change, []).append(describe_repair(each.rule))
    return "\n".join(change + "; ".join(told) for change, told in rules.items()) or None


def free_titles(titles: Iterable[str], own: Iterable[str]) -> Iterator[str]:
    """Yield our titles; a list that has a column of such a name keeps it, and ours gets a suffix."""
    taken = {column_key(name) for name in own}
    for title in titles:
        free, n = title, 1
        while column_key(free) in taken:
            free = f"{title} (batch-sender)" if n == 1 else f"{title} (batch-sender {n})"
            n += 1
        taken.add(column_key(free))
        yield free
