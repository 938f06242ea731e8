"""An expression of Jinja's tree goes in; the same one with cells and bounds put in comes out.

What is not on the list of nodes here or in `weaving` does not run: no calls but a text's own
methods, no attributes but a loop's. A name that is a column becomes a look at its cell.
"""

import difflib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum, auto
from typing import Any, ClassVar, Final

from jinja2 import nodes

from batch_sender.errors import (
    FilterUnknown,
    FilterUnknownNear,
    GreetingMisplaced,
    TemplateNotAllowed,
    TemplateUnreadable,
)
from batch_sender.greeting import Letters
from batch_sender.templates import natural, woven
from batch_sender.templates.filters import (
    ATTRIBUTES_OF_LOOPS,
    FILTERS,
    METHODS,
    METHODS_OF_MAPPINGS,
    STAND_IN_FOR_EMPTY,
    TESTS,
    UNSENDABLE,
    canonical,
)
from batch_sender.templates.habits import Habits
from batch_sender.templates.placeholders import Columns

_LONGEST_NAME: Final = 40

Node = Any  # a node of Jinja's tree, of the type that the table at the end names

_MAPPABLE: Final = frozenset((*FILTERS, *Habits("en").filters))
_FILTERS: Final = _MAPPABLE | {"map"}
_LETTERS: Final[Mapping[str, Letters]] = {
    **dict.fromkeys(("lower", "minusculas"), "lower"),
    **dict.fromkeys(("upper", "maiusculas"), "upper"),
}
_ONLY_COUNT: Final = frozenset(("length", "count"))


class Place(Enum):
    """Where in the text an expression stands."""

    SHOWN = auto()  # inside `{{ }}`: an empty cell would leave a hole in the message
    KEPT = auto()  # set aside for later: `{% set x = … %}`, `{% for x in … %}`
    ASKED = auto()  # only looked at: `{% if … %}`, before `|default`


