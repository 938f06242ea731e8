"""Compile a condition into a function of a row's cells, by the evaluator of the message texts.

Unlike those it compares by what a column holds: numbers and dates by their value, texts without regard to
capitals and accents. A part of `and` or `or` that cannot be decided is left out where the other decides.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from jinja2 import TemplateSyntaxError, nodes

from batch_sender.compose.conditions.columns import ListColumns
from batch_sender.compose.conditions.errors import (
    ConditionColumnAmbiguous,
    ConditionColumnsUnlike,
    ConditionColumnUnknown,
    ConditionColumnUnknownNear,
    ConditionComparesNothing,
    ConditionTooLong,
    ConditionUnfinished,
    ConditionValueUnlike,
    ConditionWithoutColumn,
)
from batch_sender.compose.conditions.kinds import ValueKind, ValueReader, kind_of_value
from batch_sender.compose.conditions.lexemes import Typed, lexemes_of, shortened
from batch_sender.compose.conditions.operands import Operand, Pieces, Value, pieces_of
from batch_sender.compose.errors import TemplateTooHeavy
from batch_sender.compose.templates.braces import JINJA
from batch_sender.compose.templates.expressions import Expressions, Needed, Node
from batch_sender.compose.templates.pieces import Cells, Evaluate, RowStopped
from batch_sender.compose.templates.placeholders import MAP_OPTION, Columns
from batch_sender.language import _

_ORDERED: Final = frozenset(("lt", "lteq", "gt", "gteq"))
_IN: Final = frozenset(("in", "notin"))
_FIRST_LINE: Final = 2  # of the pieces; Jinja counts from 1, and the braces take a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A condition as a function of a row's cells, and the columns it asks about."""

    columns: tuple[int, ...]
    holds: Evaluate


def compile_condition(text: str, columns: ListColumns) -> Compiled:
    """Compile a condition as people write it.

    Raises:
        ConditionError: it cannot be understood, asks about no column of the list, or can never hold.
    """
    typed = Typed(text=text)
    names = Columns(columns.header, origin=text, written=columns.written)
    pieces = pieces_of(typed, lexemes_of(typed, columns.header), names)
    try:
        [output] = JINJA.parse("\n".join(["{{", *pieces.lines, "}}"])).body
        [node] = output.nodes  # type: ignore[attr-defined] # what stands in braces is an Output
        compiler = _Compiler(typed, pieces, columns, names)
        holds = compiler.condition(node)
    except TemplateSyntaxError as err:
        raise _misplaced(err, typed, pieces) from err
    except (RecursionError, TemplateTooHeavy) as err:
        raise ConditionTooLong(condition=shortened(text)) from err
    return Compiled(columns=tuple(compiler.columns), holds=holds)


def _misplaced(err: TemplateSyntaxError, typed: Typed, pieces: Pieces) -> Exception:
    """Say which piece of a condition Jinja's parser stumbled over; behind the last one something is missing."""
    place = err.lineno - _FIRST_LINE
    if place >= len(pieces.places):
        start, end = pieces.places[-1]
        return ConditionUnfinished(**typed.place(start, end))
    return _unexpected(typed, pieces.places[place])


def _unexpected(typed: Typed, place: tuple[int, int]) -> Exception:
    return typed.fault(*place, _("this was not expected there"))


