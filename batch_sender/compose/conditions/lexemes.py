"""Take a condition apart into words, signs, texts in quotation marks and columns in braces."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, NoReturn

from batch_sender.compose.conditions.errors import (
    ConditionEmpty,
    ConditionMalformed,
    ConditionTooLong,
)
from batch_sender.compose.templates.blanks import is_blank
from batch_sender.compose.templates.filters import UNSENDABLE
from batch_sender.language import _

_LONGEST: Final = 1_000
_SHOWN_LETTERS: Final = 40

_SIGN: Final = re.compile(r"==|<>|!=|<=|>=|[=<>≠≤≥(),;\[\]]")
_QUOTED: Final = re.compile(
    r'"(?P<a>[^"]*)"|\'(?P<b>[^\']*)\'|[“”](?P<c>[^“”]*)[“”]|‘(?P<d>[^’]*)’'
)
_BRACED: Final = re.compile(
    r"\{\{(?P<double>[^{}]*)\}\}|\{(?P<single>[^{}]*)\}|`(?P<ticked>[^`]*)`"
)
# A comma between digits is that of 1.234,56; quotation marks inside a word are letters, as in d'Oeste.
_WORD: Final = re.compile(r"(?:(?!!=)[^\s<>=≠≤≥(),;\[\]{}]|(?<=\d),(?=\d))+")
_NEEDS_MORE_THAN_WORDS: Final = re.compile(
    r"[<>=≠≤≥(),;\[\]{}!\"'`“”‘]|\b(?:and|or|not|in|is|e|é|ou|não|nao|em|está|esta)\b",
    re.IGNORECASE,
)
_LETTER: Final = re.compile(r"\s*\w")


class LexemeKind(Enum):
    """What a piece of a condition is."""

    WORD = auto()
    SIGN = auto()
    QUOTED = auto()
    COLUMN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexeme:
    """A piece of a condition: what it says, and from where to where it stands."""

    kind: LexemeKind
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A condition as it was typed; says where something in it is wrong."""

    text: str

    def refuse(self, start: int, end: int, what: str) -> NoReturn:
        """Say what is wrong with a stretch of it; raises ConditionMalformed."""
        raise self.fault(start, end, what)

    def fault(self, start: int, end: int, what: str) -> ConditionMalformed:
        """Make the error for a stretch of it."""
        return ConditionMalformed(**self.place(start, end), what=what)

    def place(self, start: int, end: int) -> dict[str, object]:
        """Return what an error says of a stretch: the whole, the stretch itself, and where it begins."""
        return {
            "condition": shortened(self.text),
            "found": shortened(self.text[start:end]),
            "position": start + 1,
        }


def shortened(text: str) -> str:
    """Return a text on one line, cut where it is long."""
    text = " ".join(text.split())
    return text if len(text) <= 5 * _SHOWN_LETTERS else f"{text[: 5 * _SHOWN_LETTERS]}…"


def lexemes_of(typed: Typed, header: Sequence[str]) -> list[Lexeme]:
    """Take a condition apart; a name of the `header` with signs in it ("Valor (R$)") is one piece.

    Raises:
        ConditionError: it is empty or too long, or a quotation mark or a brace is not closed.
    """
    text = typed.text
    if is_blank(text):
        raise ConditionEmpty
    if len(text) > _LONGEST:
        raise ConditionTooLong(condition=shortened(text))
    if found := UNSENDABLE.search(text):
        typed.refuse(found.start(), found.end(), _("this character cannot be compared"))
    named, lexemes, position = _special_names(header), list[Lexeme](), 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        lexemes.append(_lexeme(typed, position, named))
        position = lexemes[-1].end
    return lexemes


def _lexeme(typed: Typed, start: int, named: re.Pattern[str] | None) -> Lexeme:
    text = typed.text
    if named and (found := named.match(text, start)):
        return Lexeme(kind=LexemeKind.COLUMN, text=found[0], start=start, end=found.end())
    for kind, pattern in _PATTERNS:
        if found := pattern.match(text, start):
            said = found[found.lastgroup] if found.lastgroup else found[0]
            return Lexeme(kind=kind, text=said, start=start, end=found.end())
    raise typed.fault(start, len(text), _("a quotation mark or a brace there is not closed"))


_PATTERNS: Final = (
    (LexemeKind.QUOTED, _QUOTED),
    (LexemeKind.COLUMN, _BRACED),
    (LexemeKind.SIGN, _SIGN),
    (LexemeKind.WORD, re.compile(rf"(?![\"'“”‘`]){_WORD.pattern}")),
)


def _special_names(header: Sequence[str]) -> re.Pattern[str] | None:
    """Return what finds the names that words and signs alone would not keep together."""
    special = [name for name in header if _NEEDS_MORE_THAN_WORDS.search(name)]
    # A column called "E" is written in braces: the word means "and" everywhere else.
    usable = [name for name in special if _LETTER.match(name) and not name.strip().isidentifier()]
    names = [r"\s+".join(map(re.escape, name.split())) for name in sorted(usable, key=len)[::-1]]
    if not names:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)", re.IGNORECASE)
