"""Tell columns, values and the words between them apart, and write them down for Jinja's parser.

Every operand gets a name of its own and a line of its own, so that the line of Jinja's complaint, and of
each node of its tree, says which piece of the condition it is.
"""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from batch_sender.compose.conditions.lexemes import Lexeme, LexemeKind, Typed
from batch_sender.compose.templates.placeholders import Columns
from batch_sender.language import _

_AND: Final = frozenset(("and", "e", "&&"))
_OR: Final = frozenset(("or", "ou", "||"))
_NOT: Final = frozenset(("not", "não", "nao"))
_IS: Final = frozenset(("is", "é", "está", "esta"))
_TESTS: Final = {
    **dict.fromkeys(("empty", "blank", "vazio", "vazia"), "empty"),
    **dict.fromkeys(("filled", "preenchido", "preenchida"), "filled"),
}

_COMPARING: Final = {
    "=": "==", "==": "==", "!=": "!=", "<>": "!=", "≠": "!=", "<": "<", ">": ">", "<=": "<=", "≤": "<=",
    ">=": ">=", "≥": ">=",
}  # fmt: skip
_OPENING: Final = frozenset("([")
_CLOSING: Final = frozenset(")]")
_BETWEEN: Final = frozenset(",;")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value that is compared with: its text, whether it stood in quotation marks, and where."""

    text: str
    quoted: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Operand:
    """A column (its name) or a value as it stands in a condition; of a list behind `in`, the values."""

    start: int
    end: int
    name: str = ""
    values: tuple[Value, ...] = ()
    is_list: bool = False


@dataclass(slots=True, kw_only=True)
class Pieces:
    """A condition for Jinja's parser: a line a piece, where each stands, and the operands by their names."""

    lines: list[str] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    operands: dict[str, Operand] = field(default_factory=dict)

    def add(self, line: str, start: int, end: int) -> None:
        """Add a word or a sign."""
        self.lines.append(line)
        self.places.append((start, end))

    def add_operand(self, operand: Operand) -> None:
        """Add a column, a value or a list of values under a name of its own."""
        name = f"operand{len(self.operands)}"
        self.operands[name] = operand
        self.add(name, operand.start, operand.end)


def pieces_of(typed: Typed, lexemes: Sequence[Lexeme], columns: Columns) -> Pieces:
    """Return the pieces of a condition.

    Raises:
        ConditionMalformed: a list's values, or the word behind `is`, cannot be read.
    """
    return _PieceReader(typed, lexemes, columns).read()


