"""`status`, `pause` and `cancel`: how batches stand, and the first words to a running one."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from batch_sender import sentences
from batch_sender.cli import (
    context,
    ending,
    in_force,
    output,
    state_checks,
    summary,
    watching,
    wording,
)
from batch_sender.journal import Event, Journal
from batch_sender.language import _
from batch_sender.models import BatchState
from batch_sender.operations.cancel import cancel as end_batch
from batch_sender.operations.pause import pause as pause_batch
from batch_sender.operations.status import BatchStanding, newest
from batch_sender.operations.status import status as find_status
from batch_sender.sentences.events import describe_event
from batch_sender.timing.clock import SystemClock

_MOST_EVENTS: Final = 20


def status(batch: int | None, *, as_json: bool) -> int:
    """Show the newest batches, or one of them."""
    if batch is None:
        return _newest(as_json=as_json)
    with context.open_to_look() as book:
        found, events = find_status(book, batch, who=context.who())
        _warn_of_copy(book)
    if as_json:
        output.say_json({**_as_json(found), "events": [_event_as_json(each) for each in events]})
        return 0
    summary.show(found.batch, None)
    if found.batch.state is BatchState.RUNNING:
        for line in (_state(found), *watching.waits(found.batch, being_sent=found.being_sent)):
            output.say(line)
    for line in _events(found, events):
        output.say(line)
    return 0


def _newest(*, as_json: bool) -> int:
    with context.open_to_look() as book:
        found = newest(book, who=context.who())
        _warn_of_copy(book)
    if as_json:
        output.say_json({"batches": [_as_json(each) for each in found]})
    else:
        _show_list(found)
    return 0


def _warn_of_copy(book: Journal) -> None:
    """Say so if nothing leaves from this journal, because it was brought back from a copy."""
    copy = book.maintenance.restored()
    if copy is not None:
        refusal = copy.refusal(book.location)
        output.tell(f"{refusal.message}\n{refusal.next}")
        output.tell()


def watch(batch: int | None, *, as_json: bool) -> int:
    """Show how a batch goes on while it is being sent, then how it stands."""
    with context.open_to_look() as book:
        book.batches.settle_if_writable(who=context.who())
        found = watching.watch(book, batch, clock=SystemClock(), as_json=as_json)
    if not as_json:
        summary.show(found, None)
    return 0


def pause(batch: int, *, as_json: bool) -> int:
    """Pause a running batch."""
    with context.open_journal() as book, state_checks.explained():
        found = pause_batch(book, batch, who=context.who())
    if as_json:
        output.say_json(summary.as_json(found, results=[]))
    else:
        told = _("Batch {batch} is paused. Go on with: batch-sender resume {batch}")
        output.say(told.format(batch=batch))
    return 0


def cancel(batch: int, *, as_json: bool) -> int:
    """End a batch for good."""
    with context.open_journal() as book, state_checks.explained():
        found = end_batch(book, batch, who=context.who())
        written = ending.rewrite(book, batch)
    if as_json:
        output.say_json(summary.as_json(found, results=[written] if written else []))
    else:
        summary.show(found, written)
    return 0


def _show_list(found: Sequence[BatchStanding]) -> None:
    if profile := in_force.profile():
        output.say(_("Profile: {profile}").format(profile=profile))
    if not found:
        output.say(_("No batch yet. Start one with: batch-sender send LIST --template FILE"))
    for each in found:
        batch = each.batch
        counts = ", ".join(line.strip() for line in summary.counts(batch))
        made = wording.moment_there(batch.created_at, each.zone)
        output.say(f"{batch.id:>5}  {made}  {batch.list_name}")
        output.say(f"       {_state(each)}: {' '.join(counts.split())}")
        for line in watching.waits(batch, being_sent=each.being_sent):
            output.say(f"       {line}")


def _events(found: BatchStanding, events: Sequence[Event]) -> Iterator[str]:
    if events:
        yield from ("", _("What happened (times of {zone}):").format(zone=found.zone.key))
    if (earlier := len(events) - _MOST_EVENTS) > 0:
        yield _("  … {n} before these: batch-sender status {batch} --json").format(
            n=earlier, batch=found.batch.id
        )
    for event in events[-_MOST_EVENTS:]:
        told = describe_event(event.kind, event.detail)
        yield f"  {wording.moment(event.at, found.zone)}  {event.who}  {told}"


def _state(found: BatchStanding) -> str:
    if found.batch.state is not BatchState.RUNNING:
        return sentences.state_name(found.batch.state)
    if found.being_sent:
        return _("running")
    return _("stopped in the middle; go on with: batch-sender resume {batch}").format(
        batch=found.batch.id
    )


def _as_json(found: BatchStanding) -> dict[str, Any]:
    batch = found.batch
    return {
        **summary.as_json(batch, results=[]),
        "list": str(batch.list_path),
        "connection": batch.connection,
        "created_at": batch.created_at.isoformat(),
        "being_sent": found.being_sent,
    }


def _event_as_json(event: Event) -> dict[str, Any]:
    return {
        "at": event.at.isoformat(),
        "kind": event.kind,
        "who": event.who,
        "detail": dict(event.detail),
    }