class Expressions:
    """What stands inside braces. `columns` are the cells used, in the order of the text.

    `set_from` has each name that the text itself sets, with the cells that may stand behind it.
    """

    def __init__(
        self, columns: Columns, named: Mapping[str, int], set_from: dict[str, list[int]]
    ) -> None:
        self.columns: list[int] = []
        self._header = columns
        self._named = named
        self._set_from = set_from
        self._place = Place.ASKED
        self._kept: list[int] = []
        self._is_captured = False
        self.greets = False

    # ── walking ───────────────────────────────────────────────────────────────────────────────

    def _weave(self, node: Node) -> Node:
        weave = self.WEAVERS.get(type(node))
        if weave is None:
            raise self._refused(node, f"{{% {_tag_of(node)} %}}")
        return weave(self, node)

    def _weave_all(self, children: list[Node]) -> list[Node]:
        return [self._weave(child) for child in children]

    def _weave_inside(self, node: Node) -> Node:
        for field, value in node.iter_fields():
            if isinstance(value, list):
                setattr(node, field, self._weave_all(value))
            elif isinstance(value, nodes.Node):
                setattr(node, field, self._weave(value))
        return node

    def _weave_as(self, place: Place, node: Node) -> Node:
        with self._standing(place):
            return self._weave(node)

    @contextmanager
    def _standing(self, place: Place) -> Iterator[None]:
        before, self._place = self._place, place
        yield
        self._place = before

    def _leaf(self, node: Node) -> Node:
        return node

    # ── names ─────────────────────────────────────────────────────────────────────────────────

    def _name(self, node: nodes.Name) -> Node:
        if node.name in self._set_from:
            return self._local_name(node)
        index = self._column(node)
        if self._place is not Place.ASKED:
            self._kept.append(index)
        needed = self._place is Place.SHOWN
        return woven.put_in(woven.NEEDED_CELL if needed else woven.CELL, nodes.Const(index), node)

    def _local_name(self, node: nodes.Name) -> Node:
        cells = self._set_from[node.name]
        if self._place is not Place.ASKED:
            self._kept.extend(cells)
        if self._place is not Place.SHOWN or not cells:
            return node
        return woven.put_in(woven.NEEDED_NAME, node, node, nodes.Const(tuple(cells)))

    def _column(self, node: nodes.Name) -> int:
        index = self._named.get(node.name)
        if index is None:
            if self._stands_for_greeting(node):
                raise self._greeting_misplaced(node)
            index = self._header.index(node.name, line=node.lineno)
        if index not in self.columns:
            self.columns.append(index)
        return index

    def _const(self, node: nodes.Const) -> Node:
        if isinstance(node.value, str) and UNSENDABLE.search(node.value):
            raise TemplateUnreadable(origin=self._header.origin, line=node.lineno)
        return node

    # ── values ────────────────────────────────────────────────────────────────────────────────

    def _output(self, node: nodes.Output) -> Node:
        node.nodes = [
            child if isinstance(child, nodes.TemplateData) else self._shown(child)
            for child in node.nodes
        ]
        return node

    def _shown(self, node: Node) -> Node:
        if (greeting := self._greeting(node)) is not None:
            return greeting
        piece = self._piece_showing(node)
        return woven.put_in(piece, self._weave_as(Place.SHOWN, node), node)

    def _piece_showing(self, node: Node) -> str:
        """Tell how a value is shown: a cell without a filter as people write it, the rest as is."""
        while isinstance(node, nodes.Filter) and canonical(node.name) in STAND_IN_FOR_EMPTY:
            node = node.node
        if not isinstance(node, nodes.Name):
            return woven.SHOWN
        if node.name in self._set_from:
            return woven.SHOWN_CELL
        title = self._header.header[self._column(node)]
        return woven.SHOWN_AMOUNT if natural.is_of_amounts(title) else woven.SHOWN_CELL

    def _greeting(self, node: Node) -> Node | None:
        """Put in the greeting of the hour: alone in its braces, or in small or capital letters."""
        letters: Letters = "as_is"
        name = node
        if isinstance(node, nodes.Filter) and canonical(node.name) in _LETTERS and not node.args:
            letters, name = _LETTERS[canonical(node.name)], node.node
        if not isinstance(name, nodes.Name) or not self._stands_for_greeting(name):
            return None
        if self._is_captured:
            raise self._greeting_misplaced(node)
        self.greets = True
        return woven.put_in(woven.GREETING, nodes.Const(letters), node)

    def _stands_for_greeting(self, name: nodes.Name) -> bool:
        return name.name not in self._set_from and self._header.is_greeting(name.name)

    def _greeting_misplaced(self, node: Node) -> GreetingMisplaced:
        return GreetingMisplaced(origin=self._header.origin, line=node.lineno)

    def _conditional(self, node: nodes.CondExpr) -> Node:
        node.expr1 = self._weave(node.expr1)
        node.test = self._weave_as(Place.ASKED, node.test)
        node.expr2 = self._weave(node.expr2) if node.expr2 else nodes.Const("", lineno=node.lineno)
        return node

    def _either(self, node: nodes.BinExpr) -> Node:
        """`a or b`, `a and b`: `a` alone decides, what is shown is in the end `b` or no hole."""
        node.left = self._weave_as(Place.ASKED, node.left)
        node.right = self._weave(node.right)
        return node

    def _asked(self, node: Node) -> Node:
        with self._standing(Place.ASKED):
            return self._weave_inside(node)

    def _comparison(self, node: nodes.Compare) -> Node:
        self._asked(node)
        node.expr = woven.put_in(woven.OPERAND, node.expr, node)
        for operand in node.ops:
            operand.expr = woven.put_in(woven.OPERAND, operand.expr, node)
        return node

    def _concatenation(self, node: nodes.Concat) -> Node:
        parts = nodes.List(self._weave_all(node.nodes), lineno=node.lineno)
        return woven.put_in(woven.CONCATENATED, parts, node)

    def _collection(self, node: Node) -> Node:
        return woven.put_in(woven.FLAT, self._weave_inside(node), node)

    def _element(self, node: nodes.Getitem) -> Node:
        node.node = woven.put_in(woven.OPERAND, self._weave(node.node), node)
        node.arg = self._weave_as(Place.ASKED, node.arg)
        return node

    # ── filters, tests, calls ─────────────────────────────────────────────────────────────────

    def _filter(self, node: nodes.Filter) -> Node:
        node.name = canonical(node.name)
        place = Place.ASKED if node.name in _ONLY_COUNT else self._place
        stands_in = node.name in STAND_IN_FOR_EMPTY
        if node.node is not None:
            node.node = self._weave_as(Place.ASKED if stands_in else place, node.node)
        self._must_be_known(node, node.name, _FILTERS)
        if node.name == "map":
            self._check_map(node)
        with self._standing(place):
            self._arguments(node)
        return node

    def _check_map(self, node: nodes.Filter) -> None:
        name = node.args[0] if node.args else None
        if not isinstance(name, nodes.Const) or not isinstance(name.value, str):
            raise self._refused(node, "map(…)")
        name.value = canonical(name.value)
        self._must_be_known(node, name.value, _MAPPABLE)

    def _test(self, node: nodes.Test) -> Node:
        self._must_be_known(node, node.name, frozenset(TESTS))
        with self._standing(Place.ASKED):
            node.node = self._weave(node.node)
            return self._arguments(node)

    def _arguments(self, node: Node) -> Node:
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            raise self._refused(node, "*")
        node.args = self._weave_all(node.args)
        node.kwargs = self._weave_all(node.kwargs)
        return node

    def _call(self, node: nodes.Call) -> Node:
        callee = node.node
        if isinstance(callee, nodes.Getattr) and callee.attr in METHODS and not node.kwargs:
            value = self._weave(callee.node)
            asked = callee.attr in METHODS_OF_MAPPINGS
            with self._standing(Place.ASKED if asked else self._place):
                args = self._arguments(node).args
            return woven.put_in(woven.METHOD, value, node, nodes.Const(callee.attr), *args)
        if isinstance(callee, nodes.Name) and callee.name == "range" and 1 <= len(node.args) <= 3:
            args = self._arguments(node).args
            return woven.put_in(woven.COUNTED, args[0], node, *args[1:])
        self._weave(callee)
        raise self._refused(node, f"{getattr(callee, 'name', '')}(…)")

    def _attribute(self, node: nodes.Getattr) -> Node:
        if isinstance(node.node, nodes.Name):
            is_local = node.node.name in self._set_from
            if is_local and node.attr in ATTRIBUTES_OF_LOOPS:
                return node
            is_column = node.node.name in self._named or self._header.has(node.node.name)
            if not is_local and not is_column:
                raise self._header.unknown(f"{node.node.name}.{node.attr}", line=node.lineno)
        raise self._refused(node, f".{node.attr}")

    # ── refusing ──────────────────────────────────────────────────────────────────────────────

    def _must_be_known(self, node: Node, name: str, known: frozenset[str]) -> None:
        if name in known:
            return
        details = {
            "origin": self._header.origin,
            "line": node.lineno,
            "name": name,
            "known": ", ".join(sorted(n for n in known if n.isidentifier())),
        }
        if near := difflib.get_close_matches(name[:_LONGEST_NAME], known, n=1):
            raise FilterUnknownNear(**details, nearest=near[0])
        raise FilterUnknown(**details)

    def _refused(self, node: Node, what: str) -> TemplateNotAllowed:
        return TemplateNotAllowed(origin=self._header.origin, line=node.lineno, what=what)

    WEAVERS: ClassVar[Mapping[type[nodes.Node], Callable[[Any, Node], Node]]] = {
        nodes.TemplateData: _leaf,
        **dict.fromkeys((nodes.Pair, nodes.Keyword, nodes.Slice, nodes.Operand), _weave_inside),
        **dict.fromkeys((nodes.Add, nodes.Sub, nodes.Mul, nodes.Div), _weave_inside),
        **dict.fromkeys((nodes.FloorDiv, nodes.Mod, nodes.Pow), _weave_inside),
        **dict.fromkeys((nodes.Neg, nodes.Pos), _weave_inside),
        nodes.Name: _name,
        nodes.Const: _const,
        nodes.Output: _output,
        nodes.CondExpr: _conditional,
        nodes.And: _either,
        nodes.Or: _either,
        nodes.Not: _asked,
        nodes.Compare: _comparison,
        nodes.Concat: _concatenation,
        nodes.List: _collection,
        nodes.Tuple: _collection,
        nodes.Dict: _collection,
        nodes.Getitem: _element,
        nodes.Filter: _filter,
        nodes.Test: _test,
        nodes.Call: _call,
        nodes.Getattr: _attribute,
    }


def _tag_of(node: Node) -> str:
    names = {nodes.CallBlock: "call", nodes.FromImport: "from … import", nodes.Scope: "autoescape"}
    return names.get(type(node), type(node).__name__.lower())
