"""A woven template's operations go in; their results come out, each within bounds."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, Final

from jinja2 import StrictUndefined, pass_context
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from batch_sender.templates.filling import Filling
from batch_sender.templates.filters import (
    ATTRIBUTES_OF_LOOPS,
    FILTERS,
    TESTS,
    TooLarge,
    Value,
    within,
)
from batch_sender.templates.habits import Habits
from batch_sender.templates.woven import WOVEN_IN, written_in

_LARGEST_BITS: Final = 256


class MessageEnvironment(ImmutableSandboxedEnvironment):
    """Jinja with nothing in it but what a message needs, and every operation bounded."""

    context_class = Filling
    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)

    def __init__(self, habits: Habits) -> None:
        super().__init__(
            undefined=StrictUndefined,
            autoescape=False,  # WhatsApp text is no HTML
            optimized=False,  # nothing of the text runs while it is compiled
            cache_size=0,
        )
        self.globals.clear()
        self.filters.clear()
        functions = {**FILTERS, **habits.filters}
        self.filters.update(_weighed(functions), map=_mapping(functions))
        self.filters.update(WOVEN_IN, **written_in(habits))
        self.tests.clear()
        self.tests.update(_weighed(TESTS))

    def call_binop(self, context: Context, operator: str, left: Value, right: Value) -> Value:
        """Calculate with numbers and put texts together, within the bounds."""
        filling = _filling(context)
        filling.weigh(left)
        filling.weigh(right)
        _BINOP_CHECKS.get(operator, _same_kind)(left, right)
        result = super().call_binop(context, operator, left, right)
        if isinstance(result, int) and result.bit_length() > _LARGEST_BITS:
            raise TooLarge(operator)
        return filling.weigh(result)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return what a loop tells of itself; nothing else has attributes here."""
        if isinstance(obj, LoopContext) and attribute in ATTRIBUTES_OF_LOOPS:
            return getattr(obj, attribute)
        raise TypeError(attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an element, or an undefined value that `default` can stand in for."""
        if not isinstance(obj, str | list | tuple | dict):
            raise TypeError(type(obj).__name__)
        try:
            return obj[argument]
        except (LookupError, TypeError):
            return self.undefined(obj=obj, name=argument)


def _filling(context: Context) -> Filling:
    if not isinstance(context, Filling):
        raise TypeError(type(context).__name__)
    return context


# ── operators ─────────────────────────────────────────────────────────────────────────────────


def _same_kind(left: Value, right: Value) -> None:
    if isinstance(left, str) and isinstance(right, str):
        within(len(left) + len(right))
    else:
        _numbers(left, right)


def _numbers(left: Value, right: Value) -> None:
    for value in (left, right):
        if not isinstance(value, int | float):
            raise TypeError(type(value).__name__)


def _repeated(left: Value, right: Value) -> None:
    unit, times = (right, left) if isinstance(right, str) else (left, right)
    if isinstance(unit, str) and isinstance(times, int):
        within(len(unit) * max(times, 0))
    else:
        _numbers(left, right)


def _raised(left: Value, right: Value) -> None:
    _numbers(left, right)
    if isinstance(left, int) and left.bit_length() * abs(right) > _LARGEST_BITS:
        raise TooLarge(right)


_BINOP_CHECKS: Final[Mapping[str, Callable[[Value, Value], None]]] = {
    "*": _repeated,
    "**": _raised,
    "%": _numbers,  # a text on its left would be a printf pattern: that is the filter `format`
}


# ── filters ───────────────────────────────────────────────────────────────────────────────────


def _weighed(functions: Mapping[str, Callable[..., Value]]) -> dict[str, Callable[..., Value]]:
    return {name: _weighing(function) for name, function in functions.items()}


def _weighing(function: Callable[..., Value]) -> Callable[..., Value]:
    @pass_context
    @wraps(function)
    def weighing(filling: Filling, value: Value, *args: Value, **kwargs: Value) -> Value:
        filling.weigh(value)
        for argument in (*args, *kwargs.values()):
            filling.weigh(argument)
        return filling.weigh(function(value, *args, **kwargs))

    return weighing


def _mapping(functions: Mapping[str, Callable[..., Value]]) -> Callable[..., list[Value]]:
    @pass_context
    def mapped(filling: Filling, values: Iterable[Value], name: str, *args: Value) -> list[Value]:
        function = _weighing(functions[name])
        return [function(filling, value, *args) for value in filling.weigh(values)]

    return mapped
