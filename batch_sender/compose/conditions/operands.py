"""Tell columns, values and the words between them apart, and write them down for Jinja's parser.

Every operand gets a name of its own and a line of its own, so that the line of Jinja's complaint, and of
each node of its tree, says which piece of the condition it is.
"""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from batch_sender.compose.conditions.tokens import Token, TokenKind, Typed
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


def pieces_of(typed: Typed, tokens: Sequence[Token], columns: Columns) -> Pieces:
    """Return the pieces of a condition.

    Raises:
        ConditionMalformed: a list's values, or the word behind `is`, cannot be read.
    """
    return _Reader(typed, tokens, columns).read()


class _Reader:
    """One pass over the tokens of a condition."""

    def __init__(self, typed: Typed, tokens: Sequence[Token], columns: Columns) -> None:
        self._typed = typed
        self._tokens = tokens
        self._columns = columns
        self._at = 0
        self._pieces = Pieces()
        self._compared = False  # whether what comes is compared with: a value, whatever its words

    def read(self) -> Pieces:
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token.kind is TokenKind.SIGN:
                self._sign(token)
            elif token.kind is not TokenKind.WORD or self._compared or not self._word(token):
                self._operand()
        return self._pieces

    def _sign(self, token: Token) -> None:
        self._pieces.add(_COMPARING.get(token.text, token.text), token.start, token.end)
        self._compared = token.text in _COMPARING
        self._at += 1

    def _word(self, token: Token) -> bool:
        """Read an `and`, `or`, `not`, `in` or `is …`; False where the word is part of an operand."""
        words = self._words(self._at)
        if self._is_filled_or_empty(token, words) or self._is_in(token, words):
            return True
        word = _WORDS.get(words[0])
        if word is None:
            return False
        self._take(word, token, 1)
        return True

    def _is_filled_or_empty(self, token: Token, words: Sequence[str]) -> bool:
        """Read "is not empty", "não está vazio", "está preenchida"."""
        match words:
            case [verb, test, *_] if verb in _IS and test in _TESTS:
                self._take(f"is {_TESTS[test]}", token, 2)
            case [verb, no, test] if verb in _IS and no in _NOT and test in _TESTS:
                self._take(f"is not {_TESTS[test]}", token, 3)
            case [no, verb, test] if no in _NOT and verb in _IS and test in _TESTS:
                self._take(f"is not {_TESTS[test]}", token, 3)
            case [verb, *_] if verb in _IS:
                what = _("behind it stands “empty” or “filled”; to compare with a value, write =")
                self._typed.refuse(token.start, token.end, what)
            case _:
                return False
        return True

    def _is_in(self, token: Token, words: Sequence[str]) -> bool:
        """Read "in", "not in", "em (" and "não em (", and the list behind it."""
        negated = words[0] in _NOT
        word = words[negated] if len(words) > negated else ""
        opens = self._is_sign(self._at + negated + 1, _OPENING)
        if word != "in" and not (word == "em" and opens):
            return False
        self._take("not in" if negated else "in", token, 1 + negated)
        if opens:
            self._list()
        else:
            self._compared = True
        return True

    def _take(self, line: str, first: Token, many: int) -> None:
        self._at += many
        self._pieces.add(line, first.start, self._tokens[self._at - 1].end)

    def _is_sign(self, at: int, signs: Collection[str]) -> bool:
        return at < len(self._tokens) and _is(self._tokens[at], signs)

    def _words(self, at: int) -> list[str]:
        """Return the words from a place on, three at most, as keywords are compared."""
        words = []
        for token in self._tokens[at : at + 3]:
            if token.kind is not TokenKind.WORD:
                break
            words.append(unicodedata.normalize("NFC", token.text).casefold())
        return words

    def _operand(self) -> None:
        """Read a column or a value: what is in quotation marks or braces, or words up to the next `and`."""
        first = self._tokens[self._at]
        compared, self._compared = self._compared, False
        self._at += 1
        if first.kind is TokenKind.QUOTED:
            self._pieces.add_operand(_constant(first))
        elif first.kind is TokenKind.COLUMN:
            self._pieces.add_operand(
                Operand(start=first.start, end=first.end, name=first.text.strip())
            )
        else:
            while self._goes_on(compared):
                self._at += 1
            self._pieces.add_operand(self._named_or_value(first, self._tokens[self._at - 1]))

    def _goes_on(self, compared: bool) -> bool:  # noqa: FBT001
        words = self._words(self._at)
        if words and words[0] in _NOT:
            return compared  # no `not` follows a value: "obs = prefere não receber"
        if not words or words[0] in _WORDS or words[0] in _IS or words[0] == "in":
            return False
        return not (words[0] == "em" and self._is_sign(self._at + 1, _OPENING))

    def _named_or_value(self, first: Token, last: Token) -> Operand:
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
        opening, inside = self._tokens[self._at], list[Token]()
        self._at += 1
        while self._at < len(self._tokens) and not self._is_sign(self._at, _CLOSING):
            inside.append(self._tokens[self._at])
            self._at += 1
        if self._at == len(self._tokens):
            self._typed.refuse(opening.start, len(self._typed.text), _("the list is never closed"))
        end = self._tokens[self._at].end
        self._at += 1
        values = tuple(self._values(inside))
        if not values:
            self._typed.refuse(opening.start, end, _("the list holds no value"))
        self._pieces.add_operand(Operand(start=opening.start, end=end, values=values, is_list=True))

    def _values(self, inside: Sequence[Token]) -> list[Value]:
        """Read the values of a list; in one parted by commas, 1,5 could be two of them."""
        semicolons = any(_is(token, ";") for token in inside)
        values, run = list[Value](), list[Token]()
        for token in [*inside, _END]:
            if token.kind is not TokenKind.SIGN:
                run.append(token)
            elif token.text not in _BETWEEN:
                self._typed.refuse(token.start, token.end, _("no such sign can stand in a list"))
            elif run:
                values.append(self._one(run, may_hold_comma=semicolons))
                run = []
        return values

    def _one(self, run: Sequence[Token], *, may_hold_comma: bool) -> Value:
        first, last = run[0], run[-1]
        quoted = first.kind is TokenKind.QUOTED
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


def _is(token: Token, signs: Collection[str]) -> bool:
    return token.kind is TokenKind.SIGN and token.text in signs


_END: Final = Token(kind=TokenKind.SIGN, text=",", start=0, end=0)

_WORDS: Final = {
    **dict.fromkeys(_AND, "and"),
    **dict.fromkeys(_OR, "or"),
    **dict.fromkeys(_NOT, "not"),
}


def _constant(token: Token) -> Operand:
    value = Value(text=token.text, quoted=True, start=token.start, end=token.end)
    return Operand(start=token.start, end=token.end, values=(value,))
