"""Turn Jinja's tree of a message text into plain functions of a row's cells, and refuse the rest.

What a text may hold is words, expressions and `if`. Nothing in it repeats, so a row costs what its
text is long.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile
from typing import Any, Final

from jinja2 import nodes

from batch_sender.compose.templates import natural
from batch_sender.compose.templates.expressions import Expressions, Node
from batch_sender.compose.templates.filters import (
    LETTER_FILTERS,
    MAY_FIND_NOTHING,
    STAND_IN_FOR_EMPTY,
    canonical,
    text,
)
from batch_sender.compose.templates.pieces import Block, Cells, Evaluate, Greeted, Piece
from batch_sender.compose.templates.placeholders import Columns
from batch_sender.compose.templates.refusals import refusal
from batch_sender.models.spans import Letters

# What stands before the name of who is greeted: "Olá, ", "Bom dia! *", "Prezado(a) Sr. ".
_GREETED_BEHIND: Final = re.compile(
    r"(?:\A|\W)(?:ol[áa]|oi+e?|al[ôo]|opa|e a[íi]|bom dia|boa tarde|boa noite|prezad[oa]s?|car[oa]s?|"
    r"querid[oa]s?|sra?|dra?|senhora?|dona|obrigad[oa]|parab[ée]ns|hello|hi|hey|dear)"
    r"(?:\(a\)|/a)?[\s,.!:*_~-]*\Z",
    re.IGNORECASE,
)
_LONGEST_GREETING: Final = 60


class Compiler(Expressions):
    """One pass over one tree.

    `columns` are the cells it uses, in the order of the text; `greeted`: those by which somebody is
    greeted; `greets`: it greets by the hour.
    """

    def __init__(
        self, header: Columns, named: Mapping[str, int], *, language: str, greeting: str
    ) -> None:
        super().__init__(header, named, language=language)
        self.greets = False
        self.greeted: set[int] = set()
        self._greeting_now = greeting

    # ── the text ──────────────────────────────────────────────────────────────────────────────

    def message(self, body: Sequence[nodes.Node]) -> Block:
        """Compile a whole text; raises TemplateError for what a text may not hold."""
        block = self.block(body)
        match body:
            case [nodes.Output(nodes=[first, nodes.TemplateData(data=data), *_]), *_] if (
                data.startswith(",") and isinstance(block[0], Piece)
            ):
                self._greet_by(first)  # "{{ nome }}, hoje é o seu dia"
        return block

    def block(self, body: Sequence[nodes.Node]) -> Block:
        """Compile a stretch of the text; raises TemplateError for what a text may not hold."""
        pieces: list[str | Piece] = []
        for node in body:
            if isinstance(node, nodes.Output):
                for each in node.nodes:
                    pieces.append(self._output(each, _end(pieces)))
            elif isinstance(node, nodes.If):
                pieces.append(self._piece(node, self._choice))
            else:
                raise refusal(node, self._header.origin)
        return tuple(pieces)

    def _output(self, node: nodes.Expr, before: str) -> str | Piece:
        if isinstance(node, nodes.TemplateData):
            return node.data
        greeting = self._greeting(node)
        if greeting is not None:
            return greeting
        piece = self._piece(node, self._shown)
        if _GREETED_BEHIND.search(before):
            self._greet_by(node)
        return piece

    def _greet_by(self, node: nodes.Expr) -> None:
        """Remember the columns by which somebody is greeted as they stand."""
        every = [node, *node.find_all(nodes.Node)]
        filters = (each.name for each in every if isinstance(each, nodes.Filter))
        if MAY_FIND_NOTHING.isdisjoint(map(canonical, filters)):
            self.greeted |= {self._column(each) for each in every if isinstance(each, nodes.Name)}

    def _piece(self, node: Node, compile_node: Callable[[Any], Evaluate]) -> Piece:
        """Compile a node; of a choice, the columns of what is chosen count too."""
        before, self._read = self._read, set()
        evaluate = compile_node(node)
        piece = Piece(columns=tuple(sorted(self._read)), evaluate=evaluate)
        self._read |= before
        return piece

    def _choice(self, node: nodes.If) -> Evaluate:
        """Compile an `if`: it gives the first branch whose condition holds, or nothing."""
        branches = [
            (self._value(each.test, needed=False), self.block(each.body))
            for each in (node, *node.elif_)
        ]
        otherwise = self.block(node.else_)

        def chosen(cells: Cells) -> Block:
            return next((block for holds, block in branches if holds(cells)), otherwise)

        return chosen

    def _shown(self, node: nodes.Expr) -> Evaluate:
        value, naturally, plain = (
            self._value(node, needed=True),
            self._way(node),
            self._format.plain,
        )
        if isinstance(node, nodes.Name):
            return lambda cells: naturally(value(cells))

        def shown(cells: Cells) -> str:
            found = value(cells)
            return plain(found) if isinstance(found, float) else naturally(text(found))

        return self._blaming(shown)

    def _way(self, node: nodes.Expr) -> Callable[[str], str]:
        """Return how a text is shown: a cell without a filter as people write it, the rest as is."""
        while isinstance(node, nodes.Filter) and canonical(node.name) in STAND_IN_FOR_EMPTY:
            node = node.node or node
        if not isinstance(node, nodes.Name):
            return text
        title = self._header.header[self._column(node)]
        of = natural.of_amounts if natural.is_of_amounts(title) else natural.of_cells
        return of(self._format)

    # ── the greeting of the hour ──────────────────────────────────────────────────────────────

    def _greeting(self, node: nodes.Expr) -> Greeted | None:
        """Return the greeting: alone in its braces, or in small or capital letters."""
        letters: Letters = "as_is"
        name: Node = node
        if isinstance(node, nodes.Filter) and canonical(node.name) in LETTER_FILTERS:
            letters, name = LETTER_FILTERS[canonical(node.name)], node.node
        if not isinstance(name, nodes.Name) or not self._header.is_greeting(name.name):
            return None
        self.greets = True
        return Greeted(self._greeting_now, letters)


def _end(pieces: Sequence[str | Piece]) -> str:
    """Return the words, and the greeting, that a stretch of text ends with."""
    words = takewhile(lambda piece: isinstance(piece, str), reversed(pieces))
    return "".join(reversed(list(map(str, words))))[-_LONGEST_GREETING:]