class _PieceReader:
    """One pass over the lexemes of a condition."""

    def __init__(self, typed: Typed, lexemes: Sequence[Lexeme], columns: Columns) -> None:
        self._typed = typed
        self._lexemes = lexemes
        self._columns = columns
        self._at = 0
        self._pieces = Pieces()
        self._compared = False  # whether what comes is compared with: a value, whatever its words

    def read(self) -> Pieces:
        while self._at < len(self._lexemes):
            lexeme = self._lexemes[self._at]
            if lexeme.kind is LexemeKind.SIGN:
                self._sign(lexeme)
            elif lexeme.kind is not LexemeKind.WORD or self._compared or not self._word(lexeme):
                self._operand()
        return self._pieces

    def _sign(self, lexeme: Lexeme) -> None:
        self._pieces.add(_COMPARING.get(lexeme.text, lexeme.text), lexeme.start, lexeme.end)
        self._compared = lexeme.text in _COMPARING
        self._at += 1

    def _word(self, lexeme: Lexeme) -> bool:
        """Read an `and`, `or`, `not`, `in` or `is …`; False where the word is part of an operand."""
        words = self._words(self._at)
        if self._is_filled_or_empty(lexeme, words) or self._is_in(lexeme, words):
            return True
        word = _WORDS.get(words[0])
        if word is None:
            return False
        self._take(word, lexeme, 1)
        return True

    def _is_filled_or_empty(self, lexeme: Lexeme, words: Sequence[str]) -> bool:
        """Read "is not empty", "não está vazio", "está preenchida"."""
        match words:
            case [verb, test, *_] if verb in _IS and test in _TESTS:
                self._take(f"is {_TESTS[test]}", lexeme, 2)
            case [verb, no, test] if verb in _IS and no in _NOT and test in _TESTS:
                self._take(f"is not {_TESTS[test]}", lexeme, 3)
            case [no, verb, test] if no in _NOT and verb in _IS and test in _TESTS:
                self._take(f"is not {_TESTS[test]}", lexeme, 3)
            case [verb, *_] if verb in _IS:
                what = _("behind it stands “empty” or “filled”; to compare with a value, write =")
                self._typed.refuse(lexeme.start, lexeme.end, what)
            case _:
                return False
        return True

    def _is_in(self, lexeme: Lexeme, words: Sequence[str]) -> bool:
        """Read "in", "not in", "em (" and "não em (", and the list behind it."""
        negated = words[0] in _NOT
        word = words[negated] if len(words) > negated else ""
        opens = self._is_sign(self._at + negated + 1, _OPENING)
        if word != "in" and not (word == "em" and opens):
            return False
        self._take("not in" if negated else "in", lexeme, 1 + negated)
        if opens:
            self._list()
        else:
            self._compared = True
        return True

    def _take(self, line: str, first: Lexeme, many: int) -> None:
        self._at += many
        self._pieces.add(line, first.start, self._lexemes[self._at - 1].end)

    def _is_sign(self, at: int, signs: Collection[str]) -> bool:
        return at < len(self._lexemes) and _is(self._lexemes[at], signs)

    def _words(self, at: int) -> list[str]:
        """Return the words from a place on, three at most, as keywords are compared."""
        words = []
        for lexeme in self._lexemes[at : at + 3]:
            if lexeme.kind is not LexemeKind.WORD:
                break
            words.append(unicodedata.normalize("NFC", lexeme.text).casefold())
        return words

    def _operand(self) -> None:
        """Read a column or a value: what is in quotation marks or braces, or words up to the next `and`."""
        first = self._lexemes[self._at]
        compared, self._compared = self._compared, False
        self._at += 1
        if first.kind is LexemeKind.QUOTED:
            self._pieces.add_operand(_constant(first))
        elif first.kind is LexemeKind.COLUMN:
            self._pieces.add_operand(
                Operand(start=first.start, end=first.end, name=first.text.strip())
            )
        else:
            while self._goes_on(compared):
                self._at += 1
            self._pieces.add_operand(self._named_or_value(first, self._lexemes[self._at - 1]))

    def _goes_on(self, compared: bool) -> bool:  # noqa: FBT001
        words = self._words(self._at)
        if words and words[0] in _NOT:
            return compared  # no `not` follows a value: "obs = prefere não receber"
        if not words or words[0] in _WORDS or words[0] in _IS or words[0] == "in":
            return False
        return not (words[0] == "em" and self._is_sign(self._at + 1, _OPENING))

    def _named_or_value(self, first: Lexeme, last: Lexeme) -> Operand:
        text = self._typed.text[first.start : last.end]
        if self._columns.has(text):
            return Operand(start=first.start, end=last.end, name=text)
        return Operand(
            start=first.start,
            end=last.end,
            values=(Value(text=text, quoted=False, start=first.start, end=last.end),),
        )

    # ── a list behind `in` ────────────────────────────────────────────────────────────────────

    def _list(self) -> None:
        opening, inside = self._lexemes[self._at], list[Lexeme]()
        self._at += 1
        while self._at < len(self._lexemes) and not self._is_sign(self._at, _CLOSING):
            inside.append(self._lexemes[self._at])
            self._at += 1
        if self._at == len(self._lexemes):
            self._typed.refuse(opening.start, len(self._typed.text), _("the list is never closed"))
        end = self._lexemes[self._at].end
        self._at += 1
        values = tuple(self._values(inside))
        if not values:
            self._typed.refuse(opening.start, end, _("the list holds no value"))
        self._pieces.add_operand(Operand(start=opening.start, end=end, values=values, is_list=True))

    def _values(self, inside: Sequence[Lexeme]) -> list[Value]:
        """Read the values of a list; in one parted by commas, 1,5 could be two of them."""
        semicolons = any(_is(lexeme, ";") for lexeme in inside)
        values, run = list[Value](), list[Lexeme]()
        for lexeme in [*inside, _END]:
            if lexeme.kind is not LexemeKind.SIGN:
                run.append(lexeme)
            elif lexeme.text not in _BETWEEN:
                self._typed.refuse(lexeme.start, lexeme.end, _("no such sign can stand in a list"))
            elif run:
                values.append(self._one(run, may_hold_comma=semicolons))
                run = []
        return values

    def _one(self, run: Sequence[Lexeme], *, may_hold_comma: bool) -> Value:
        first, last = run[0], run[-1]
        quoted = first.kind is LexemeKind.QUOTED
        if quoted and len(run) > 1:
            self._typed.refuse(run[1].start, last.end, _("a comma is missing before it"))
        text = first.text if quoted else self._typed.text[first.start : last.end]
        if not quoted and "," in text and not may_hold_comma:
            self._typed.refuse(
                first.start,
                last.end,
                _("in a list a comma and a blank, or a semicolon, stands between two values"),
            )
        return Value(text=text, quoted=quoted, start=first.start, end=last.end)


def _is(lexeme: Lexeme, signs: Collection[str]) -> bool:
    return lexeme.kind is LexemeKind.SIGN and lexeme.text in signs


_END: Final = Lexeme(kind=LexemeKind.SIGN, text=",", start=0, end=0)

_WORDS: Final = {
    **dict.fromkeys(_AND, "and"),
    **dict.fromkeys(_OR, "or"),
    **dict.fromkeys(_NOT, "not"),
}


def _constant(lexeme: Lexeme) -> Operand:
    value = Value(text=lexeme.text, quoted=True, start=lexeme.start, end=lexeme.end)
    return Operand(start=lexeme.start, end=lexeme.end, values=(value,))
