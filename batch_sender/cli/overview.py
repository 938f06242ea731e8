"""`status`, `pause` and `cancel`: how batches stand, and the first words to a running one."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from batch_sender.cli import (
    batch_list,
    context,
    next_steps,
    output,
    state_checks,
    summary,
    watching,
    wording,
)
from batch_sender.config.errors import BadSetting
from batch_sender.journal import Event, Journal
from batch_sender.journal.batches.reading import WAITING
from batch_sender.language import _, ngettext, number
from batch_sender.models import BatchRecord, BatchState
from batch_sender.operations.cancel import cancel as end_batch
from batch_sender.operations.cancel import refuse_unless_open
from batch_sender.operations.held_up import what_holds_up
from batch_sender.operations.pause import pause as pause_batch
from batch_sender.operations.status import BatchStanding
from batch_sender.operations.status import newest as find_newest
from batch_sender.operations.status import status as find_status
from batch_sender.sentences.events import describe_event
from batch_sender.sentences.handed_over import describe_held_up
from batch_sender.timing.clock import SystemClock

_MOST_BATCHES: Final = 20
_MOST_EVENTS: Final = 20


def status(batch: int, *, as_json: bool) -> int:
    """Show how one batch stands, and what has happened to it."""
    with context.open_to_look() as book:
        found, events = find_status(book, batch, who=context.who())
        held_up = what_holds_up(book, batch) if found.batch.is_sent_by_workers else None
        _warn_of_copy(book)
    if as_json:
        output.say_json({**_as_json(found), "events": [_event_as_json(each) for each in events]})
        return 0
    summary.show(found.batch, None)
    if found.batch.state is BatchState.RUNNING:
        for line in (batch_list.state(found), *batch_list.waits(found)):
            output.say(line)
    if held_up is not None:
        output.say(describe_held_up(held_up))
    for line in _events(found, _outages_once(events)):
        output.say(line)
    return 0


def newest(*, every: bool, last: int | None, as_json: bool) -> int:
    """Show the newest batches, and older ones that wait for somebody; to a program all, unless told."""
    if last is not None and last < 1:
        raise BadSetting(setting="--last", value=last, allowed=_("{n} or more").format(n=1))
    most = None if every else last or (None if as_json else _MOST_BATCHES)
    with context.open_to_look() as book:
        found = find_newest(book, who=context.who(), most=most)
        _warn_of_copy(book)
    if as_json:
        listed = [_as_json(each) for each in found.batches]
        output.say_json({"batches": listed, "not_shown": found.not_shown})
        return 0
    for line in batch_list.told(found.batches):
        output.say(line)
    if found.not_shown:
        output.say()
        output.say(_not_shown(found.not_shown))
    return 0


def _not_shown(n: int) -> str:
    told = ngettext(
        "{n} older batch is not shown. All of them: {command}",
        "{n} older batches are not shown. All of them: {command}",
        n,
    )
    return told.format(n=number(n), command=next_steps.command("status", "--all"))


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
        told = _("Batch {batch} is paused. Go on with: {command}")
        output.say(told.format(batch=batch, command=next_steps.command("resume", str(batch))))
    return 0


def cancel(batch: int, *, yes: bool, as_json: bool) -> int:
    """End a batch for good, if it is meant so."""
    with context.open_journal() as book, state_checks.explained():
        refuse_unless_open(book, batch, who=context.who())
        question = _ending(book.batches.one(batch))
        if not (yes or as_json or output.ask_if_anybody(question)):
            output.tell(_("Nothing was changed."))
            return 1
        from batch_sender.cli import ending  # noqa: PLC0415 - the writer of workbooks is slow to load

        found = end_batch(book, batch, who=context.who())
        written = ending.rewrite(book, batch)
    if as_json:
        output.say_json(summary.as_json(found, results=[written] if written else []))
    else:
        summary.show(found, written)
    return 0


def _ending(batch: BatchRecord) -> str:
    n = batch.counts.pending
    asked = ngettext(
        "End batch {batch}, {list}, for good? {n} message will not be sent.",
        "End batch {batch}, {list}, for good? {n} messages will not be sent.",
        n,
    )
    return asked.format(batch=batch.id, list=batch.list_name, n=number(n))


def _outages_once(events: Sequence[Event]) -> list[Event]:
    """Leave out each further try that one outage has cost: the first tells of it."""
    before = ("", *(event.kind for event in events))
    return [
        each for kind, each in zip(before, events, strict=False) if {kind, each.kind} != {WAITING}
    ]


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
