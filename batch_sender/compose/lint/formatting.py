"""Find `*bold*`, `_italic_`, `~strike~` and `code` that a message opens and never closes.

The rules are WhatsApp's: a sign opens before a letter and behind a space or another sign, closes the
other way round, and both stand on one line; three backticks may stand lines apart.
"""

import re
from typing import Final

_MARK: Final = re.compile(r"[*_~`]")
_MARK_OR_END: Final = re.compile(r"[*_~`\n]")
_CODE: Final = "```"
_BLOCK: Final = re.compile(r"```.*?```", re.DOTALL)
# Addresses of pages and of mail hold such signs as letters, and so do PIX codes, which nobody may change.
_ADDRESS: Final = re.compile(
    r"000201[0-9]{2}[ -~]{1,500}?6304[0-9A-Fa-f]{4}(?!\w)|(?:https?://|www\.)\S+|[^\s@]{1,80}@\S+"
)
_SIGNS_OF_ADDRESSES: Final = ("://", "www.", "@", "000201")


def first_unclosed(text: str) -> int | None:
    """Return the place of the first sign that opens a formatting which is never closed."""
    if _MARK.search(text) is None:
        return None
    if _CODE in text:
        if text.count(_CODE) % 2:
            return text.rindex(_CODE)
        text = _BLOCK.sub(_blank, text)
    if any(sign in text for sign in _SIGNS_OF_ADDRESSES):
        text = _ADDRESS.sub(_blank, text)
    return _unclosed_in(text)


def _blank(found: re.Match[str]) -> str:
    """Put blanks in the place of what is no formatting, so that all other places stay."""
    return "".join("\n" if sign == "\n" else " " for sign in found[0])


def _unclosed_in(text: str) -> int | None:
    opened: dict[str, int] = {}
    for found in _MARK_OR_END.finditer(text):
        sign, place = found[0], found.start()
        if sign == "\n":
            if opened:
                break
            continue
        before, after = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
        if sign in opened and _closes(before, after):
            del opened[sign]
        elif sign not in opened and not before.isalnum() and _opens(sign, after):
            opened[sign] = place
    return min(opened.values(), default=None)


def formatted(text: str) -> list[tuple[str, int, int]]:
    """Return what is shown in bold and the like: its sign, where the opening one is, and the closing one."""
    found = [(_CODE, each.start(), each.end() - len(_CODE)) for each in _BLOCK.finditer(text)]
    text = _ADDRESS.sub(_blank, _BLOCK.sub(_blank, text))
    opened: dict[str, int] = {}
    for each in _MARK_OR_END.finditer(text):
        sign, place = each[0], each.start()
        before, after = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
        if sign == "\n":
            opened.clear()
        elif sign in opened and _closes(before, after):
            found.append((sign, opened.pop(sign), place))
        elif sign not in opened and not before.isalnum() and _opens(sign, after):
            opened[sign] = place
    return found


def _closes(before: str, after: str) -> bool:
    return bool(before.strip()) and not after.isalnum()


def _opens(sign: str, after: str) -> bool:
    if sign == "~" and after.isdigit():
        return False  # "uns ~10 minutos"
    return bool(after.strip()) and after != sign
