"""Show the messages that a person should read before they leave, and why these."""

from collections.abc import Iterator, Sequence

from batch_sender.cli import wording
from batch_sender.language import _, number
from batch_sender.models import MessageRecord
from batch_sender.operations.preview import ShownMessage, Why, odd_signs

__all__ = ["lines", "odd_signs"]


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
