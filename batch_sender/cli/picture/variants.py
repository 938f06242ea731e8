"""Show each of a batch's several texts, and to how many it goes."""

from collections.abc import Iterator

from batch_sender.cli import wording
from batch_sender.language import _, ngettext
from batch_sender.models import MessageRecord, Variant
from batch_sender.operations.preview import Preview


def lines(found: Preview) -> Iterator[str]:
    """Show the first message of each text; nothing where there is one text only."""
    if found.texts:
        yield from ("", _("Several texts; each person gets one of them, always the same one:"))
    for variant, first in found.texts:
        yield _heading(variant, first)
        if first is not None:
            yield from wording.message(first, found.greeting)


def _heading(variant: Variant, first: MessageRecord | None) -> str:
    pending = variant.counts.pending
    some = ngettext("{n} message", "{n} messages", pending).format(n=pending)
    parts = [variant.name, variant.origin, some]
    if first is not None:
        parts.append(_("row {row}").format(row=first.row))
    return "  ── " + " · ".join(parts)
