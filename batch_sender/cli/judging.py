"""`check`: judge a list, and show what would come of it before anything leaves."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from batch_sender.cli import gather, talk
from batch_sender.cli.picture import picture
from batch_sender.clock import SystemClock
from batch_sender.journal import Journal
from batch_sender.language import _
from batch_sender.models import BatchRecord
from batch_sender.prepare import Request, prepare

__all__ = ["check", "picture", "request_of"]


def check(request: Request, *, journal: str | None, as_json: bool) -> int:
    """Judge a list; say what would be sent, what not and why, and how long it would take."""
    with gather.open_journal(journal) as book:
        batch_id = prepare(book, request, now=SystemClock().now(), progress=talk.judged)
        batch = book.batch(batch_id)
        if as_json:
            talk.say_json(_summary(book, batch))
        else:
            for line in picture(book, batch, request.settings):
                talk.say(line)
            talk.say()
            next_step = _("Nothing was sent. To send it: batch-sender resume {batch}")
            talk.say(next_step.format(batch=batch_id))
    return 3 if batch.counts.skipped else 0


def _summary(book: Journal, batch: BatchRecord) -> dict[str, Any]:
    return {
        **talk.summary(batch, results=[]),
        "further_problems": book.judged(batch.id).get("further", {}),
    }


def request_of(
    given: Mapping[str, Any], contact_list: Path, *, template: Path | None, text: str | None
) -> Request:
    """Gather what is to be judged from a command's parameters."""
    body, origin = gather.message_text(template, text)
    return Request(
        list_path=contact_list,
        text=body,
        origin=origin,
        settings=gather.settings(given),
        who=gather.who(),
    )
