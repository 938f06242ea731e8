"""Find by which name a person is greeted in what systems store as their name.

Codes, documents, numbers, addresses, pictures, titles and remarks stand around it. Where no name is
left, none is made up.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from batch_sender.compose.templates.name_words import (
    ABBREVIATED,
    BEHIND_COMMAS,
    BUYERS,
    CODES,
    COMPANIES,
    FORMS_OF_ADDRESS,
    LABELS,
    LEGAL_FORMS,
    NOBODY,
    NOT_THERE,
    OFFICES,
    PARTICLES,
    SEVERAL,
    STRANGE,
    SURNAMES,
    TRADES,
)
from batch_sender.compose.templates.names import name_case
from batch_sender.compose.templates.values import folded

_LONGEST: Final = 500
"""Characters that are looked at; no name is longer."""

_PLAIN: Final = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+(?: [A-Za-zÀ-ÖØ-öø-ÿ]+)*")

_ESTATE: Final = re.compile(
    r"\b(?:esp[oó]lio|falec(?:id[oa])?|finad[oa]|[oó]bito|herdeir[oa]s?|in memoria[mn])\b"
    r"|^\W*esp\.? de\b|[†✝]",
    re.IGNORECASE,
)
_ERROR: Final = re.compile(r"\W*(?:#\w+(?:/\w+)?[!?]?|n[/.][ad]\.?|s/n)\W*", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"\S*@\S*\.\S*|\w+://\S*|\bwww\.\S*")
_CARE_OF: Final = re.compile(r"^\W*(?:a/c|c/o|aos? cuidados? d[eao])[\s:.]+", re.IGNORECASE)
_LEGAL_FORM: Final = re.compile(
    r"[\s,./-]+(?P<company>ltda|eireli|slu|s/a|s\.\s?a|s/s|ltd|inc|llc)\b.*"
    r"|[\s,./-]+(?:epp|mei|me)\W*$",
    re.IGNORECASE | re.DOTALL,
)
_PARENTHESES: Final = re.compile(r"[(\[{<][^()\[\]{}<>]*[)\]}>]")
_NUMBER: Final = re.compile(r"(?:\bn[º°o.]+\s*)?[#+]?\d[\d.,/()_-]*", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"\s[-–—]+|^[-–—]+|[-–—]+\s|[/|;:\\•·]|\s\.\s")
_FILIAL: Final = re.compile(r"&\s*(?:filh[oa]s?|irm[ãa]os?|cia|co)\b", re.IGNORECASE)
_JOINED_TITLE: Final = re.compile(r"\.(?=[^\W\d_]{2})")
_LETTER: Final = re.compile(r"[^\W\d_ªº]")
_INITIALS: Final = re.compile(
    r"[A-Za-zÀ-ÿ]\.?[ªº]?|[A-Za-zÀ-ÿ]{2}\.|(?:[A-Za-zÀ-ÿ]\.)+[A-Za-zÀ-ÿ]\.?"
)
_FOLDED: Final = re.compile(r"[^ªº]+")
_IN_NAMES: Final = frozenset("'’‘´`.,-&ªº")


def first_name(name: str) -> str:
    """Return how the person is greeted, in the usual capitals; "" where no name is there.

    A form of address (Dr., Sra.) is left out, the surname before a comma too. A company, a family and
    initials are called by all of their name: Loja do Zé, Família Souza, J. Silva.

    Raises:
        ValueError: the name of somebody who died.
    """
    if _PLAIN.fullmatch(name):  # nearly all are words of which the first one is it
        first, *others = folded(name).split()
        if len(first) > 2 and first not in _TELLING_FIRST and _TELLING.isdisjoint(others):
            return name_case(name.partition(" ")[0])
    name = _CARE_OF.sub("", name[:_LONGEST])
    if _ESTATE.search(name):
        raise ValueError(name)
    if _ERROR.fullmatch(name):
        return ""
    text = _FOLDED.sub(_plain_letters, _ADDRESS.sub(" ", name))
    outside = _PARENTHESES.sub(" ", text)
    return _within(outside) or _within(text.translate(_NO_BRACKETS))


_TELLING: Final = STRANGE | TRADES | LEGAL_FORMS
_TELLING_FIRST: Final = (
    STRANGE
    | FORMS_OF_ADDRESS
    | OFFICES
    | SEVERAL
    | COMPANIES
    | PARTICLES
    | NOBODY
    | BUYERS
    | CODES
    | {"sem", "nao"}
)
"""Words that stand for more than themselves."""

_NO_BRACKETS: Final = str.maketrans("()[]{}<>", "        ")


def _plain_letters(text: re.Match[str]) -> str:
    """Write 𝓐𝓷𝓪 as Ana."""
    return unicodedata.normalize("NFKC", text[0])


def _within(text: str) -> str:
    """Return the name in a text without remarks; of several pieces the first that holds one."""
    legal = _LEGAL_FORM.search(text)
    name = text if legal is None else text[: legal.start()]
    name = _JOINED_TITLE.sub(". ", _NUMBER.sub(" ", name))
    pieces = list(map(_words, _BETWEEN.split(name)))
    named = [words for words in pieces if any(map(_LETTER.search, words))]
    if len(named) > 1:  # a label beside a name is none
        named = [words for words in named if not LABELS.issuperset(map(_key, words))] or named
    if (legal is not None and legal["company"]) or _FILIAL.search(text):
        return name_case(" ".join(named[0])) if named else ""
    return next(filter(None, map(_greeted, named)), "")


def _words(piece: str) -> list[str]:
    """Return the words of a piece that hold letters, without signs and pictures around them."""
    shown = "".join(c if c in _IN_NAMES or _is_letter(c) else " " for c in piece)
    words = (word.strip("'’‘´`.,-") + _end(word) for word in shown.split())
    shown_words = [word for word in words if _LETTER.search(word) or word == "&"]
    return shown_words[shown_words[:1] == ["&"] :]


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LM"  # letters, and the accents and vowels they carry


def _end(word: str) -> str:
    """Return what belongs to a word though it is no letter: the dot of an abbreviation, a comma."""
    bare = word.rstrip("'’‘´`-")
    if bare[-1:] == ",":
        return ","
    short = len(_LETTER.findall(bare)) <= 2 or _key(bare) in SEVERAL
    return "." if bare[-1:] == "." and short else ""


def _greeted(words: Sequence[str]) -> str:
    """Return how somebody of these words is greeted; "" where they are no name."""
    words = _before_or_behind_comma(words)
    if len(words) == 1 and len(words[0]) > 2:
        words = [words[0].rstrip(".")]
    keys = list(map(_key, words))
    while keys and (keys[0] in CODES or (len(keys) > 1 and keys[0] in FORMS_OF_ADDRESS)):
        words, keys = words[1:], keys[1:]
    if not keys or _is_nobody(keys):
        return ""
    if keys[0] in SEVERAL or keys[0] in COMPANIES or not TRADES.isdisjoint(keys[1:]):
        return name_case(" ".join(words))
    many = _many(words, keys)
    if all(map(_INITIALS.fullmatch, words[:many])):
        return ""
    return name_case(" ".join(words[:many]))


def _is_nobody(keys: Sequence[str]) -> bool:
    first = keys[0]
    if first in NOBODY:
        return True
    if len(keys) == 1:
        return first in ABBREVIATED or first in PARTICLES
    return first in BUYERS or (first in {"sem", "nao", "a"} and keys[1] in NOT_THERE)


def _many(words: Sequence[str], keys: Sequence[str]) -> int:
    """Return how many words the name has: initials, offices and particles ask for the next one."""
    many = 1
    while many < len(words) and (
        keys[many - 1] in PARTICLES
        or keys[many - 1] in OFFICES
        or _INITIALS.fullmatch(words[many - 1])
    ):
        many += 1
    return many


def _before_or_behind_comma(words: Sequence[str]) -> list[str]:
    """Return the words of "SILVA, Maria" that hold the first name, and of "Maria Silva, mãe"."""
    at = next((at for at, word in enumerate(words[:-1]) if word.endswith(",")), None)
    if at is None:
        return [word.rstrip(",") for word in words]
    before = [word.rstrip(",") for word in words[: at + 1]]
    behind = [word.rstrip(",") for word in words[at + 1 :]]
    return behind if _is_surname(before, behind) else before


def _is_surname(before: Sequence[str], behind: Sequence[str]) -> bool:
    """Tell whether the words before a comma are a surname, and the first name stands behind it."""
    keys = [key for key in map(_key, before) if key not in PARTICLES]
    others = [key for key in map(_key, behind) if key not in FORMS_OF_ADDRESS]
    if not others or others[0] in BEHIND_COMMAS or "e" in others:
        return False
    known = bool(keys) and SURNAMES.issuperset(keys)
    if others[0] in SURNAMES and not known:
        return False
    capitals = " ".join(before).isupper() and not " ".join(behind).isupper()
    return known or capitals or len(keys) == 1


def _key(word: str) -> str:
    return folded(word).translate(_OF_KEYS)


_OF_KEYS: Final = str.maketrans("ªº", "ao", ".,")
