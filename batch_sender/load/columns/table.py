"""A list's columns as far as they are known before its rows are judged: their names, and sample rows."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`header`: one name for each column, never twice the same; `written`: as the list has them.

    `unsaved`: columns with formulas whose results were never saved. Where they show nothing else, their name tells.
    """

    header: Sequence[str]
    written: Sequence[str]
    sample: Sequence[Sequence[str]]
    unsaved: frozenset[int] = frozenset()
