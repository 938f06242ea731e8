"""What is known of a list's columns before its rows are judged: their names, and the first rows."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`header`: one name for each column, never twice the same; `written`: as the list has them."""

    header: Sequence[str]
    written: Sequence[str]
    sample: Sequence[Sequence[str]]
