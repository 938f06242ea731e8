"""A batch of several texts goes in; lines that show each text, and to how many it goes, come out."""

from collections.abc import Iterator

from batch_sender.cli import wording
from batch_sender.journal import Journal
from batch_sender.language import _, ngettext
from batch_sender.models import BatchRecord, MessageRecord, Variant


def lines(book: Journal, batch: BatchRecord, greeting: str) -> Iterator[str]:
    """Show the first message of each text; nothing where there is one text only."""
    if not batch.variants:
        return
    yield from ("", _("Several texts; each person gets one of them, always the same one:"))
    firsts = {message.variant: message for message in book.first_of_each_text(batch.id)}
    for variant in batch.variants:
        first = firsts.get(variant.name)
        yield _heading(variant, first)
        if first is not None:
            yield from wording.message(first, greeting)


def _heading(variant: Variant, first: MessageRecord | None) -> str:
    pending = variant.counts.pending
    some = ngettext("{n} message", "{n} messages", pending).format(n=pending)
    parts = [variant.name, variant.origin, some]
    if first is not None:
        parts.append(_("row {row}").format(row=first.row))
    return "  ── " + " · ".join(parts)
