"""Count a list's rows while it is judged, for whoever waits for it."""

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from batch_sender.models import JudgedMessage, JudgedRows

_SHOWN: Final = 3


@dataclass(slots=True, kw_only=True)
class JudgedSoFar:
    """How far the judging of a list has come: so many `rows`.

    `problems` counts those that are skipped by the code of their first problem, `further` the codes
    of their others; `repairs` counts the rules by which numbers were mended. `first`: the first
    messages that may leave, three at most.
    """

    rows: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    further: Counter[str] = field(default_factory=Counter)
    repairs: Counter[str] = field(default_factory=Counter)
    first: list[JudgedMessage] = field(default_factory=list)

    @property
    def sendable(self) -> int:
        """How many of the rows may leave."""
        return self.rows - self.problems.total()

    def add(self, rows: JudgedRows) -> None:
        """Count some more rows."""
        self.rows += len(rows)
        self.problems.update([problem.code for problem in rows.problem if problem])
        self.further.update([each.code for problems in rows.further for each in problems])
        self.repairs.update([repair.rule for repairs in rows.repairs for repair in repairs])
        if len(self.first) < _SHOWN:
            sendable = (each for each in rows.messages() if each.problem is None)
            self.first += itertools.islice(sendable, _SHOWN - len(self.first))


Progress = Callable[[JudgedSoFar], None]
"""Hears how far the judging is, several times a second."""


def unheard(_so_far: JudgedSoFar) -> None:
    """Hear it, and say nothing."""
