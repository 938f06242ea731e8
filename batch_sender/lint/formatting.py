"""A message goes in; where `*bold*`, `_italic_`, `~strike~` or `code` is opened and not closed comes out.

The rules are WhatsApp's: a sign opens before a letter and behind a space or another sign, closes the
other way round, and both stand on one line; three backticks may stand lines apart.
"""

import re
from typing import Final

_MARK: Final = re.compile(r"[*_~`]")
_CODE: Final = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
# Addresses hold such signs as letters; "~10 min" and "*1" begin nothing.
_NOT_MARKS: Final = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|~(?=\d)|_{2,}|\*{2,}|~{2,}")


def first_unclosed(text: str) -> int | None:
    """Return the place of the first sign that opens a formatting which is never closed."""
    if _MARK.search(text) is None:
        return None
    if text.count("```") % 2:
        return text.rindex("```")
    start = 0
    for line in _blanked(text).split("\n"):
        if (place := _unclosed_in(line)) is not None:
            return start + place
        start += len(line) + 1
    return None


def _blanked(text: str) -> str:
    """Put blanks where a sign is no formatting; every place stays where it is."""
    for pattern in (_CODE, _NOT_MARKS):
        text = pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return text


def _unclosed_in(line: str) -> int | None:
    opened: dict[str, int] = {}
    for found in _MARK.finditer(line):
        sign, place = found[0], found.start()
        before, after = line[place - 1 : place] if place else "", line[place + 1 : place + 2]
        if sign in opened and before.strip() and not after.isalnum():
            del opened[sign]
        elif sign not in opened and after.strip() and after != sign and not before.isalnum():
            opened[sign] = place
    return min(opened.values(), default=None)
