"""Rows that were judged by themselves, as they are handed on, if need be to another process.

Plain values: they pass from one process to another in a third of the time of the messages they are
made of.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from batch_sender.journal import TableRow
from batch_sender.lint import Slip
from batch_sender.models import JudgedMessage


class Filled(NamedTuple):
    """A row of the list, with what its judge asks of it among the others, and how it is written.

    `person` and `said` are None where it has a problem of its own. `message` is there where it was
    asked for.
    """

    row: int
    person: str | None
    said: str | None
    said_too: tuple[str, ...]
    table_row: TableRow
    message: JudgedMessage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledChunk:
    """Filled rows; how often each repair rule was used and each further problem was found in them.

    `slips`: by row, what looks like a slip in its message.
    """

    rows: list[Filled]
    repairs: Counter[str] = field(default_factory=Counter)
    further: Counter[str] = field(default_factory=Counter)
    slips: dict[int, tuple[Slip, ...]] = field(default_factory=dict)
