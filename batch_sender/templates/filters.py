"""A value inside braces goes in; the value after a filter, or a test's answer, comes out.

This is the whole list of what message texts can do to a value, with what `habits` adds. Where Jinja
has a filter of the same name it means the same here, with three differences: `default` also stands
in for an empty cell, `int` and `float` read numbers as people write them (1.234,56) and refuse what
is none instead of making it 0, and nothing here turns a list into its Python notation.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, cast
from urllib.parse import quote

from jinja2 import Undefined
from jinja2.filters import do_title
from jinja2.tests import TESTS as JINJA_TESTS

from batch_sender.templates.blanks import is_blank
from batch_sender.templates.names import first_name, name_case
from batch_sender.templates.values import folded, read_number

Value = Any  # what Jinja hands on: text, a number, a list of them

LONGEST: Final = 100_000
"""Characters that a text may have while it is being made; messages end far below."""

UNSENDABLE: Final = re.compile("[\x00\ud800-\udfff]")
"""No JSON, no database and no phone takes these."""

_LONGEST_ARGUMENT: Final = 1_000
_MOST_DECIMALS: Final = 12
_WIDE_FIELD: Final = re.compile(r"%[^a-zA-Z%]*(?:\*|\d{3})")


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


def joined(values: Iterable[Value], separator: str = "") -> str:
    """Put texts and numbers together; raises TooLarge before making too long a text."""
    parts = [text(value) for value in values]
    within(sum(map(len, parts)) + len(parts) * len(separator))
    return separator.join(parts)


def replaced(value: Value, old: str, new: str, count: int = -1) -> str:
    """Replace `old` by `new`; raises TooLarge before making too long a text."""
    before = text(value)
    within(len(before) + before.count(old) * len(new))
    return before.replace(old, new, count)


def short(argument: Value) -> Value:
    """Let pass what is short enough to be searched for letter by letter; raises TooLarge."""
    if isinstance(argument, str) and len(argument) > _LONGEST_ARGUMENT:
        raise TooLarge(len(argument))
    return argument


def _default(value: Value, other: Value = "", boolean: Value = True) -> Value:  # noqa: FBT002 - Jinja's own signature
    if isinstance(value, Undefined):
        return other
    if isinstance(value, str):
        return other if boolean and is_blank(value) else value
    return other if boolean and not value else value


def _formatted(value: str, *args: Value) -> str:
    """Fill a printf pattern whose fields are at most 99 wide, each with a value of its own."""
    if _WIDE_FIELD.search(value):
        raise TooLarge(value)
    within(len(value) + sum(len(text(a)) for a in args) + 100 * len(args))
    filled = str(value % args)
    if UNSENDABLE.search(filled):  # "%c" makes any sign of a number
        raise ValueError(value)
    return filled


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


def _at(position: int) -> Callable[[Value], Value]:
    def taken(values: Value) -> Value:
        return list(values)[position]

    return taken


def _listed(values: Iterable[Value]) -> list[Value]:
    return list(values)


def _of_text(function: Callable[[str], str]) -> Callable[[Value], str]:
    def applied(value: Value) -> str:
        return function(text(value))

    return applied


def _trimmed(value: Value, characters: str | None = None) -> str:
    return text(value).strip(short(characters))


def _reversed(value: Value) -> Value:
    return value[::-1]


def _unique(values: Iterable[Value]) -> list[Value]:
    return list(dict.fromkeys(values))


def _sorted(values: Iterable[Value], reverse: bool = False) -> list[Value]:  # noqa: FBT001, FBT002 - Jinja's own signature
    return sorted(values, reverse=reverse)


def _joined(values: Iterable[Value], separator: str = "") -> str:
    return joined(values, text(separator))


FILTERS: Final[Mapping[str, Callable[..., Value]]] = {
    "abs": abs,
    "capitalize": _of_text(str.capitalize),
    "count": len,
    "d": _default,
    "default": _default,
    "first": _at(0),
    "first_name": _of_text(first_name),
    "float": _number(float),
    "format": _formatted,
    "int": _number(_whole),
    "join": _joined,
    "last": _at(-1),
    "length": len,
    "list": _listed,
    "lower": _of_text(str.lower),
    "maiusculas": _of_text(str.upper),
    "max": max,
    "min": min,
    "minusculas": _of_text(str.lower),
    "name_case": _of_text(name_case),
    "nome_proprio": _of_text(name_case),
    "padrao": _default,
    "primeiro_nome": _of_text(first_name),
    "replace": replaced,
    "reverse": _reversed,
    "round": _rounded,
    "sort": _sorted,
    "string": text,
    "sum": sum,
    "title": _of_text(do_title),
    "trim": _trimmed,
    "truncate": _truncated,
    "unique": _unique,
    "upper": _of_text(str.upper),
    "urlencode": _of_text(quote),
}
"""`map` is one more; it needs the others and stands in `sandbox`. Those of `habits` hang on a language."""

STAND_IN_FOR_EMPTY: Final = frozenset(("default", "d", "padrao"))
"""The filters behind which an empty cell leaves no hole in the message."""


def canonical(name: str) -> str:
    """Return a filter's name as the tables have it: `Padrão` is `padrao`."""
    return name if name in FILTERS else folded(name)


TESTS: Final[Mapping[str, Callable[..., Value]]] = {
    name: cast("Callable[..., Value]", JINJA_TESTS[name])
    for name in (
        *("==", "!=", "<", "<=", ">", ">=", "eq", "equalto", "ne", "lt", "lessthan", "le"),
        *("gt", "greaterthan", "ge", "in", "defined", "undefined", "none", "odd", "even"),
        *("divisibleby", "number", "integer", "float", "string", "true", "false", "boolean"),
    )
}

METHODS_OF_TEXT: Final = frozenset(
    (
        *("capitalize", "casefold", "count", "endswith", "find", "isalnum", "isalpha", "isdecimal"),
        *("isdigit", "islower", "isnumeric", "isspace", "istitle", "isupper", "lower", "lstrip"),
        *("partition", "removeprefix", "removesuffix", "replace", "rpartition", "rsplit", "rstrip"),
        *("split", "splitlines", "startswith", "strip", "swapcase", "title", "upper"),
    )
)
METHODS_OF_MAPPINGS: Final = frozenset(("get", "items", "keys", "values"))
METHODS_OF_LOOPS: Final = frozenset(("cycle",))
METHODS: Final = METHODS_OF_TEXT | METHODS_OF_MAPPINGS | METHODS_OF_LOOPS
ATTRIBUTES_OF_LOOPS: Final = frozenset(
    ("depth", "first", "index", "index0", "last", "length", "nextitem", "previtem", "revindex")
)
