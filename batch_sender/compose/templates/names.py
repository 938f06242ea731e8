"""Write a person's name as one writes it, whatever capitals some system stored it in."""

import re
import unicodedata
from typing import Final

from batch_sender.compose.templates.name_words import PARTICLES

_NUMERALS: Final = frozenset(("ii", "iii", "iv"))
_LETTERS: Final = re.compile(r"[^\W\d_]+")


def name_case(name: str) -> str:
    """Write a name with its usual capitals: MARIA DAS GRAÇAS → Maria das Graças.

    A word that already mixes small and capital letters (McDonald) stays as it is.
    """
    words = _words(name)
    return " ".join(_word_case(word, is_first=i == 0) for i, word in enumerate(words))


def _words(name: str) -> list[str]:
    return unicodedata.normalize("NFC", name).split()


def _word_case(word: str, *, is_first: bool) -> str:
    plain = word.casefold()
    if plain in PARTICLES and not is_first:
        return plain
    if plain in _NUMERALS and not is_first:
        return word.upper()
    if word not in (word.upper(), word.lower()):
        return word
    if word.isalpha():
        return word.capitalize()
    return _LETTERS.sub(lambda letters: letters[0].capitalize(), word)
