"""Say which part of Jinja a message text may not use, and what to write instead."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from jinja2 import nodes

from batch_sender.compose.errors import (
    CalculationNotAllowed,
    CallNotAllowed,
    FilterUnknown,
    FilterUnknownNear,
    LoopNotAllowed,
    PiecesNotAllowed,
    TemplateNotAllowed,
)

_LONGEST_NAME: Final = 40

_KINDS: Final[Mapping[type[nodes.Node], type[TemplateNotAllowed]]] = {
    nodes.For: LoopNotAllowed,
    nodes.BinExpr: CalculationNotAllowed,
    nodes.UnaryExpr: CalculationNotAllowed,
    nodes.Call: CallNotAllowed,
    nodes.Getattr: CallNotAllowed,
    nodes.Getitem: CallNotAllowed,
    nodes.Concat: PiecesNotAllowed,
}
_SIGNS: Final[Mapping[type[nodes.Node], str]] = {
    nodes.Concat: "~",
    nodes.Getitem: "[…]",
    nodes.List: "[…]",
    nodes.Tuple: "(…)",
    nodes.Dict: "{…}",
    nodes.Filter: "*",
    nodes.Test: "*",
}
_TAGS: Final[Mapping[type[nodes.Node], str]] = {
    nodes.CallBlock: "call",
    nodes.FromImport: "from … import",
    nodes.Scope: "autoescape",
    nodes.Assign: "set",
    nodes.AssignBlock: "set",
    nodes.FilterBlock: "filter",
}


def refusal(node: nodes.Node, origin: str) -> TemplateNotAllowed:
    """Make the error for a node of Jinja's tree that message texts do not have."""
    kind = next(
        (kind for base, kind in _KINDS.items() if isinstance(node, base)), TemplateNotAllowed
    )
    return kind(origin=origin, line=node.lineno, what=_written(node))


def unknown_filter(
    node: nodes.Filter | nodes.Test, name: str, known: Iterable[str], origin: str
) -> FilterUnknown:
    """Make the error for a filter or a test that there is not, with the nearest one if any."""
    details = {
        "origin": origin,
        "line": node.lineno,
        "name": name,
        "known": ", ".join(sorted(each for each in known if each.isidentifier())),
    }
    if near := difflib.get_close_matches(name[:_LONGEST_NAME], list(known), n=1):
        return FilterUnknownNear(**details, nearest=near[0])
    return FilterUnknown(**details)


def _written(node: Any) -> str:
    """Return how the part is written in a text: `{% for %}`, `+`, `.upper`, `range(…)`."""
    match node:
        case nodes.Call(node=nodes.Getattr(attr=name)) | nodes.Getattr(attr=name):
            return f".{name}"
        case nodes.Call():
            return f"{getattr(node.node, 'name', '')}(…)"
        case nodes.BinExpr() | nodes.UnaryExpr():
            return str(node.operator)
        case _ if type(node) in _SIGNS:
            return _SIGNS[type(node)]
        case _:
            return f"{{% {_TAGS.get(type(node), type(node).__name__.lower())} %}}"
