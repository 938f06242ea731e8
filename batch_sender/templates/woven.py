"""Pieces of a message text that `weaving` puts into its tree: each does one thing and counts it.

Their names end in a space, so that nobody can type them in a text.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final, Self

from jinja2 import nodes, pass_context
from jinja2.runtime import LoopContext

from batch_sender.greeting import Letters, written
from batch_sender.models import ProblemCode
from batch_sender.templates import natural
from batch_sender.templates.blanks import is_blank
from batch_sender.templates.filling import Filling, RowStopped
from batch_sender.templates.filters import (
    METHODS_OF_LOOPS,
    METHODS_OF_MAPPINGS,
    METHODS_OF_TEXT,
    TooLarge,
    Value,
    joined,
    replaced,
    short,
    text,
)
from batch_sender.templates.habits import Habits

_LONGEST_RANGE: Final = 10_000
_METHODS: Final[Mapping[type, frozenset[str]]] = {
    str: METHODS_OF_TEXT,
    dict: METHODS_OF_MAPPINGS,
    LoopContext: METHODS_OF_LOOPS,
}


@pass_context
def _cell(filling: Filling, index: int) -> str:
    return filling.cell(index)


@pass_context
def _needed_cell(filling: Filling, index: int) -> str:
    value = filling.cell(index)
    if not value:
        raise RowStopped(ProblemCode.VALUE_MISSING, index)
    return value


@pass_context
def _needed_name(filling: Filling, value: Value, cells: Sequence[int]) -> Value:
    """Hand on a name that was set from `cells`; raises RowStopped if it is empty as one of them."""
    if isinstance(value, str) and is_blank(value):
        for index in cells:
            if not filling.cell(index):
                raise RowStopped(ProblemCode.VALUE_MISSING, index)
    return value


def _shown_by(
    write: Callable[[Value], str], of_text: Callable[[str], str] | None = None
) -> Callable[[Filling, Value], str]:
    @pass_context
    def shown(filling: Filling, value: Value) -> str:
        written = of_text(value) if of_text and isinstance(value, str) else write(value)
        filling.spend(1 + (len(written) >> 5))
        filling.reading = None
        return written

    return shown


def _writer(habits: Habits) -> Callable[[Value], str]:
    def written(value: Value) -> str:
        return habits.plain(value) if isinstance(value, float) else text(value)

    return written


@pass_context
def _greeting(filling: Filling, letters: Letters) -> "Greeted":
    filling.spend(1)
    return Greeted(filling.greeting, letters)


class Greeted(str):
    """A greeting on its way through a template: it stays what it is when the text is put together."""

    __slots__ = ("letters",)
    letters: Letters

    def __new__(cls, greeting: str, letters: Letters) -> Self:
        """Write a greeting in the letters that the text asks for."""
        greeted = super().__new__(cls, written(greeting, letters))
        greeted.letters = letters
        return greeted

    def __str__(self) -> str:
        return self


@pass_context
def _weight_of_operand(filling: Filling, value: Value) -> Value:
    return filling.weigh(value)


def _concatenated_by(write: Callable[[Value], str]) -> Callable[[Filling, Sequence[Value]], str]:
    @pass_context
    def concatenated(filling: Filling, values: Sequence[Value]) -> str:
        filling.weigh(values)
        result = joined(map(write, values))
        filling.weigh(result)
        return result

    return concatenated


@pass_context
def _flat(filling: Filling, values: Value) -> Value:
    """Refuse a list inside a list: forty lines of `[a, a]` would hold a million million items."""
    items = (*values, *values.values()) if isinstance(values, dict) else values
    if any(isinstance(item, list | tuple | dict | range) for item in items):
        raise TooLarge(type(values).__name__)
    filling.spend(len(items))
    return values


@pass_context
def _each(filling: Filling, values: Iterable[Value], steps: int) -> Iterator[Value]:
    for value in values:
        filling.spend(steps)
        yield value


@pass_context
def _counted(filling: Filling, *bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > _LONGEST_RANGE:
        raise TooLarge(len(numbers))
    filling.spend(1)
    return numbers


@pass_context
def _method(filling: Filling, value: Value, name: str, *args: Value) -> Value:
    """Call one of the few methods that a text, a mapping or a loop has."""
    if name not in _METHODS.get(type(value), frozenset()):
        raise TypeError(name)
    filling.weigh(value)
    for argument in args:
        filling.weigh(argument)
    if name == "replace":
        result = replaced(value, *args)
    else:
        result = getattr(value, name)(*map(short, args))
    listed = isinstance(value, dict) and name != "get"
    return filling.weigh(list(result) if listed else result)


CELL: Final = "cell "
NEEDED_CELL: Final = "needed cell "
NEEDED_NAME: Final = "needed name "
SHOWN: Final = "shown "
SHOWN_CELL: Final = "shown cell "
SHOWN_AMOUNT: Final = "shown amount "
GREETING: Final = "greeting "
OPERAND: Final = "operand "
CONCATENATED: Final = "concatenated "
FLAT: Final = "flat "
EACH: Final = "each "
COUNTED: Final = "counted "
METHOD: Final = "method "

WOVEN_IN: Final[Mapping[str, Callable[..., Value]]] = {
    CELL: _cell,
    NEEDED_CELL: _needed_cell,
    NEEDED_NAME: _needed_name,
    GREETING: _greeting,
    OPERAND: _weight_of_operand,
    FLAT: _flat,
    EACH: _each,
    COUNTED: _counted,
    METHOD: _method,
}


def written_in(habits: Habits) -> dict[str, Callable[..., Value]]:
    """Return the pieces that write values as people do in one language."""
    write = _writer(habits)
    return {
        SHOWN: _shown_by(write),
        SHOWN_CELL: _shown_by(write, natural.of_cells(habits)),
        SHOWN_AMOUNT: _shown_by(write, natural.of_amounts(habits)),
        CONCATENATED: _concatenated_by(write),
    }


def put_in(name: str, node: Any, place: nodes.Node, *args: nodes.Expr) -> nodes.Filter:
    """Put the piece `name` around a node of the tree; `place` says which line it belongs to."""
    return nodes.Filter(node, name, list(args), [], None, None, lineno=place.lineno)


def size(loop: nodes.For) -> int:
    """Return what one turn of a loop weighs: its nodes, and the text it holds."""
    inside = chain.from_iterable(child.find_all(nodes.Node) for child in loop.body)
    return 1 + sum(
        1 + (len(n.data) >> 5 if isinstance(n, nodes.TemplateData) else 0) for n in inside
    )
