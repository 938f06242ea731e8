"""Check a filled message, as people will read it, for likely mistakes: holes, doubled signs, leftovers."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from batch_sender.compose.lint.formatting import first_unclosed
from batch_sender.compose.lint.warning import LintWarning, WarningCode, quoted

LONG: Final = 1000
"""Characters from which on WhatsApp is likely to show "read more", and people do not."""


class _Kind(NamedTuple):
    """One kind of mistake: without one of the `signs` no message has it; None: formatting left open."""

    code: WarningCode
    signs: tuple[str, ...]
    pattern: re.Pattern[str] | None

    def is_possible(self, together: str) -> bool:
        """Tell whether any of several texts, a line each, can have it.

        No pattern asks what stands beyond a line's end: what a line has by itself it has here, too.
        """
        if not any(_holds(together, sign) for sign in self.signs):
            return False
        return self.pattern is None or self.pattern.search(together) is not None

    def place(self, text: str) -> tuple[int, int] | None:
        """Return where a text has it first."""
        if self.pattern is None:
            opened = first_unclosed(text)
            return None if opened is None else (opened, opened + 1)
        found = self.pattern.search(text)
        return found.span() if found else None


def _holds(text: str, sign: str) -> bool:
    # A letter that is nowhere is noticed in a tenth of the time that a pair of letters is.
    return all(letter in text for letter in sign) and sign in text


_KINDS: Final = (
    _Kind(WarningCode.BRACES_LEFT, ("{", "}"), re.compile(r"[{}]")),
    _Kind(
        # `Olá ,`, `Oi !`, `Olá, !`: where a name was to stand; three dots are meant.
        WarningCode.NAME_MISSING,
        (" ,", " !", " .", ",!", ",,", ",.", "\xa0"),
        re.compile(
            r"\b(?:[Oo]l[áa]|[Oo]i|[Bb]om dia|[Bb]oa tarde|[Bb]oa noite|[Pp]rezad[oa]|[Cc]ar[oa]|"
            r"[Hh]ello|[Hh]i|[Dd]ear)(?:[ \xa0]+|,[ \xa0]*)(?:[,!]|\.(?!\.))"
        ),
    ),
    _Kind(
        WarningCode.NOT_FILLED_IN,
        ("XX", "xxx", "____", "[...]", "[…]"),
        re.compile(r"(?<![Ss]éculo )(?<![Ss]éc\. )\bX{2,}\b|\bx{3,}\b|_{4,}|\[\.\.\.\]|\[…\]"),
    ),
    _Kind(
        WarningCode.EMPTY_VALUE_SHOWN,
        ("nan", "NaN", "NaT", "None", "null", "Null", "NULL", "<NA>", "undefined", "#", "\\N"),
        re.compile(
            r"(?<![\w#])(?:nan|NaN|NaT|None|[nN]ull|NULL|<NA>|undefined|\\N|#N/[DA]|#REF!|#VALOR!|"
            r"#VALUE!|#DIV/0!|#NOME\?|#NAME\?|#N[ÚU]M!|#NULO!|#NULL!|#ERROR!|#ERRO!|#SPILL!|#DERRAMAR!)"
            r"(?!\w)"
        ),
    ),
    _Kind(WarningCode.CURRENCY_DOUBLED, ("R$",), re.compile(r"R\$\s*-?\s*R\$")),
    _Kind(
        WarningCode.SPACES_DOUBLED, ("  ", "\xa0"), re.compile(r"(?<=[^\s])[ \xa0]{2,}(?=[^\s])")
    ),
    _Kind(
        # UTF-8 that was read as Windows-1252 or Latin-1, DOS read as Windows, letters that are lost.
        # "AMANHÃ”" ends in a quote, and is none.
        WarningCode.LETTERS_GARBLED,
        ("Ã", "Â", "â€", "â\x80", "\ufffd", *"\x81\x8d\x8f\x90\x9d‡‚¢ˆƒÆ"),
        re.compile(
            r"Ã[\x80-\xbf€‚ƒ„†‡ˆ‰Š‹ŒŽ˜™š›œžŸ]|Ã[‘’“”•–—…](?=\w)|Â[\x80-\xa0º°ª§´«»]|â[€\x80]|"
            r"\ufffd|[\x81\x8d\x8f\x90\x9d]|(?<=[a-zA-Z])[‡‚¢ˆƒ](?=[a-zA-Z])|(?<=[a-z])Æ(?=[a-z])"
        ),
    ),
    _Kind(
        WarningCode.MARKUP_SHOWN,
        ("\\n", "\\r", "\\t", "<", "&"),
        re.compile(
            r"\\[nrt]|</?(?:br|p|b|i|u|strong|em|div|span|a|ul|li|font|img|h[1-6])(?:\s[^<>\n]{0,200})?/?>|"
            r"&(?:nbsp|amp|lt|gt|quot|apos|#\d{1,6}|#x[\da-f]{1,6});|"
            r"&(?:[aeiou](?:acute|tilde|circ|grave|uml)|ccedil|rsquo|ndash|mdash)\b",
            re.IGNORECASE,
        ),
    ),
    _Kind(WarningCode.FORMATTING_UNCLOSED, tuple("*_~`"), None),
)


def possible_kinds(texts: Sequence[str]) -> Sequence[_Kind]:
    """Return the kinds of mistakes that any of these texts can have: mostly there is none."""
    together = "\n".join(texts)
    return [kind for kind in _KINDS if kind.is_possible(together)]


def message_warnings(text: str, kinds: Sequence[_Kind] | None = None) -> Iterator[LintWarning]:
    """Yield a warning for each kind of mistake in a message, with its first place.

    `kinds`: those that are possible, where somebody looked for them in many texts at once.
    """
    for code, place in first_places(text, kinds):
        yield quoted(code, text, place)
    if len(text) > LONG:
        yield LintWarning(code=WarningCode.TEXT_VERY_LONG, shown=str(len(text)), line=1)


def first_places(
    text: str, kinds: Sequence[_Kind] | None = None
) -> Iterator[tuple[WarningCode, tuple[int, int]]]:
    """Yield each kind of mistake in a text with its first place."""
    for kind in possible_kinds([text]) if kinds is None else kinds:
        if place := kind.place(text):
            yield kind.code, place
