"""Which rows of a draft's list its conditions choose, and conditions that its columns would suggest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from batch_sender.compose.conditions import Conditions, ListColumns
from batch_sender.compose.conditions.errors import ConditionError
from batch_sender.compose.conditions.kinds import ValueKind
from batch_sender.compose.payments import holds_payment
from batch_sender.judge.choice import list_columns
from batch_sender.judge.column_mapping import ColumnMapping
from batch_sender.language import _
from batch_sender.load.columns.mapping import Field
from batch_sender.load.errors import ListError
from batch_sender.web.understood import Understood

_PLAIN_VALUES: Final = (ValueKind.NUMBERS, ValueKind.DATES)
_ASKED_ABOUT: Final = frozenset({Field.EXPIRES, Field.AMOUNT, Field.DUE})
"""The fields whose columns people choose rows by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenRows:
    """What the conditions of a draft choose among the first rows of its list.

    `fault`: why they cannot be used; `chosen` of `looked_at` rows hold them; `examples`: conditions that
    could be written for this list.
    """

    fault: ConditionError | None = None
    chosen: int = 0
    looked_at: int = 0
    examples: tuple[str, ...] = ()


def chosen_rows(seen: Understood, now: datetime) -> ChosenRows:
    """Look which of the first rows are chosen; nothing where the columns cannot be told yet."""
    if seen.contacts is None:
        return ChosenRows()
    conditions = seen.settings.where
    try:
        mapping = ColumnMapping.of(seen.contacts, seen.settings, text="\n".join(conditions))
    except ListError:
        return ChosenRows()
    columns = list_columns(seen.settings, mapping, now)
    taken = [
        each
        for field, found in seen.found.columns.items()
        if field not in _ASKED_ABOUT
        for each in found
    ]
    examples = tuple(_examples(columns, frozenset(seen.header[place] for place in taken)))
    try:
        problems = Conditions.of(conditions, columns).problems(columns.sample)
    except ConditionError as err:
        return ChosenRows(fault=err, examples=examples)
    return ChosenRows(chosen=problems.count(None), looked_at=len(columns.sample), examples=examples)


def _examples(columns: ListColumns, taken: frozenset[str]) -> Iterator[str]:
    """Yield a condition for a column of each kind that is not `taken`, by people's names and numbers say.

    Of texts it is that with the fewest different ones; payment lines are no numbers to compare.
    """
    places = [
        at
        for at, name in enumerate(columns.header)
        if name and name not in taken and not holds_payment(columns.example(at))
    ]
    by_kind: dict[ValueKind | None, list[int]] = {}
    for at in places:
        by_kind.setdefault(columns.kind(at), []).append(at)
    texts = sorted(by_kind.get(ValueKind.TEXTS, ()), key=columns.variety)
    for at in texts[:1]:
        yield from _usable(columns, f"{columns.header[at]} = {_written(columns.example(at))}")
    for kind, rest in zip(_PLAIN_VALUES, ("> {value}", "<= {in_three_days}"), strict=True):
        for at in by_kind.get(kind, [])[:1]:
            told = rest.format(value=columns.example(at), in_three_days=_("today + 3"))
            yield from _usable(columns, f"{columns.header[at]} {told}")


def _usable(columns: ListColumns, condition: str) -> Iterator[str]:
    """Yield a condition if it means what it says: a column may be called like a word of conditions."""
    try:
        Conditions.of([condition], columns)
    except ConditionError:
        return
    yield condition


def _written(value: str) -> str:
    return value if value.replace(" ", "").isalnum() else f'"{value}"'
