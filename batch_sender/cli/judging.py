"""`check`: what the judged batch looks like, before anything leaves."""

import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from batch_sender import sentences
from batch_sender.cli import duration, gather, reading, talk
from batch_sender.clock import SystemClock
from batch_sender.connections import Connection
from batch_sender.journal import Journal
from batch_sender.language import _, ngettext
from batch_sender.models import BatchRecord, MessageRecord, RepairRule
from batch_sender.prepare import Request, prepare
from batch_sender.settings import Settings

_MOST_ROWS_NAMED: Final = 8


def check(request: Request, *, journal: str | None, as_json: bool) -> int:
    """Judge a list; say what would be sent, what not and why, and how long it would take."""
    with gather.open_journal(journal) as book:
        batch_id = prepare(book, request, now=SystemClock().now(), progress=talk.judged)
        batch = book.batch(batch_id)
        if as_json:
            talk.say_json(talk.summary(batch, results=[]))
        else:
            for line in picture(book, batch, request.settings):
                talk.say(line)
            talk.say()
            next_step = _("Nothing was sent. To send it: batch-sender resume {batch}")
            talk.say(next_step.format(batch=batch_id))
    return 3 if batch.counts.skipped else 0


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


def picture(
    book: Journal, batch: BatchRecord, settings: Settings, *, chosen: Connection | None = None
) -> Iterator[str]:
    """Tell, line by line, what the judged batch looks like.

    Counts that add up, problems, repairs, three messages, duration. `chosen`: the connection, where
    it is known: how many messages left through it today, and whether it is this machine itself.
    """
    yield _heading(batch)
    yield from _read_as(book, batch)
    yield ""
    yield from _counts(batch)
    yield from _problems(book, batch)
    yield from _repairs(batch)
    yield from _previews(book, batch)
    yield from duration.lines(book, batch, settings, chosen=chosen, now=SystemClock().now())


def _heading(batch: BatchRecord) -> str:
    parts = [batch.list_path.name]
    if batch.sheet:
        parts.append(_("sheet {sheet}").format(sheet=batch.sheet))
    if batch.hidden:
        hidden = ngettext("{n} hidden row left out", "{n} hidden rows left out", batch.hidden)
        parts.append(hidden.format(n=batch.hidden))
    return " · ".join(parts)


def _read_as(book: Journal, batch: BatchRecord) -> Iterator[str]:
    """Tell what was guessed of the list, so that a wrong guess is seen before anything leaves."""
    read = next((event.detail for event in book.events(batch.id) if event.kind == "checked"), {})
    return reading.lines(read)


def _counts(batch: BatchRecord) -> Iterator[str]:
    counts = batch.counts
    yield _("  {n:>7}  rows read").format(n=counts.read)
    if settled := counts.read - counts.pending - counts.skipped:
        yield _("  {n:>7}  settled before").format(n=settled)
    yield _("  {n:>7}  to send").format(n=counts.pending)
    yield _("  {n:>7}  not sent").format(n=counts.skipped)


def _problems(book: Journal, batch: BatchRecord) -> Iterator[str]:
    if batch.problems:
        yield from ("", _("Not sent, and what to do:"))
    for code, count in batch.problems.items():
        some = book.rows_skipped_for(batch.id, code, most=_MOST_ROWS_NAMED)
        rows = ", ".join(str(message.row) for message in some)
        more = ", …" if count > len(some) else ""
        heading = ngettext("{code}, row {rows}", "{code}, rows {rows}", count)
        yield f"  {count:>7}  " + heading.format(code=code, rows=rows + more)
        first = some[0]
        yield f"           {sentences.describe(code, first.column, first.detail)}"
        yield f"           → {sentences.remedy_for(code)}"


def _repairs(batch: BatchRecord) -> Iterator[str]:
    repairs = [rule for rule in batch.repairs if not RepairRule(rule).is_note]
    notes = [rule for rule in batch.repairs if RepairRule(rule).is_note]
    for heading, rules in ((_("Repaired automatically:"), repairs), (_("Worth knowing:"), notes)):
        if rules:
            yield from ("", heading)
        for rule in rules:
            yield f"  {batch.repairs[rule]:>7}  {rule}: {sentences.describe_repair(rule)}"


def _previews(book: Journal, batch: BatchRecord) -> Iterator[str]:
    previews = book.previews(batch.id, chance=random.random())
    if previews:
        yield from ("", _("What people will read:"))
    for message in previews:
        yield _preview_heading(message)
        for line in (message.text or "").splitlines():
            yield f"    {line}".rstrip()


def _preview_heading(message: MessageRecord) -> str:
    parts = [_("row {row}").format(row=message.row), f"+{message.number}"]
    if message.media_name:
        parts.append(message.media_name)
    return "  ── " + " · ".join(parts)
