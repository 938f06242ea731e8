"""Messages that will leave go in; those that a person should read before come out, and why these."""

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from batch_sender.cli import wording
from batch_sender.journal import Journal
from batch_sender.language import _, number
from batch_sender.models import BatchRecord, MessageRecord

_USUAL: Final = frozenset("áàâãäéèêëíìîïóòôõöúùûüçñºª°–—…“”‘’«»•·€£§½¼¾¹²³×→✓")
_GARBLED: Final = re.compile(r"[ÃÂ][\u0080-\u00bf]|â€.?|&#?\w{1,8};")
"""UTF-8 that was read as Latin-1 (JoÃ£o), and what HTML makes of signs (&amp;)."""


def lines(book: Journal, batch: BatchRecord, greeting: str) -> Iterator[str]:
    """Show the first message, the longest, the shortest, the oddest and one at random, each once."""
    chosen = _chosen(book, batch)
    if chosen:
        yield from ("", _("What people will read:"))
    for why, message in chosen.values():
        yield _heading(why, message)
        yield from wording.message(message, greeting)


def _chosen(book: Journal, batch: BatchRecord) -> Mapping[int, tuple[str, MessageRecord]]:
    found = book.previews(batch.id, chance=random.random())
    chosen: dict[int, tuple[str, MessageRecord]] = {}
    for why, message in (
        (_("first"), found.first),
        (_("longest, {n} characters"), found.longest),
        (_("shortest, {n} characters"), found.shortest),
        *_oddest(found.unusual, batch.template),
        (_("at random"), found.random),
    ):
        if message is not None:
            length = number(len(message.text or ""))
            chosen.setdefault(message.row, (why.format(n=length), message))
    return chosen


def _oddest(
    messages: Iterable[MessageRecord], template: str
) -> Iterator[tuple[str, MessageRecord]]:
    """Yield the message with the most signs that are odd, and not in everybody's message."""
    found = [(odd_signs(message.text or "", template), message) for message in messages]
    signs, message = max(found, key=lambda each: len(each[0]), default=((), None))
    if message is not None and signs:
        shown = " ".join(map(_shown, signs)).replace("{", "{{").replace("}", "}}")
        yield _("odd characters: {signs}").replace("{signs}", shown), message


def odd_signs(text: str, template: str) -> tuple[str, ...]:
    """Return the signs that look odd in a Brazilian text, each once; those of the template do not."""
    usual = _USUAL | set(template)
    odd = [c for c in text if not (c.isascii() and (c.isprintable() or c == "\n"))]
    signs = [c for c in odd if c.lower() not in usual and c not in usual]
    return tuple(dict.fromkeys([*_GARBLED.findall(text), *signs]))


def _shown(sign: str) -> str:
    return sign if sign.isprintable() else " ".join(f"U+{ord(c):04X}" for c in sign)


def _heading(why: str, message: MessageRecord) -> str:
    parts = [_("row {row}").format(row=message.row), f"+{message.number}"]
    if message.variant:
        parts.append(_("text {variant}").format(variant=message.variant))
    if message.media_name:
        parts.append(message.media_name)
    return "  ── " + " · ".join([*parts, why])
