"""Rows in doubt: what speaks for either, and what a person decides over them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from batch_sender.config.batch_settings import settings_of
from batch_sender.journal import Decision, InDoubt, Journal
from batch_sender.models import BatchRecord
from batch_sender.operations.names import name_in
from batch_sender.operations.status import is_being_sent

_TOGETHER: Final = timedelta(minutes=1)

Decisions = Mapping[Decision, Collection[int]]
"""Row numbers by what is to become of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """What a person is to decide over. `zone`: by whose clocks the times of the rows are shown."""

    batch: int
    rows: Sequence[InDoubt]
    header: Sequence[str]
    zone: ZoneInfo

    @property
    def numbers(self) -> list[int]:
        """The rows' numbers, in the order of the list."""
        return [each.row for each in self.rows]

    @property
    def groups(self) -> list[list[InDoubt]]:
        """Return the rows that one and the same thing has brought into doubt, together.

        That is: the same cause, and no minute without such a row in between.
        """
        found: list[list[InDoubt]] = []
        for each in sorted(self.rows, key=lambda row: (_cause(row), row.time, row.row)):
            newest = found[-1][-1] if found else None
            if newest and _cause(newest) == _cause(each) and each.time - newest.time <= _TOGETHER:
                found[-1].append(each)
            else:
                found.append([each])
        return sorted(found, key=lambda group: min(each.row for each in group))

    def name_of(self, row: InDoubt) -> str:
        """Return the name that the list has for a row's person; nothing where it has none."""
        return name_in(row.cells, self.header)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What was decided. `being_sent`: rows that go again leave with the others, without `resume`."""

    batch: BatchRecord
    decisions: Decisions
    being_sent: bool


def doubtful(
    journal: Journal, batch_id: int, *, rows: Collection[int] | None, now: datetime, who: str
) -> Doubtful:
    """Return the rows in doubt, those named or all; what a dead process left behind among them.

    Raises:
        UnknownBatch: there is none of this number.
        NothingInDoubt, RowsNotInDoubt: there is nothing to decide over.
    """
    journal.batches.settle_abandoned(who=who)
    settings = settings_of(journal.batches, batch_id)
    since = None if settings.repeat_after is None else now - settings.repeat_after
    return Doubtful(
        batch=batch_id,
        rows=journal.decisions.in_doubt(batch_id, rows=rows, sent_since=since),
        header=journal.batches.one(batch_id).header,
        zone=settings.calendar.zone,
    )


def resolve(journal: Journal, batch_id: int, decisions: Decisions, *, who: str) -> Resolved:
    """Settle rows in doubt as a person says: they count as sent, or they are sent again.

    Raises:
        UnknownBatch: there is none of this number. RowsNotInDoubt: somebody was quicker.
    """
    for decision, rows in decisions.items():
        journal.decisions.resolve(batch_id, decision, rows=rows, who=who)
    batch = journal.batches.one(batch_id)
    return Resolved(batch=batch, decisions=decisions, being_sent=is_being_sent(journal, batch))


def _cause(row: InDoubt) -> tuple[str, str, str]:
    return row.reason, row.detail, row.part
