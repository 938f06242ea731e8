"""`status`, `pause` and `cancel`: how batches stand, and the first words to a running one."""

from collections.abc import Iterator
from typing import Any, Final

from batch_sender import history, sentences
from batch_sender.cli import ending, gather, in_force, moves, restored, talk, watching, wording
from batch_sender.clock import SystemClock
from batch_sender.errors import CannotCancel, CannotPause
from batch_sender.journal import Journal
from batch_sender.language import _
from batch_sender.models import BatchRecord, BatchState

_NOT_ENDED: Final = frozenset({BatchState.CHECKED, BatchState.RUNNING, BatchState.PAUSED})

_MOST_EVENTS: Final = 20


def status(batch: int | None, *, journal: str | None, as_json: bool) -> int:
    """Show the newest batches, or one of them."""
    with gather.open_journal(journal) as book:
        book.settle_abandoned(who=gather.who())
        restored.warn(book)
        found = book.recent() if batch is None else [book.batch(batch)]
        if as_json:
            shown = [_as_json(book, each) for each in found]
            one = {} if batch is None else {**shown[0], "events": _events_as_json(book, batch)}
            talk.say_json(one or {"batches": shown})
        elif batch is not None:
            ending.show(found[0], None)
            if found[0].state is BatchState.RUNNING:
                talk.say(_standing(book, found[0]))
            for line in _events(book, batch):
                talk.say(line)
        else:
            _show_list(book, found)
    return 0


def watch(batch: int | None, *, journal: str | None, as_json: bool) -> int:
    """Show how a batch goes on while it is being sent, then how it stands."""
    with gather.open_journal(journal) as book:
        book.settle_abandoned(who=gather.who())
        found = watching.watch(book, batch, clock=SystemClock(), as_json=as_json)
        if not as_json:
            ending.show(found, None)
    return 0


def pause(batch: int, *, journal: str | None, as_json: bool) -> int:
    """Pause a running batch."""
    with gather.open_journal(journal) as book:
        moves.refuse_unless(book, batch, {BatchState.RUNNING}, refusal=CannotPause)
        book.pause(batch, because="asked", who=gather.who())
        found = book.batch(batch)
    if as_json:
        talk.say_json(talk.summary(found, results=[]))
    else:
        told = _("Batch {batch} is paused. Go on with: batch-sender resume {batch}")
        talk.say(told.format(batch=batch))
    return 0


def cancel(batch: int, *, journal: str | None, as_json: bool) -> int:
    """End a batch for good."""
    with gather.open_journal(journal) as book:
        if book.state(batch) is BatchState.CANCELLED:
            book.settle_abandoned(who=gather.who())  # it may have been cut short
        moves.refuse_unless(book, batch, _NOT_ENDED, refusal=CannotCancel)
        book.cancel(batch, who=gather.who())
        found = book.batch(batch)
    if as_json:
        talk.say_json(talk.summary(found, results=[]))
    else:
        ending.show(found, None)
    return 0


def _show_list(book: Journal, found: list[BatchRecord]) -> None:
    if profile := in_force.profile():
        talk.say(_("Profile: {profile}").format(profile=profile))
    if not found:
        talk.say(_("No batch yet. Start one with: batch-sender send LIST --template FILE"))
    for batch in found:
        counts = ", ".join(line.strip() for line in ending.counts(batch))
        made = wording.moment_there(batch.created_at, gather.zone_of(book, batch.id))
        talk.say(f"{batch.id:>5}  {made}  {batch.list_path.name}")
        talk.say(f"       {_standing(book, batch)}: {' '.join(counts.split())}")


def _events(book: Journal, batch_id: int) -> Iterator[str]:
    events = book.events(batch_id)
    zone = gather.zone_of(book, batch_id)
    if events:
        yield from ("", _("What happened (times of {zone}):").format(zone=zone.key))
    if (earlier := len(events) - _MOST_EVENTS) > 0:
        yield _("  … {n} before these: batch-sender status {batch} --json").format(
            n=earlier, batch=batch_id
        )
    for event in events[-_MOST_EVENTS:]:
        yield f"  {wording.moment(event.at, zone)}  {event.who}  {history.describe_event(event)}"


def _events_as_json(book: Journal, batch_id: int) -> list[dict[str, Any]]:
    return [
        {
            "at": event.at.isoformat(),
            "kind": event.kind,
            "who": event.who,
            "detail": dict(event.detail),
        }
        for event in book.events(batch_id)
    ]


def _standing(book: Journal, batch: BatchRecord) -> str:
    if batch.state is not BatchState.RUNNING:
        return sentences.state_name(batch.state)
    if book.is_held(batch.id):
        return _("running")
    return _("stopped in the middle; go on with: batch-sender resume {batch}").format(
        batch=batch.id
    )


def _as_json(book: Journal, batch: BatchRecord) -> dict[str, Any]:
    sending = batch.state is BatchState.RUNNING and book.is_held(batch.id)
    return {
        **talk.summary(batch, results=[]),
        "list": str(batch.list_path),
        "connection": batch.connection,
        "created_at": batch.created_at.isoformat(),
        "being_sent": sending,
    }
