"""Write a person's name as one writes it, whatever capitals some system stored it in."""

import re
import unicodedata
from typing import Final

_PARTICLES: Final = frozenset(
    (
        "da",
        "das",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "do",
        "dos",
        "du",
        "e",
        "van",
        "von",
        "y",
    )
)
_NUMERALS: Final = frozenset(("ii", "iii", "iv"))
_FORMS_OF_ADDRESS: Final = frozenset(
    ("d", "dona", "dr", "dra", "eng", "prof", "profa", "seu", "sr", "sra", "srta")
)
_LETTERS: Final = re.compile(r"[^\W\d_]+")


def name_case(name: str) -> str:
    """Write a name with its usual capitals: MARIA DAS GRAÇAS → Maria das Graças.

    A word that already mixes small and capital letters (McDonald) stays as it is.
    """
    words = _words(name)
    return " ".join(_word_case(word, is_first=i == 0) for i, word in enumerate(words))


def first_name(name: str) -> str:
    """Return the first name, in its usual capitals and without a form of address (Dr., Sra.)."""
    words = _words(name)
    if len(words) > 1 and words[0].rstrip(".").casefold() in _FORMS_OF_ADDRESS:
        words = words[1:]
    return _word_case(words[0].rstrip(",;"), is_first=True) if words else ""


def _words(name: str) -> list[str]:
    return unicodedata.normalize("NFC", name).split()


def _word_case(word: str, *, is_first: bool) -> str:
    plain = word.casefold()
    if plain in _PARTICLES and not is_first:
        return plain
    if plain in _NUMERALS and not is_first:
        return word.upper()
    if word not in (word.upper(), word.lower()):
        return word
    return _LETTERS.sub(lambda letters: letters[0].capitalize(), word)
