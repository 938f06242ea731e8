"""Show a message as WhatsApp does: what stands between its signs in bold, italic, struck or as code."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from batch_sender.compose.lint import formatted

_STYLES: Final = {"*": "bold", "_": "italic", "~": "struck", "`": "code", "```": "code"}


class Run(NamedTuple):
    """A piece of a message that looks the same throughout."""

    text: str
    styles: frozenset[str]


def runs(text: str) -> Iterator[Run]:
    """Yield a message piece by piece, without the signs that format it."""
    signs: dict[int, tuple[int, str, bool]] = {}
    for sign, opening, closing in formatted(text):
        signs[opening] = (len(sign), _STYLES[sign], True)
        signs[closing] = (len(sign), _STYLES[sign], False)
    begun, styles = 0, frozenset[str]()
    for place, (length, style, opens) in sorted(signs.items()):
        if place > begun:
            yield Run(text[begun:place], styles)
        begun, styles = place + length, styles | {style} if opens else styles - {style}
    if begun < len(text):
        yield Run(text[begun:], styles)
