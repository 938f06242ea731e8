"""Search a bill's text for its row's name, document number or amount."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_SHORTEST_DOCUMENT: Final = 4
_LONG_DOCUMENT: Final = 7
"""From so many signs on a number is not found by chance, however the text parts it."""
_PARTICLES: Final = frozenset({"de", "da", "do", "das", "dos", "e", "d"})
_BRACKETS: Final = re.compile(r"\([^)]*\)")
_AMOUNT: Final = re.compile(
    r"(?<![\d.,])(?:\d{1,3}(?:\.\d{3})+|\d+),\d{2}(?!\d)|(?<![\d.,])(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2}(?!\d)"
)
_MOST_DIGITS: Final = 20
_CENTS: Final = re.compile(r"(.*?)(?:[.,](\d{1,2}))?", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What of a row should stand in its file: any one of it is enough."""

    names: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    amounts: tuple[int, ...] = ()
    """In cents."""

    def __bool__(self) -> bool:
        return bool(self.names or self.documents or self.amounts)


class FileText:
    """A file's text, ready to be searched: case, accents, blanks and signs between letters do not count."""

    def __init__(self, text: str) -> None:
        plain = _plain(text)
        self._words = frozenset(re.findall(r"\w+", plain))
        self._squeezed = _squeezed(plain)
        self._amounts = frozenset(map(cents, _AMOUNT.findall(text)))

    def holds(self, evidence: Evidence) -> bool:
        """Tell whether anything of the row is found."""
        return (
            any(map(self._holds_name, evidence.names))
            or any(map(self._holds_document, evidence.documents))
            or any(amount in self._amounts for amount in evidence.amounts)
        )

    def _holds_name(self, name: str) -> bool:
        words = name_words(name)
        if len(words) > 1 and _squeezed(_plain(name)) in self._squeezed:
            return True  # also where the file writes it l e t t e r  by letter
        # Bills shorten what stands between: Maria A. S. Oliveira.
        return bool(words) and words[0] in self._words and words[-1] in self._words

    def _holds_document(self, document: str) -> bool:
        number = _squeezed(_plain(document))
        if len(number) < _LONG_DOCUMENT:
            return number in self._words
        return number in self._squeezed or self._holds_masked(number)

    def _holds_masked(self, number: str) -> bool:
        """Find a CPF as bills show it, ***.456.789-**; Excel drops the noughts in front of one."""
        if not number.isdecimal() or not 9 <= len(number) <= 11:
            return False
        middle = number.zfill(11)[3:9]
        return middle in self._words or {middle[:3], middle[3:]} <= self._words


def name_words(name: str) -> list[str]:
    """Return the words of a name that tell people apart; what stands in brackets is a remark."""
    words = re.findall(r"\w+", _plain(_BRACKETS.sub(" ", name)))
    return [word for word in words if word not in _PARTICLES and len(word) > 1]


def is_document(cell: str) -> bool:
    """Tell whether a cell holds a number long enough to be looked for."""
    number = _squeezed(_plain(cell))
    return len(number) >= _SHORTEST_DOCUMENT and any(c.isdigit() for c in number)


def cents(amount: str) -> int | None:
    """Read an amount as people and programs write it; None where it is none, or nothing."""
    digits = re.sub(r"[^\d.,]", "", amount)
    found = _CENTS.fullmatch(digits)
    if found is None or not any(c.isdigit() for c in digits) or len(digits) > _MOST_DIGITS:
        return None
    whole = re.sub(r"\D", "", found[1] or "") or "0"
    return int(whole) * 100 + int((found[2] or "").ljust(2, "0")) or None


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _squeezed(plain: str) -> str:
    return "".join(c for c in plain if c.isalnum())
