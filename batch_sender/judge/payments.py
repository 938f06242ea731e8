"""Judge the payment lines that rows send: can they be paid, and do they fit their rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Self

from batch_sender.compose.payments import (
    Damage,
    Payment,
    RowOwn,
    disagreements,
    overdue_since,
    read_payment,
)
from batch_sender.config.settings import Settings
from batch_sender.judge.column_mapping import ColumnMapping
from batch_sender.judge.payment_columns import PaymentColumns
from batch_sender.models import JudgedRows, Problem, ProblemCode
from batch_sender.models.payments import PaymentFault

Rows = Sequence[Sequence[str]]
"""The cells of several rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentChecks:
    """Looks at the payment lines that rows send, in columns that stand at `sent`, and counts them.

    A line in a column that no text uses is not looked at: nobody can pay what is not sent to them.
    """

    header: Sequence[str]
    sent: tuple[int, ...]
    own: PaymentColumns
    today: date
    overdue_leaves: bool
    kinds: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(
        cls, mapping: ColumnMapping, settings: Settings, *, sent: Iterable[int], now: datetime
    ) -> Self:
        """Settle which columns are looked at: those of lines that a text uses, and the one chosen for them."""
        used = set(sent)
        places = [place for place in mapping.payments.lines if place in used]
        if mapping.payment is not None and mapping.payment not in places:
            places.append(mapping.payment)
        return cls(
            header=mapping.header,
            sent=tuple(places),
            own=mapping.payments,
            today=now.astimezone(settings.calendar.zone).date(),
            overdue_leaves=settings.overdue == "send",
        )

    def look(self, rows: Rows) -> list[Problem | None]:
        """Return the first problem of each row's lines, and count the lines by their kind."""
        if not self.sent:
            return [None] * len(rows)
        for place in self.sent:
            read = (read_payment(cells[place]) for cells in rows)
            self.kinds.update(each.kind.value for each in read if isinstance(each, Payment))
        return [next(self._problems(cells), None) for cells in rows]

    def add_further(self, rows: JudgedRows, place: int) -> None:
        """Add those problems of a row's lines that its first one hides."""
        if self.sent:
            every = (*rows.further[place], *self._problems(rows.cells[place]))
            others = dict.fromkeys(each for each in every if each != rows.problem[place])
            rows.further[place] = tuple(others)

    def take_count(self) -> Counter[str]:
        """Return how many lines of each kind were counted, and count from nought again."""
        counted = Counter(self.kinds)
        self.kinds.clear()
        return counted

    def told(self) -> Mapping[str, object]:
        """Say where lines were looked at, and how many of each kind can be paid."""
        return {
            "payments_checked": [self.header[place] for place in self.sent],
            "payments": dict(self.kinds),
        }

    def charges_in(self, cells: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield what each line of a row is for that one person alone can pay, and its column."""
        for place in self.sent:
            found = read_payment(cells[place])
            if isinstance(found, Payment) and found.is_of_one_charge:
                yield found.code, self.header[place]

    def _problems(self, cells: Sequence[str]) -> Iterator[Problem]:
        for place in self.sent:
            found = read_payment(cells[place])
            column = self.header[place]
            if isinstance(found, Damage):
                yield _damaged(found, column)
            elif found is not None:
                yield from self._unfit(found, column, cells)

    def _unfit(self, payment: Payment, column: str, cells: Sequence[str]) -> Iterator[Problem]:
        own = RowOwn(
            amounts=[(self.header[at], cells[at]) for at in self.own.amounts],
            days=[(self.header[at], cells[at]) for at in self.own.days],
        )
        due = None if self.overdue_leaves else overdue_since(payment, today=self.today)
        if due is not None:
            yield Problem(code=ProblemCode.PAYMENT_OVERDUE, column=column, detail=due.isoformat())
        for problem in disagreements(payment, own, today=self.today):
            yield Problem(code=problem.code, column=column, detail=problem.detail)


def _damaged(damage: Damage, column: str) -> Problem:
    if damage.fault is PaymentFault.BAR_CODE:
        line = str(damage.found[0])
        return Problem(code=ProblemCode.PAYMENT_BAR_CODE, column=column, detail=line)
    return Problem(code=ProblemCode.PAYMENT_DAMAGED, column=column, detail=damage.detail)
