"""Say which part of Jinja a message text may not use, and what to write instead."""

from collections.abc import Mapping
from typing import Any, Final

from jinja2 import nodes

from batch_sender.errors.texts import (
    CalculationNotAllowed,
    CallNotAllowed,
    LoopNotAllowed,
    PiecesNotAllowed,
    TemplateNotAllowed,
)

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


def _written(node: Any) -> str:
    """Return how the part is written in a text: `{% for %}`, `+`, `.upper`, `range(…)`."""
    if isinstance(node, nodes.Call):
        return (
            _written(node.node)
            if isinstance(node.node, nodes.Getattr)
            else f"{getattr(node.node, 'name', '')}(…)"
        )
    if isinstance(node, nodes.Getattr):
        return f".{node.attr}"
    if isinstance(node, nodes.BinExpr | nodes.UnaryExpr):
        return str(node.operator)
    if type(node) in _SIGNS:
        return _SIGNS[type(node)]
    return f"{{% {_TAGS.get(type(node), type(node).__name__.lower())} %}}"
