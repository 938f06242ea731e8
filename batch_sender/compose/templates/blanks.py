"""Tell whether a person would see anything of a text, and take away what nobody sees at its ends."""

import re
from itertools import chain
from typing import Final

# Whitespace, controls, and what Unicode draws as nothing: joiners, direction marks, fillers,
# variation selectors, tags. A cell copied from a web page holds some of them and looks empty.
_VISIBLE: Final = re.compile(
    r"[^\s\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    r"\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
    r"\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def is_blank(text: str) -> bool:
    """Tell whether nothing of `text` would be seen."""
    # Nearly all begin with a plain letter or digit, and every cell of a list is asked about.
    return not "0" <= text[:1] <= "z" and _VISIBLE.search(text) is None


# Blanks and what nobody sees, but for what shapes the sign before it: variations of emojis, tags of flags.
_ENDS: Final = "".join(
    map(
        chr,
        chain(
            range(0x09, 0x0E),
            range(0x1C, 0x21),
            (
                0x85,
                0xA0,
                0xAD,
                0x61C,
                0x115F,
                0x1160,
                0x1680,
                0x180E,
                0x2800,
                0x3000,
                0x3164,
                0xFEFF,
                0xFFA0,
            ),
            range(0x2000, 0x2010),
            range(0x2028, 0x2030),
            range(0x205F, 0x2070),
            range(0xFFF9, 0xFFFC),
        ),
    )
)
_TURNS: Final = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
"""Signs that come in pairs, around text of another direction."""


def trimmed(text: str) -> str:
    """Return `text` without the blanks and the invisible signs at its ends."""
    if "0" <= text[:1] <= "z" and "0" <= text[-1:] <= "z":
        return text
    kept = text.strip(_ENDS)
    return text.strip() if _TURNS.search(kept) else kept  # half a pair would turn what follows
