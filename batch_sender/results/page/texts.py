"""Fold long texts: a page shows how they begin, and the whole where somebody asks for it."""

from typing import Final, NamedTuple

_LONGEST: Final = 140  # characters
_MOST_LINES: Final = 4


class Folded(NamedTuple):
    """A text, and how it begins where it is long; "" where it is short."""

    whole: str
    beginning: str


def folded(text: str) -> Folded:
    """Return the text with its beginning, cut between words, if it is a long one."""
    lines = text.split("\n")
    if len(text) <= _LONGEST and len(lines) <= _MOST_LINES:
        return Folded(text, "")
    beginning = "\n".join(lines[:_MOST_LINES])[:_LONGEST]
    cut = beginning.rsplit(None, 1)[0] if len(text) > len(beginning) else beginning
    return Folded(text, f"{cut} …")
