"""Jinja's tree of a message text goes in; the same tree with cells and bounds put in comes out.

The tags that a message may hold stand in the table at the end: no macros, no includes, no blocks.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from jinja2 import meta, nodes

from batch_sender.templates import woven
from batch_sender.templates.expressions import Expressions, Node, Place
from batch_sender.templates.placeholders import Columns


class Weaver(Expressions):
    """One pass over one tree, which it changes.

    `preset` are the columns that must be there under a name of their own, because the text sets
    that name as well.
    """

    def __init__(self, tree: nodes.Template, columns: Columns, named: Mapping[str, int]) -> None:
        set_from = {
            name.name: columns.candidates(name.name)
            for name in tree.find_all(nodes.Name)
            if name.ctx != "load"
        }
        if tree.find(nodes.For):
            set_from["loop"] = []
        super().__init__(columns, named, set_from)
        self.preset: dict[str, int] = {}
        self._weave(tree)
        self._find_preset(tree)

    def _find_preset(self, tree: nodes.Template) -> None:
        if not self._set_from:
            return
        unset = meta.find_undeclared_variables(tree)
        for name in tree.find_all(nodes.Name):
            if name.name in unset and name.name not in self.preset:
                self.preset[name.name] = self._column(name)

    def _tag(self, node: Node) -> Node:
        return self._weave_inside(node)

    def _loop(self, node: nodes.For) -> Node:
        if node.recursive:
            raise self._refused(node, "recursive")
        steps = woven.size(node)
        values = self._keep(node.iter, node.target)
        node.iter = woven.put_in(woven.EACH, values, node, nodes.Const(steps))
        if node.test is not None:
            node.test = self._weave(node.test)
        node.body = self._weave_all(node.body)
        node.else_ = self._weave_all(node.else_)
        return node

    def _set(self, node: nodes.Assign) -> Node:
        node.node = self._keep(node.node, node.target)
        return node

    def _with(self, node: nodes.With) -> Node:
        pairs = zip(node.values, node.targets, strict=True)
        node.values = [self._keep(value, target) for value, target in pairs]
        node.body = self._weave_all(node.body)
        return node

    def _keep(self, value: Node, target: Node) -> Node:
        """Weave a value that `target` will stand for, and note which cells it comes from."""
        if isinstance(target, nodes.NSRef):
            raise self._refused(target, f"{target.name}.{target.attr}")
        self._kept = []
        value = self._weave_as(Place.KEPT, value)
        for name in target.find_all(nodes.Name) if isinstance(target, nodes.Tuple) else (target,):
            known = self._set_from[name.name]
            known.extend(index for index in dict.fromkeys(self._kept) if index not in known)
        return value

    def _captured(self, node: nodes.AssignBlock) -> Node:
        if isinstance(node.target, nodes.NSRef):
            raise self._refused(node, f"{node.target.name}.{node.target.attr}")
        return self._with_filter(node)

    def _with_filter(self, node: nodes.AssignBlock | nodes.FilterBlock) -> Node:
        """Weave a tag that makes one text of all it holds: no greeting can be told in it any more."""
        if node.filter is not None:
            node.filter = self._weave(node.filter)
        before, self._is_captured = self._is_captured, True
        node.body = self._weave_all(node.body)
        self._is_captured = before
        return node

    WEAVERS: ClassVar[Mapping[type[nodes.Node], Callable[[Any, Node], Node]]] = {
        **Expressions.WEAVERS,
        nodes.Template: _tag,
        nodes.If: _tag,
        nodes.FilterBlock: _with_filter,
        nodes.For: _loop,
        nodes.Assign: _set,
        nodes.With: _with,
        nodes.AssignBlock: _captured,
    }
