"""Fold texts to what people read of them: what looks the same becomes the same text, and nothing else does.

Letters are composed (NFC); a run of blanks is one, and none is left at the end of a line; each line break
counts; what nobody sees is left out. It is never sent: messages are compared by it.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from batch_sender.models.spans import GreetingSpan, Letters

# No text holds a NUL or a lone surrogate: neither a list nor a template lets one in.
_BETWEEN: Final = "\x00"
_GREETINGS: Final[dict[Letters, str]] = {"as_is": "\ud800", "lower": "\ud801", "upper": "\ud802"}

_TOGETHER: Final = 200
"""Texts that are looked at in one go. With many more each step waits for fresh memory."""

_PLAIN_ASCII: Final = bytes((0, 10, *range(0x20, 0x7F)))
_UNUSUAL: Final = re.compile(
    "[^\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20cf\u2190-\u21ff\u2500-\u27bf"
    "\ud800-\ud802\ufe0f\U0001f1e6-\U0001faff]"
)
"""All but signs that stand for themselves and, of those that do not, two that many texts hold."""

_JOINERS: Final = "\u034f\u17b4\u17b5\u180b-\u180f\u200c\u200d"
_TAGS: Final = "\U000e0020-\U000e007f"
_MARKS: Final = "\u061c\u200f"

# Of variation selectors too: a heart is a heart, in black or in red.
_INVISIBLE: Final = re.compile(
    "[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060-\u2065\u206a-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e001f\U000e0080-\U000e0fff]"
)
_BLANK: Final = re.compile(
    "[\t\xa0\u115f\u1160\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0]"
)
_LINE_BREAK: Final = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")

# Direction marks change what is seen only where something reads from right to left: a letter, a sign that
# turns what follows, or a mark with numbers or another mark behind it.
_DIRECTION: Final = re.compile(f"[{_MARKS}\u200e\u202a\u202c\u202d\u2066\u2068\u2069]")
_OF_OTHER_DIRECTION: Final = (
    "\u0590-\u061b\u061d-\u08ff\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefe"
    "\U00010800-\U00010fff\U0001e800-\U0001efff"
)
_MAY_TURN: Final = re.compile(f"[{_OF_OTHER_DIRECTION}{_MARKS}]")
_TURNS: Final = re.compile(rf"[{_OF_OTHER_DIRECTION}]|[{_MARKS}](?=[^\w\x00]*[\d{_MARKS}])")

# Joiners make one picture of several, and shape the letters of other scripts; beside Latin letters they
# do nothing. Tags behind the black flag make it that of a region.
_DEPENDENT: Final = re.compile(f"[{_JOINERS}{_TAGS}]")
_LATIN: Final = "\x00-\u024f\u2000-\u200b\u200e-\u206f\ud800-\ud802"
_IN_VAIN: Final = re.compile(
    rf"(?:(?<=[{_LATIN}])|\A)[{_JOINERS}]+"
    rf"|(?<![{_JOINERS}])[{_JOINERS}]++(?=[{_LATIN}]|\Z)"
    f"|(?<![\U0001f3f4{_TAGS}])[{_TAGS}]+"
)

_NEEDLESS_BLANK: Final = re.compile(b" [ \n]")


def as_read(texts: Sequence[str]) -> list[bytes]:
    """Return of each text what people read of it, in UTF-8."""
    pieces = (texts[at : at + _TOGETHER] for at in range(0, len(texts), _TOGETHER))
    return [each for piece in pieces for each in _read_together(piece)]


def _read_together(texts: Sequence[str]) -> list[bytes]:
    """Look at some texts at once: mostly there is nothing to fold in any of them."""
    together = _BETWEEN.join(texts)
    read = together.encode("utf-8", "surrogatepass")
    signs = read.translate(None, _PLAIN_ASCII).decode("utf-8", "surrogatepass")
    if _UNUSUAL.search(signs):
        if len(texts) > 1 and _MAY_TURN.search(signs):
            return [each for text in texts for each in _read_together([text])]
        read = _without_unusual(together, signs).encode("utf-8", "surrogatepass")
    elif "\xa0" in signs or "\ufe0f" in signs:
        # Every amount has the one, every other emoji the other.
        read = together.replace("\xa0", " ").replace("\ufe0f", "").encode("utf-8", "surrogatepass")
    while _NEEDLESS_BLANK.search(read):
        read = read.replace(b"  ", b" ").replace(b" \n", b"\n")
    return [each.strip(b" \n") for each in read.split(b"\0")]


def without_greetings(text: str, spans: Sequence[GreetingSpan]) -> str:
    """Return a text with a sign of its own in place of each greeting: the hour does not count."""
    parts, read = list[str](), 0
    for span in spans:
        parts += (text[read : span.start], _GREETINGS[span.letters])
        read = span.end
    return "".join((*parts, text[read:]))


def _without_unusual(text: str, signs: str) -> str:
    """Fold signs; `signs` are those in the text that are not plain ASCII: few, and soon searched."""
    for pattern, instead in ((_LINE_BREAK, "\n"), (_BLANK, " "), (_INVISIBLE, "")):
        if pattern.search(signs):
            text = pattern.sub(instead, text)
    if _DIRECTION.search(signs) and not _TURNS.search(text):
        text = _DIRECTION.sub("", text)
    if _DEPENDENT.search(signs):
        text = _IN_VAIN.sub("", text)
    return unicodedata.normalize("NFC", text)
