"""Find payment lines that stand in the rows of several people, wherever on the list those rows are.

A boleto or a charge is one person's. Where two people have the same, one of them has the other's, and
nothing tells which: none of these rows may leave. The same person's rows may repeat it.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from batch_sender.judge.first_rows import FirstRows
from batch_sender.judge.payments import PaymentChecks
from batch_sender.models import JudgedRows, Problem, ProblemCode

_SET_ASIDE: Final = frozenset(
    {
        ProblemCode.NOT_CHOSEN,
        ProblemCode.ROW_SHIFTED,
        ProblemCode.ROW_UNREADABLE,
        ProblemCode.OTHER_TABLE,
        ProblemCode.FORMULA_WITHOUT_VALUE,
    }
)
"""Rows that were left out, or whose cells may be another's: what stands in them says nothing of the rest."""


@dataclass(slots=True, kw_only=True)
class SharedPayments:
    """Remembers who first had each line; `earlier`: rows that were judged before another had their line."""

    checks: PaymentChecks
    earlier: dict[int, Problem] = field(default_factory=dict)
    _first: FirstRows = field(default_factory=FirstRows)
    _repeated: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    # Of each line that several have, a row of the second person who had it.
    _shared: dict[str, int] = field(default_factory=dict)

    def look(self, rows: JudgedRows) -> None:
        """Give each row a problem whose line an earlier row of another person has."""
        if not self.checks.sent:
            return
        for place, problem in enumerate(rows.problem):
            if problem is None or problem.code not in _SET_ASIDE:
                self._look_at(rows, place)

    def _look_at(self, rows: JudgedRows, place: int) -> None:
        row = rows.row[place]
        person = rows.person[place] or f"row {row}"
        for code, column in self.checks.charges_in(rows.cells[place]):
            other = self._other(_place_of(code), person, row, column=column)
            if other is not None:
                _add(rows, place, _shared_with(other, column))

    def _other(self, code: str, person: str, row: int, *, column: str) -> int | None:
        """Remember a row's line; return a row that has it, too, where that is another person's."""
        # Of both: `FirstRows` reckons with keys that no two share, and two lines may be one person's.
        said = f"{code} {person}"
        same, first = self._first.met(code, said)
        if first is None:
            self._first.add_new(code, said, row)
            return None
        if first == row:
            return None
        if same is not None and code not in self._shared:
            self._repeated[code].append(row)
            return None
        other = self._shared.setdefault(code, row)
        for before in (first, *self._repeated.pop(code, ())):
            self.earlier.setdefault(before, _shared_with(row, column))
        return first if same is None else other


def _place_of(code: str) -> str:
    """Return a line as the number that `FirstRows` knows people by: of 64 bits, and never nought."""
    digest = hashlib.blake2b(code.encode(), digest_size=8).digest()
    return str(int.from_bytes(digest, "big") | 1)


def _shared_with(row: int, column: str) -> Problem:
    return Problem(code=ProblemCode.PAYMENT_SHARED, column=column, detail=str(row))


def _add(rows: JudgedRows, place: int, problem: Problem) -> None:
    """Add a problem behind those that a row has."""
    first = rows.problem[place]
    if first is None:
        rows.problem[place] = problem
    elif first.code is not ProblemCode.NOT_CHOSEN:  # of such a row nothing else is said
        rows.further[place] = (*rows.further[place], problem)
