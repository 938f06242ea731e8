"""Batches as a list that people read: those that were begun, and those that were only checked."""

from collections.abc import Iterator, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from batch_sender import sentences
from batch_sender.cli import in_force, next_steps, watching, wording
from batch_sender.language import _, number
from batch_sender.models import BatchRecord, BatchState
from batch_sender.operations.status import BatchStanding
from batch_sender.timing.clock import SystemClock

_INDENT: Final = " " * 7


def told(found: Sequence[BatchStanding]) -> Iterator[str]:
    """Tell how batches stand, those apart of which nothing was sent yet."""
    if profile := in_force.profile():
        yield _("Profile: {profile}").format(profile=profile)
    if not found:
        yield _("No batch yet. Start one with: batch-sender send LIST --template FILE")
        return
    zones = {each.zone for each in found}
    if common := (zones.pop() if len(zones) == 1 else None):
        yield _("Times are those of {zone}.").format(zone=common.key)
    begun = [each for each in found if not _is_only_checked(each.batch)]
    checked = [each for each in found if _is_only_checked(each.batch)]
    yield from _part(_("Batches:"), begun, common)
    yield from _part(_("Only checked, nothing has left:"), checked, common)


def state(found: BatchStanding) -> str:
    """Say where a batch stands; of one whose sender is gone, how it goes on."""
    if found.batch.state is not BatchState.RUNNING:
        return sentences.state_name(found.batch.state)
    if found.batch.is_sent_by_workers:
        return _("running, sent by workers")
    if found.being_sent:
        return _("running")
    return _("stopped in the middle; go on with: {command}").format(
        command=next_steps.command("resume", str(found.batch.id))
    )


def waits(found: BatchStanding) -> list[str]:
    """Say of a batch that is being sent that the server takes nothing; nothing where it does."""
    return watching.waits(found.batch, now=SystemClock().now()) if found.being_sent else []


def _is_only_checked(batch: BatchRecord) -> bool:
    return batch.state is BatchState.CHECKED and batch.started_at is None


def _part(
    title: str, found: Sequence[BatchStanding], common_zone: ZoneInfo | None
) -> Iterator[str]:
    if found:
        yield ""
        yield title
    for each in found:
        yield from _lines(each, common_zone)


def _lines(found: BatchStanding, common_zone: ZoneInfo | None) -> Iterator[str]:
    batch, show = found.batch, wording.moment if common_zone else wording.moment_there
    yield f"{batch.id:>5}  {show(batch.created_at, found.zone)}  {batch.list_name}"
    rows = _("{n} rows read in all").format(n=number(batch.counts.read))
    yield f"{_INDENT}{state(found)} · {rows}"
    yield from (f"{_INDENT}{line}" for line in sentences.counted_with_shares(batch.counts, width=5))
    for line in waits(found):
        yield f"{_INDENT}{line}"
    if found.batch.state in {BatchState.CHECKED, BatchState.PAUSED} and batch.counts.pending:
        go_on = _("Go on with: {command}")
        yield _INDENT + go_on.format(command=next_steps.command("resume", str(batch.id)))
