"""Compile the expressions of a message text, what stands between braces, into functions of a row's cells.

What they may hold is the table at the end: placeholders, filters, tests, comparisons, `and`/`or`/`not`
and constants.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

from jinja2 import nodes

from batch_sender.compose.errors import GreetingMisplaced, TemplateTooHeavy, TemplateUnreadable
from batch_sender.compose.templates.blanks import is_blank, trimmed
from batch_sender.compose.templates.filters import (
    COMPARISONS,
    FILTERS,
    MAY_FIND_NOTHING,
    STAND_IN_FOR_EMPTY,
    TESTS,
    UNSENDABLE,
    Value,
    canonical,
    within,
)
from batch_sender.compose.templates.locale_format import LocaleFormat
from batch_sender.compose.templates.pieces import BREAKS, Cells, Evaluate, RowStopped
from batch_sender.compose.templates.placeholders import Columns
from batch_sender.compose.templates.refusals import refusal, unknown_filter
from batch_sender.models import ProblemCode

LONGEST_CELL: Final = 65_536
"""Twice what Excel lets into a cell; and more than any message."""

_MOST_OPERATIONS: Final = 1_000
"""Of one text; a filter, a test, a comparison is one. It bounds the time for a row of endless cells."""

_DEEPEST: Final = 200
"""Values inside a value: far below where Python gives up, wherever a row is filled from."""

_COUNTING: Final = frozenset(("length", "count"))

Node = Any  # a node of Jinja's tree, of the type that the table at the end names
Needed = bool  # whether an empty cell would leave a hole in the message
Functions = Mapping[str, Callable[..., Value]]


class Expressions:
    """Compiles the expressions of one text; `columns` are the cells they use, in the order of the text."""

    def __init__(self, header: Columns, named: Mapping[str, int], *, language: str) -> None:
        self.columns: list[int] = []
        self._read: set[int] = set()
        self._header = header
        self._named = named
        self._format = LocaleFormat(language)
        self._filters = {**FILTERS, **self._format.filters}
        self._operations = 0
        self._depth = 0

    # ── values ────────────────────────────────────────────────────────────────────────────────

    def _value(self, node: Node, *, needed: Needed) -> Evaluate:
        compile_node = self._VALUES.get(type(node))
        if compile_node is None:
            return self._refuse(node)
        self._depth += 1
        if self._depth > _DEEPEST:
            raise TemplateTooHeavy(origin=self._header.origin)
        compiled = compile_node(self, node, needed)
        self._depth -= 1
        return compiled

    def _name(self, node: nodes.Name, needed: Needed) -> Evaluate:
        index = self._column(node)

        def cell(cells: Cells) -> str:
            value = cells[index] if index < len(cells) else ""
            if len(value) > LONGEST_CELL:
                raise RowStopped(ProblemCode.MESSAGE_TOO_LONG, index, str(len(value)))
            if not is_blank(value):
                return trimmed(value)
            if needed:
                raise RowStopped(ProblemCode.VALUE_MISSING, index)
            return ""

        return cell

    def _column(self, node: nodes.Name) -> int:
        index = self._named.get(node.name)
        if index is None:
            if self._header.is_greeting(node.name):
                raise GreetingMisplaced(origin=self._header.origin, line=node.lineno)
            index = self._header.index(node.name, line=node.lineno)
        if index not in self.columns:
            self.columns.append(index)
        self._read.add(index)
        return index

    def _constant(self, node: nodes.Const, _needed: Needed) -> Evaluate:
        value = node.value
        if isinstance(value, str) and UNSENDABLE.search(value):
            raise TemplateUnreadable(origin=self._header.origin, line=node.lineno)
        return lambda _cells: value

    def _negative(self, node: nodes.Neg, _needed: Needed) -> Evaluate:
        if not isinstance(node.node, nodes.Const) or isinstance(node.node.value, str):
            return self._refuse(node)
        value = -node.node.value
        return lambda _cells: value

    def _list(self, node: nodes.List | nodes.Tuple, needed: Needed) -> Evaluate:
        """Compile a list of constants, which something is compared with and nothing else."""
        if needed or not all(isinstance(item, nodes.Const) for item in node.items):
            return self._refuse(node)
        items = tuple(self._constant(item, needed)(()) for item in node.items)  # type: ignore[arg-type]
        return lambda _cells: items

    def _conditional(self, node: nodes.CondExpr, needed: Needed) -> Evaluate:
        chosen = self._value(node.expr1, needed=needed)
        test = self._value(node.test, needed=False)
        other = self._value(node.expr2 or nodes.Const(""), needed=needed)
        return lambda cells: chosen(cells) if test(cells) else other(cells)

    def _either(self, node: nodes.And | nodes.Or, needed: Needed) -> Evaluate:
        """`a or b`, `a and b`: `a` alone decides, what is shown is in the end `b` or no hole."""
        left = self._value(node.left, needed=False)
        right = self._value(node.right, needed=needed)
        if isinstance(node, nodes.And):
            return lambda cells: left(cells) and right(cells)
        return lambda cells: left(cells) or right(cells)

    def _not(self, node: nodes.Not, _needed: Needed) -> Evaluate:
        value = self._value(node.node, needed=False)
        return lambda cells: not value(cells)

    def _comparison(self, node: nodes.Compare, _needed: Needed) -> Evaluate:
        first, *others = self._operands(node)
        steps = [(COMPARISONS[o.op], operand) for o, operand in zip(node.ops, others, strict=True)]

        def compared(cells: Cells) -> bool:
            left = first(cells)
            for holds, operand in steps:
                right = operand(cells)
                if not holds(left, right):
                    return False
                left = right
            return True

        return self._blaming(compared)

    def _operands(self, node: nodes.Compare) -> list[Evaluate]:
        """Compile what is compared, in its order."""
        return [
            self._value(each, needed=False) for each in (node.expr, *(o.expr for o in node.ops))
        ]

    # ── filters and tests ─────────────────────────────────────────────────────────────────────

    def _filter(self, node: nodes.Filter, needed: Needed) -> Evaluate:
        name = canonical(node.name)
        if name in STAND_IN_FOR_EMPTY:
            others = [*node.args, *(pair.value for pair in node.kwargs), nodes.Const("")]
            return self._either(nodes.Or(node.node, others[0]), needed)
        return self._applied(node, name, self._filters, needed=needed and name not in _COUNTING)

    def _test(self, node: nodes.Test, _needed: Needed) -> Evaluate:
        return self._applied(node, node.name, TESTS, needed=False)

    def _applied(
        self, node: nodes.Filter | nodes.Test, name: str, known: Functions, *, needed: bool
    ) -> Evaluate:
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            raise refusal(node, self._header.origin)
        value = self._value(node.node, needed=needed)
        function = known.get(name)
        if function is None:
            raise unknown_filter(node, name, known, self._header.origin)
        must_find = needed and name in MAY_FIND_NOTHING
        args = [self._value(each, needed=needed) for each in node.args]
        named = [(str(each.key), self._value(each.value, needed=needed)) for each in node.kwargs]

        def applied(cells: Cells) -> Value:
            subject = value(cells)
            given, options = [arg(cells) for arg in args], {key: arg(cells) for key, arg in named}
            found = function(subject, *given, **options)
            if isinstance(found, str):
                within(len(found))
                if must_find and subject and not found:
                    raise ValueError(subject)
            return found

        return self._blaming(applied)

    # ── what goes wrong ───────────────────────────────────────────────────────────────────────

    def _blaming(self, evaluate: Evaluate) -> Evaluate:
        """Blame the cell that an expression read last for what it cannot do."""
        self._operations += 1
        if self._operations > _MOST_OPERATIONS:
            raise TemplateTooHeavy(origin=self._header.origin)

        def guarded(cells: Cells) -> Value:
            try:
                return evaluate(cells)
            except BREAKS as err:
                raise RowStopped.over(evaluate, cells) from err

        return guarded

    def _refuse(self, node: nodes.Expr) -> Evaluate:
        """Refuse an expression; a name in it that is no column at all is the nearer mistake."""
        before = len(self._header.missed)
        if not self._misses_path(node):
            for name in node.find_all(nodes.Name):
                self._column(name)
        if len(self._header.missed) == before:
            raise refusal(node, self._header.origin)
        return lambda _cells: ""

    def _misses_path(self, node: nodes.Expr) -> bool:
        """Show `{{ cliente.nome }}` of other tools whole, so that the column "nome" is suggested."""
        if not isinstance(node, nodes.Getattr) or not isinstance(node.node, nodes.Name):
            return False
        name = node.node
        if name.name in self._named or self._header.has(name.name):
            return False
        if self._header.is_greeting(name.name):
            return False
        self._header.miss(f"{name.name}.{node.attr}", line=name.lineno)
        return True

    _VALUES: ClassVar[Mapping[type[nodes.Node], Callable[[Any, Node, Needed], Evaluate]]] = {
        nodes.Name: _name,
        nodes.Const: _constant,
        nodes.Neg: _negative,
        nodes.List: _list,
        nodes.Tuple: _list,
        nodes.CondExpr: _conditional,
        nodes.And: _either,
        nodes.Or: _either,
        nodes.Not: _not,
        nodes.Compare: _comparison,
        nodes.Filter: _filter,
        nodes.Test: _test,
    }
