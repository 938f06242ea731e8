"""Check a filled message, as people will read it, for likely mistakes: holes, doubled signs, leftovers."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from batch_sender.compose.lint.formatting import first_unclosed
from batch_sender.compose.lint.warning import LintWarning, WarningCode

LONG: Final = 1000
"""Characters from which on WhatsApp is likely to show "read more", and people do not."""

_AROUND: Final = 12


class _Kind(NamedTuple):
    """One kind of mistake. Without one of the `signs` no message has it: they are cheap to look for."""

    code: WarningCode
    signs: tuple[str, ...]
    pattern: re.Pattern[str]


_KINDS: Final = tuple(
    _Kind(code, signs, re.compile(pattern))
    for code, signs, pattern in (
        (WarningCode.BRACES_LEFT, ("{", "}"), r"[{}]"),
        (
            # `Olá ,`, `Oi !`, `Olá, !`: where a name was to stand; three dots are meant.
            WarningCode.NAME_MISSING,
            (" ,", " !", " .", ",!", ",,", ",.", "\xa0"),
            r"\b(?:[Oo]l[áa]|[Oo]i|[Bb]om dia|[Bb]oa tarde|[Bb]oa noite|[Pp]rezad[oa]|[Cc]ar[oa]|"
            r"[Hh]ello|[Hh]i|[Dd]ear)(?:[ \xa0]+|,[ \xa0]*)(?:[,!]|\.(?!\.))",
        ),
        (
            WarningCode.NOT_FILLED_IN,
            ("XX", "xxx", "____", "[...]", "[…]"),
            r"(?<![Ss]éculo )(?<![Ss]éc\. )\bX{2,}\b|\bx{3,}\b|_{4,}|\[\.\.\.\]|\[…\]",
        ),
        (
            WarningCode.EMPTY_VALUE_SHOWN,
            ("nan", "NaN", "NaT", "None", "null", "NULL", "undefined", "#"),
            r"(?<![\w#])(?:nan|NaN|NaT|None|null|NULL|undefined|#N/[DA]|#REF!|#VALOR!|#VALUE!|"
            r"#DIV/0!|#NOME\?|#NAME\?)(?!\w)",
        ),
        (WarningCode.CURRENCY_DOUBLED, ("R$",), r"R\$\s*-?\s*R\$"),
        (WarningCode.SPACES_DOUBLED, ("  ", "\xa0"), r"(?<=[^\s])[ \xa0]{2,}(?=[^\s])"),
        (
            # UTF-8 that was read as Windows-1252, or letters that are lost.
            WarningCode.LETTERS_GARBLED,
            ("Ã", "Â", "â€", "\ufffd"),
            r"Ã[\x80-\xbf©£§¡ªº³´µ¢]|Â[\xa0º°ª]|â€|\ufffd",
        ),
    )
)


def message_warnings(text: str) -> Iterator[LintWarning]:
    """Yield a warning for each kind of mistake in a message, with its first place."""
    for code, signs, pattern in _KINDS:
        for sign in signs:
            if sign in text:
                if found := pattern.search(text):
                    yield _warning(code, text, found.start(), found.end())
                break
    if (place := first_unclosed(text)) is not None:
        yield _warning(WarningCode.FORMATTING_UNCLOSED, text, place, place + 1)
    if len(text) > LONG:
        yield LintWarning(code=WarningCode.TEXT_VERY_LONG, shown=str(len(text)), line=1)


def _warning(code: WarningCode, text: str, start: int, end: int) -> LintWarning:
    """Show a mistake with a little of the line around it."""
    begin = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
    stop = text.find("\n", start)
    stop = min(len(text) if stop < 0 else max(stop, end), end + _AROUND)
    line = text.count("\n", 0, start) + 1
    return LintWarning(code=code, shown=text[begin:stop].strip().replace("\n", " "), line=line)
