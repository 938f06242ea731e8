"""Check a filled message, as people will read it, for likely mistakes: holes, doubled signs, leftovers."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from batch_sender.compose.lint.formatting import first_unclosed
from batch_sender.compose.lint.warning import LintWarning, WarningCode

LONG: Final = 1000
"""Characters from which on WhatsApp is likely to show "read more", and people do not."""

_AROUND: Final = 12


class _Kind(NamedTuple):
    """One kind of mistake: without one of the `signs` no message has it; `place` finds where it is."""

    code: WarningCode
    signs: tuple[str, ...]
    place: Callable[[str], tuple[int, int] | None]


def _by(pattern: str) -> Callable[[str], tuple[int, int] | None]:
    search = re.compile(pattern).search

    def place(text: str) -> tuple[int, int] | None:
        found = search(text)
        return found.span() if found else None

    return place


def _unclosed(text: str) -> tuple[int, int] | None:
    place = first_unclosed(text)
    return None if place is None else (place, place + 1)


_KINDS: Final = (
    _Kind(WarningCode.BRACES_LEFT, ("{", "}"), _by(r"[{}]")),
    _Kind(
        # `Olá ,`, `Oi !`, `Olá, !`: where a name was to stand; three dots are meant.
        WarningCode.NAME_MISSING,
        (" ,", " !", " .", ",!", ",,", ",.", "\xa0"),
        _by(
            r"\b(?:[Oo]l[áa]|[Oo]i|[Bb]om dia|[Bb]oa tarde|[Bb]oa noite|[Pp]rezad[oa]|[Cc]ar[oa]|"
            r"[Hh]ello|[Hh]i|[Dd]ear)(?:[ \xa0]+|,[ \xa0]*)(?:[,!]|\.(?!\.))"
        ),
    ),
    _Kind(
        WarningCode.NOT_FILLED_IN,
        ("XX", "xxx", "____", "[...]", "[…]"),
        _by(r"(?<![Ss]éculo )(?<![Ss]éc\. )\bX{2,}\b|\bx{3,}\b|_{4,}|\[\.\.\.\]|\[…\]"),
    ),
    _Kind(
        WarningCode.EMPTY_VALUE_SHOWN,
        ("nan", "NaN", "NaT", "None", "null", "NULL", "undefined", "#"),
        _by(
            r"(?<![\w#])(?:nan|NaN|NaT|None|null|NULL|undefined|#N/[DA]|#REF!|#VALOR!|#VALUE!|"
            r"#DIV/0!|#NOME\?|#NAME\?)(?!\w)"
        ),
    ),
    _Kind(WarningCode.CURRENCY_DOUBLED, ("R$",), _by(r"R\$\s*-?\s*R\$")),
    _Kind(WarningCode.SPACES_DOUBLED, ("  ", "\xa0"), _by(r"(?<=[^\s])[ \xa0]{2,}(?=[^\s])")),
    _Kind(
        # UTF-8 that was read as Windows-1252, or letters that are lost.
        WarningCode.LETTERS_GARBLED,
        ("Ã", "Â", "â€", "\ufffd"),
        _by(r"Ã[\x80-\xbf©£§¡ªº³´µ¢]|Â[\xa0º°ª]|â€|\ufffd"),
    ),
    _Kind(WarningCode.FORMATTING_UNCLOSED, tuple("*_~`"), _unclosed),
)


def possible_kinds(texts: Sequence[str]) -> Sequence[_Kind]:
    """Return the kinds of mistakes of which some sign stands in any of these texts."""
    together = "\n".join(texts)
    return [kind for kind in _KINDS if any(sign in together for sign in kind.signs)]


def message_warnings(text: str, kinds: Sequence[_Kind] | None = None) -> Iterator[LintWarning]:
    """Yield a warning for each kind of mistake in a message, with its first place.

    `kinds`: those that are possible, where somebody looked for them in many texts at once.
    """
    for kind in possible_kinds([text]) if kinds is None else kinds:
        if place := kind.place(text):
            yield _warning(kind.code, text, *place)
    if len(text) > LONG:
        yield LintWarning(code=WarningCode.TEXT_VERY_LONG, shown=str(len(text)), line=1)


def _warning(code: WarningCode, text: str, start: int, end: int) -> LintWarning:
    """Show a mistake with a little of the line around it."""
    begin = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
    stop = text.find("\n", start)
    stop = min(len(text) if stop < 0 else max(stop, end), end + _AROUND)
    line = text.count("\n", 0, start) + 1
    return LintWarning(code=code, shown=text[begin:stop].strip().replace("\n", " "), line=line)
