"""Show the messages that a person should read before they leave: each text, odd ones, rewritten cells."""

from collections.abc import Iterator, Sequence

from batch_sender.cli import wording
from batch_sender.language import _, ngettext, number
from batch_sender.models import MessageRecord, Variant
from batch_sender.operations.preview import NaturalCell, Preview, ShownMessage, Why


def lines(messages: Sequence[ShownMessage], greeting: str) -> Iterator[str]:
    """Show each message as it would leave now."""
    if messages:
        yield from ("", _("What people will read:"))
    for each in messages:
        yield _heading(_why(each), each.message)
        yield from wording.message(each.message, greeting)


def _why(shown: ShownMessage) -> str:
    length = number(len(shown.message.text or ""))
    match shown.why:
        case Why.FIRST:
            return _("first")
        case Why.LONGEST:
            return _("longest, {n} characters").format(n=length)
        case Why.SHORTEST:
            return _("shortest, {n} characters").format(n=length)
        case Why.ODD:
            signs = " ".join(map(_shown, shown.odd))
            return _("odd characters: {signs}").replace("{signs}", signs)
        case Why.RANDOM:
            return _("at random")


def _shown(sign: str) -> str:
    return sign if sign.isprintable() else " ".join(f"U+{ord(c):04X}" for c in sign)


def _heading(why: str, message: MessageRecord) -> str:
    parts = [_("row {row}").format(row=message.row), f"+{message.number}"]
    if message.variant:
        parts.append(_("text {variant}").format(variant=message.variant))
    if message.media_name:
        parts.append(message.media_name)
    return "  ── " + " · ".join([*parts, why])


# ── several texts ─────────────────────────────────────────────────────────────────────────────


def texts(found: Preview) -> Iterator[str]:
    """Show the first message of each text; nothing where there is one text only."""
    if found.texts:
        yield from ("", _("Several texts; each person gets one of them, always the same one:"))
    for variant, first in found.texts:
        yield _text_heading(variant, first)
        if first is not None:
            yield from wording.message(first, found.greeting)


def _text_heading(variant: Variant, first: MessageRecord | None) -> str:
    pending = variant.counts.pending
    some = ngettext("{n} message", "{n} messages", pending).format(n=pending)
    parts = [variant.name, variant.origin, some]
    if first is not None:
        parts.append(_("row {row}").format(row=first.row))
    return "  ── " + " · ".join(parts)


# ── cells ─────────────────────────────────────────────────────────────────────────────────────


def natural_cells(cells: Sequence[NaturalCell]) -> Iterator[str]:
    """Tell each column once, from the first message of a text."""
    if cells:
        yield from ("", _("Written as people read it (with a filter you say otherwise):"))
    for each in cells:
        place = _("row {row}").format(row=each.row)
        yield f"  {place} · {each.column}: {wording.one_line(each.cell)} → {each.shown}"