class _Compiler(Expressions):
    """One pass over the tree of one condition."""

    def __init__(self, typed: Typed, pieces: Pieces, columns: ListColumns, names: Columns) -> None:
        self._typed = typed
        self._pieces = pieces
        self._columns = columns
        self._names = names
        named = {
            name: self._index(operand) for name, operand in pieces.operands.items() if operand.name
        }
        super().__init__(names, named, language="pt-BR")

    def condition(self, node: Node) -> Evaluate:
        """Compile a whole condition; raises ConditionError, or TemplateTooHeavy."""
        self._look_at(node)
        return self._value(node, needed=False)

    # ── what may stand where ──────────────────────────────────────────────────────────────────

    def _look_at(self, node: Node) -> None:
        """See that there is nothing but comparisons with and, or, not between them."""
        match node:
            case nodes.And(left=left, right=right) | nodes.Or(left=left, right=right):
                self._look_at(left)
                self._look_at(right)
            case nodes.Not(node=inner):
                self._look_at(inner)
            case nodes.Compare():
                for each in _compared(node):
                    self._refuse_unless_name(each)
            case nodes.Test(node=nodes.Name() as subject, args=[]):
                self._refuse_unless_column(subject)
            case nodes.Name():
                raise self._alone(self._operand(node))
            case nodes.Test(args=[other, *_]):
                raise self._unexpected(other)
            case _:
                raise self._unexpected(node)

    def _refuse_unless_name(self, node: Node) -> None:
        if not isinstance(node, nodes.Name):
            raise self._unexpected(node)

    def _refuse_unless_column(self, node: nodes.Name) -> None:
        operand = self._operand(node)
        if not operand.name:
            raise self._unknown(operand)

    def _unexpected(self, node: Node) -> Exception:
        return _unexpected(self._typed, self._pieces.places[node.lineno - _FIRST_LINE])

    def _alone(self, operand: Operand) -> Exception:
        if not operand.name and not _is_value(operand, self._columns.today):
            return self._unknown(operand)
        return ConditionComparesNothing(**self._place(operand))

    # ── columns ───────────────────────────────────────────────────────────────────────────────

    def _operand(self, node: nodes.Name) -> Operand:
        if (
            node.name not in self._pieces.operands
        ):  # a word such as `in`, where an operand should stand
            raise self._unexpected(node)
        return self._pieces.operands[node.name]

    def _index(self, operand: Operand) -> int:
        found = self._names.answering(operand.name)
        if not found:
            raise self._unknown(operand)
        if len(found) > 1:
            raise ConditionColumnAmbiguous(
                **self._place(operand, name=operand.name),
                columns=self._names.shown(found),
                option=MAP_OPTION,
            )
        return found[0]

    def _unknown(self, operand: Operand) -> ConditionColumnUnknown:
        name = operand.name or self._typed.text[operand.start : operand.end]
        nearest = self._names.nearest(name)
        told = {**self._place(operand, name=shortened(name)), "columns": self._names.shown()}
        if nearest is None:
            return ConditionColumnUnknown(**told)
        return ConditionColumnUnknownNear(**told, nearest=nearest)

    def _place(self, where: Operand | Value, **more: object) -> dict[str, object]:
        return {**self._typed.place(where.start, where.end), **more}

    # ── comparisons ───────────────────────────────────────────────────────────────────────────

    def _operands(self, node: nodes.Compare) -> list[Evaluate]:
        parts, signs = _compared(node), [each.op for each in node.ops]
        operands = [self._operand(part) for part in parts]
        is_in = not _IN.isdisjoint(signs)
        contains = is_in and bool(operands[-1].name)
        self._refuse_misplaced(operands, signs, contains=contains)
        kind = ValueKind.TEXTS if contains else self._kind(operands, signs)
        reader = self._columns.reader(
            kind, next(self._index(each) for each in operands if each.name)
        )
        compiled = [self._comparable(part, reader) for part in parts]
        if is_in and not contains:
            values = tuple(reader.read(value.text) for value in operands[-1].values)
            compiled[-1] = lambda _cells: values
        return compiled

    def _refuse_misplaced(
        self, operands: Sequence[Operand], signs: Sequence[str], *, contains: bool
    ) -> None:
        first = operands[0]
        is_in = not _IN.isdisjoint(signs)
        contained = "".join(value.text.strip() for value in first.values)
        if is_in and (len(signs) > 1 or (contains and not contained)):
            what = _("behind “in” stands a list in parentheses, or one column that holds a text")
            raise self._typed.fault(operands[-1].start, operands[-1].end, what)
        if any(each.is_list for each in operands[: -1 if is_in else None]):
            raise self._typed.fault(first.start, first.end, _("this was not expected there"))
        if not first.name and not contains and not _is_value(first, self._columns.today):
            raise self._unknown(first)
        if not any(each.name for each in operands):
            place = self._typed.place(first.start, operands[-1].end)
            raise ConditionWithoutColumn(**place, columns=self._names.shown())

    def _kind(self, operands: Sequence[Operand], signs: Sequence[str]) -> ValueKind:
        """Return what the operands are compared as: that which the columns hold, if the values do, too."""
        columns = [self._index(each) for each in operands if each.name]
        values = [value for each in operands for value in each.values]
        known = [index for index in columns if self._columns.kind(index) is not None]
        if not known:
            return (
                kind_of_value(values[0].text, today=self._columns.today)
                if values
                else ValueKind.TEXTS
            )
        self._refuse_unlike_columns(known)
        kind = self._columns.kind(known[0]) or ValueKind.TEXTS
        ordered = not _ORDERED.isdisjoint(signs)
        unlike = [
            each for each in values if not self._columns.is_like(each, known[0], ordered=ordered)
        ]
        if not unlike:
            return kind
        if not ordered and all(self._columns.is_text(each, known[0]) for each in unlike):
            return ValueKind.TEXTS
        raise self._unlike(unlike[0], known[0])

    def _refuse_unlike_columns(self, columns: Sequence[int]) -> None:
        first = columns[0]
        for other in columns[1:]:
            kind, other_kind = self._columns.kind(first), self._columns.kind(other)
            if kind is not other_kind and kind is not None and other_kind is not None:
                raise ConditionColumnsUnlike(
                    condition=shortened(self._typed.text),
                    column=self._names.shown([first]),
                    kind=_(kind.value),
                    other=self._names.shown([other]),
                    other_kind=_(other_kind.value),
                )

    def _unlike(self, value: Value, column: int) -> ConditionValueUnlike:
        kind = self._columns.kind(column) or ValueKind.TEXTS
        return ConditionValueUnlike(
            **self._place(value, value=shortened(value.text)),
            column=self._names.shown([column]),
            kind=_(kind.value),
            example=shortened(self._columns.example(column)),
        )

    def _comparable(self, part: nodes.Name, reader: ValueReader) -> Evaluate:
        """Return what gives a column's cell, or a value, as it is compared."""
        operand = self._operand(part)
        if not operand.name:
            value = None if operand.is_list else reader.read(operand.values[0].text)
            return lambda _cells: value
        cell = self._value(part, needed=False)
        read = self._columns.cell_reader(reader.kind, self._index(operand)).read
        return lambda cells: read(cell(cells))

    # ── and, or ───────────────────────────────────────────────────────────────────────────────

    def _both_or_either(self, node: nodes.And | nodes.Or, needed: Needed) -> Evaluate:
        sides = [self._value(side, needed=needed) for side in (node.left, node.right)]
        decides = isinstance(node, nodes.Or)  # one truth decides an `or`, one falsehood an `and`

        def decided(cells: Cells) -> bool:
            stopped: RowStopped | None = None
            for side in sides:
                try:
                    if bool(side(cells)) is decides:
                        return decides
                except RowStopped as err:
                    stopped = stopped or err
            if stopped is not None:
                raise stopped
            return not decides

        return decided

    _VALUES: ClassVar[Mapping[type[nodes.Node], Callable[[Any, Node, Needed], Evaluate]]] = {
        **Expressions._VALUES,  # noqa: SLF001 - of its own base
        nodes.And: _both_or_either,
        nodes.Or: _both_or_either,
    }


def _compared(node: nodes.Compare) -> list[Node]:
    return [node.expr, *(each.expr for each in node.ops)]


def _is_value(operand: Operand, today: date) -> bool:
    """Tell whether something in front of a sign can only be a value: in quotation marks, a number, a day."""
    return any(
        value.quoted or kind_of_value(value.text, today=today) is not ValueKind.TEXTS
        for value in operand.values
    )
