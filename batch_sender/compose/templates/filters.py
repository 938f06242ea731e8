"""The filters and tests of message texts: all that can be done to a value, but for those of a language.

Where Jinja has a filter of the same name it means the same here, with three differences: `default`
also stands in for an empty cell, `int` and `float` read numbers as people write them (1.234,56) and
refuse what is none instead of making it 0, and a list is never written.
"""

import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

from jinja2.filters import do_title

from batch_sender.compose.templates.first_names import first_name
from batch_sender.compose.templates.names import name_case
from batch_sender.compose.templates.values import folded, read_number
from batch_sender.models.spans import Letters

Value = Any  # what an expression gives: text, a number, an answer

LONGEST: Final = 100_000
"""Characters that a text may have while it is being made; messages end far below."""

UNSENDABLE: Final = re.compile("[\x00\ud800-\udfff]")
"""No JSON, no database and no phone takes these."""

_LONGEST_ARGUMENT: Final = 1_000
_MOST_DECIMALS: Final = 12


class TooLarge(ValueError):
    """A value would outgrow what a message can use."""


def within(length: int) -> None:
    """Refuse to make a text of `length` characters; raises TooLarge."""
    if length > LONGEST:
        raise TooLarge(length)


def text(value: Value) -> str:
    """Return a text or a number as text; raises TypeError for everything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return str(value)
    raise TypeError(type(value).__name__)


def _replaced(value: Value, old: str, new: str, count: int = -1) -> str:
    before = text(value)
    within(len(before) + before.count(old) * len(new))
    return before.replace(old, new, count)


def _trimmed(value: Value, characters: str | None = None) -> str:
    if characters and len(characters) > _LONGEST_ARGUMENT:  # each letter is looked up in it
        raise TooLarge(len(characters))
    return text(value).strip(characters)


def _truncated(
    value: Value,
    length: int = 255,
    killwords: bool = False,  # noqa: FBT001, FBT002 - Jinja's own signature
    end: str = "…",
) -> str:
    whole = text(value)
    if len(whole) <= length:
        return whole
    kept = whole[: max(length - len(end), 0)]
    return f"{kept if killwords else kept.rsplit(' ', 1)[0]}{end}"


def _rounded(value: float, precision: int = 0) -> float:
    if abs(precision) > _MOST_DECIMALS:
        raise TooLarge(precision)
    return round(value, precision)


def _number(kind: Callable[[Value], Value]) -> Callable[..., Value]:
    def converted(value: Value, default: Value = None) -> Value:
        try:
            return kind(_read(value) if isinstance(value, str) else value)
        except (TypeError, ValueError, OverflowError):
            if default is None:
                raise
            return default

    return converted


def _read(value: str) -> Value:
    try:
        return read_number(value)
    except ValueError:
        return float(value)  # "1e3" is a number to programs alone


def _whole(value: Value) -> int:
    number = int(value)
    if isinstance(value, Decimal) and number != value:
        raise ValueError(value)
    return number


def _of_text(function: Callable[[str], str]) -> Callable[[Value], str]:
    def applied(value: Value) -> str:
        return function(text(value))

    return applied


FILTERS: Final[Mapping[str, Callable[..., Value]]] = {
    "abs": abs,
    "capitalize": _of_text(str.capitalize),
    "count": len,
    "first_name": _of_text(first_name),
    "float": _number(float),
    "int": _number(_whole),
    "length": len,
    "lower": _of_text(str.lower),
    "maiusculas": _of_text(str.upper),
    "minusculas": _of_text(str.lower),
    "name_case": _of_text(name_case),
    "nome_proprio": _of_text(name_case),
    "primeiro_nome": _of_text(first_name),
    "replace": _replaced,
    "round": _rounded,
    "string": text,
    "title": _of_text(do_title),
    "trim": _trimmed,
    "truncate": _truncated,
    "upper": _of_text(str.upper),
    "urlencode": _of_text(quote),
}
"""Those of `locale_format` hang on a language and come on top."""

STAND_IN_FOR_EMPTY: Final = frozenset(("default", "d", "padrao"))
"""The filters behind which an empty cell leaves no hole in the message."""

MAY_FIND_NOTHING: Final = frozenset(("first_name", "primeiro_nome"))
"""The filters that look for something in a cell: what they do not find cannot be shown."""

LETTER_FILTERS: Final[Mapping[str, Letters]] = {
    **dict.fromkeys(("lower", "minusculas"), "lower"),
    **dict.fromkeys(("upper", "maiusculas"), "upper"),
}
"""The filters that the greeting of the hour may have."""


def canonical(name: str) -> str:
    """Return a filter's name as the tables have it: `Padrão` is `padrao`."""
    return name if name in FILTERS else folded(name)


def _remainder(value: Value, divisor: Value) -> Value:
    # Of a text `%` would make another one, as wide as a cell asks for ("%0999999999d").
    return operator.mod(_NUMBER(value), _NUMBER(divisor))


_NUMBER: Final = _number(_whole)

COMPARISONS: Final[Mapping[str, Callable[[Value, Value], bool]]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
    "in": lambda value, many: value in many,
    "notin": lambda value, many: value not in many,
}

TESTS: Final[Mapping[str, Callable[..., bool]]] = {
    **dict.fromkeys(("==", "eq", "equalto"), operator.eq),
    **dict.fromkeys(("!=", "ne"), operator.ne),
    **dict.fromkeys(("<", "lt", "lessthan"), operator.lt),
    **dict.fromkeys(("<=", "le"), operator.le),
    **dict.fromkeys((">", "gt", "greaterthan"), operator.gt),
    **dict.fromkeys((">=", "ge"), operator.ge),
    "in": COMPARISONS["in"],
    "defined": lambda _value: True,
    "empty": lambda value: value == "",
    "filled": lambda value: value != "",
    "undefined": lambda _value: False,
    "none": lambda value: value is None,
    "odd": lambda value: _remainder(value, 2) == 1,
    "even": lambda value: _remainder(value, 2) == 0,
    "divisibleby": lambda value, divisor: _remainder(value, divisor) == 0,
}
