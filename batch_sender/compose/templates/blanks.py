"""Tell whether a person would see anything of a text."""

import re
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
