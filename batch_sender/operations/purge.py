"""Removing the people of old batches from the journal for good; counts and opt-outs stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from batch_sender.journal import Journal, Purged
from batch_sender.journal.errors import CannotPurge
from batch_sender.models import BatchState
from batch_sender.operations.batch_states import refuse_unless
from batch_sender.operations.outside_files import files_of

_ENDED: Final = (BatchState.FINISHED, BatchState.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeOptions:
    """What is to be removed now, and what by itself from now on.

    `retain`: the age that the new rule names, None for ever; `sets_rule`: whether there is one.
    """

    batches: Sequence[int] = ()
    older_than: timedelta | None = None
    retain: timedelta | None = None
    sets_rule: bool = False

    @property
    def age(self) -> timedelta | None:
        """How old a batch must be to go, if age is what decides."""
        return self.older_than or self.retain

    @property
    def removes(self) -> bool:
        """Whether anything is to go now."""
        return bool(self.batches or self.age)


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeTargets:
    """What a person is asked about: whose people would go, and of how many rows.

    `not_ended`: batches as old that have not ended, and keep everything.
    """

    batches: Sequence[int]
    rows: int
    not_ended: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeResult:
    """What was removed. `rewritten`: no remains stand in the database's files; `files`: outside it.

    `retention`: the rule that holds from now on, None where nobody is removed by itself.
    """

    removed: Sequence[Purged]
    not_ended: Sequence[int]
    rewritten: bool
    files: Sequence[Path]
    retention: timedelta | None


def purge_targets(journal: Journal, options: PurgeOptions, *, who: str) -> PurgeTargets:
    """Find what a purge would remove; what a dead process left behind is settled first.

    Raises:
        UnknownBatch: one is named that there is not. CannotPurge: one has not ended.
    """
    journal.batches.settle_abandoned(who=who)
    for batch_id in options.batches:
        refuse_unless(journal, batch_id, _ENDED, refusal=CannotPurge)
    old = None if options.age is None else journal.people.older_than(options.age)
    batches = sorted({*options.batches, *(old.ended if old else ())})
    return PurgeTargets(
        batches=batches,
        rows=sum(journal.batches.counts(batch_id).read for batch_id in batches),
        not_ended=old.not_ended if old else (),
    )


def purge(
    journal: Journal, options: PurgeOptions, targets: PurgeTargets, *, who: str
) -> PurgeResult:
    """Remove the people of these batches, and remember the rule, if there is a new one.

    Raises:
        CannotPurge: a batch has been put back meanwhile. BatchBusy: a process still holds it.
    """
    if options.sets_rule:
        journal.people.set_retention(options.retain, who=who)
    removed = [journal.people.purge(batch_id, who=who) for batch_id in targets.batches]
    return PurgeResult(
        removed=removed,
        not_ended=targets.not_ended,
        rewritten=journal.people.rewrite(),
        files=files_of(journal, [each.batch for each in removed]),
        retention=journal.people.retention(),
    )
