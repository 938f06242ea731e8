"""How a batch stands, in a few lines or as one JSON object: counts that add up, what to do next."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from batch_sender import sentences
from batch_sender.cli import in_force, next_steps, output
from batch_sender.language import _
from batch_sender.models import BatchRecord
from batch_sender.operations.summaries import counts_by_name, summary_of
from batch_sender.operations.summaries import read_as as read_as_json
from batch_sender.sentences.looks import estimate_of
from batch_sender.sentences.parts import describe_part, moving, what_else
from batch_sender.sentences.plans import new_people_among

__all__ = ["NextOf", "as_json", "counts", "counts_by_name", "read_as_json", "show"]

NextOf = Callable[[BatchRecord], Iterator[str]]
"""Names what a person may do with a batch next."""


def show(
    batch: BatchRecord,
    written: Path | None,
    *,
    next_of: NextOf = next_steps.after_sending,
    go_on: str | None = None,
) -> None:
    """Print the summary of a batch: counts that add up, what to do next, where the results are.

    `go_on`: the command that goes on with it, where that is not `resume`.
    """
    title = _("Batch {batch} · {list} · {state}")
    named = title.format(
        batch=batch.id, list=batch.list_name, state=sentences.state_name(batch.state)
    )
    profile = in_force.profile()
    output.say(f"[{profile}] {named}" if profile else named)
    for line in (
        *counts(batch),
        *map(describe_part, batch.connections),
        *_new_people(batch),
        *_advice(batch, go_on=go_on),
    ):
        output.say(line)
    if written is not None:
        output.say(_("Results: {path}").format(path=written.absolute()))
    for line in next_of(batch):
        output.say(line)


def counts(batch: BatchRecord) -> list[str]:
    """Return the counts as a sum, each with its share: every state that occurs, then the total."""
    lines = [f"  {line}" for line in sentences.counted_with_shares(batch.counts, width=7)]
    return [*lines, _("  {n:>7}  rows read in all").format(n=batch.counts.read)]


def _new_people(batch: BatchRecord) -> Iterator[str]:
    if batch.new_people:
        yield new_people_among(batch.new_people)


def _advice(batch: BatchRecord, *, go_on: str | None) -> Iterator[str]:
    """Tell what a person should know or do now."""
    if batch.paused_because:
        command = go_on or next_steps.command("resume", str(batch.id))
        yield sentences.describe_pause(
            batch.paused_because, waits=batch.waits, about=batch.paused_about, go_on=command
        )
        if others := what_else(batch):
            yield others.format(command=moving(batch))
    if batch.counts.accepted:
        yield _(
            "Accepted means: CleverChat has it and will send it; not yet that it was delivered."
        )
    if told := estimate_of(batch):
        yield _("New people, by a look at the phone: {estimate}").format(estimate=told)
    if batch.counts.unknown:
        yield _(
            "Unknown means: it may have left. It is never sent again by itself; look at the "
            "phone of the connection before you write to these people again."
        )


def as_json(batch: BatchRecord, *, results: Sequence[Path]) -> dict[str, Any]:
    """Return the JSON summary of a batch, its keys as the README lists them."""
    told = summary_of(batch, results=[str(path.absolute()) for path in results])
    return {**told, **({"profile": profile} if (profile := in_force.profile()) else {})}
