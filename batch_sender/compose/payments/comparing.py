"""Compare what a payment line asks for with what its row says, and with today."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from batch_sender.compose.payments.day_count import due_day
from batch_sender.compose.payments.values import Payment
from batch_sender.compose.templates.values import read_moment, read_number
from batch_sender.models import BESIDE, Problem, ProblemCode
from batch_sender.timing.holidays import is_holiday

_CENT: Final = Decimal("0.01")
_SATURDAY: Final = 5
_LONGEST: Final = 40
_FURTHEST: Final = timedelta(days=10)
"""No row of weekends and holidays is longer."""

Cells = Sequence[tuple[str, str]]
"""Columns and what stands in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOwn:
    """What a row itself says of the amount and the due day, in one column of each or in several."""

    amounts: Cells = ()
    days: Cells = ()


def disagreements(payment: Payment, own: RowOwn, *, today: date) -> Iterator[Problem]:
    """Yield what the line says otherwise than every such column of its row.

    Where a row has several amounts (with a discount, with a fine), the line has to say one of them. What
    either leaves open, and cells that show none, are compared with nothing.
    """
    if payment.amount is not None:
        read = [(amount_in(cell), column, cell) for column, cell in own.amounts]
        amounts = [each for each in read if each[0] is not None]
        if amounts and all(amount != payment.amount for amount, _column, _cell in amounts):
            yield _problem(ProblemCode.PAYMENT_AMOUNT_DIFFERS, payment.amount, amounts)
    if payment.factor is not None:
        due = due_day(payment.factor, today=today)
        days = [each for column, cell in own.days if (each := (day_in(cell), column, cell))[0]]
        if days and all(day != due for day, _column, _cell in days):
            yield _problem(ProblemCode.PAYMENT_DUE_DIFFERS, due, days)


def overdue_since(payment: Payment, *, today: date) -> date | None:
    """Return the due day of a line that is past due; None otherwise, or where it says no due day.

    One that is due on a weekend or a national holiday can be paid on the next day that is neither.
    """
    if payment.factor is None:
        return None
    due = due_day(payment.factor, today=today)
    if due >= today or (today - due <= _FURTHEST and _payable_until(due) >= today):
        return None
    return due


def amount_in(cell: str) -> Decimal | None:
    """Return the amount that a cell shows, to the cent; None where it shows none."""
    try:
        return read_number(cell).quantize(_CENT, ROUND_HALF_UP)
    except (ValueError, ArithmeticError):
        return None


def day_in(cell: str) -> date | None:
    """Return the day that a cell shows; None where it shows none."""
    try:
        return read_moment(cell).day
    except ValueError:
        return None


def _payable_until(due: date) -> date:
    while due.weekday() >= _SATURDAY or is_holiday(due):
        due += timedelta(days=1)
    return due


def _problem(code: ProblemCode, said: object, own: Sequence[tuple[object, str, str]]) -> Problem:
    found = (f"{column}: {cell.strip()[:_LONGEST]}" for _value, column, cell in own)
    return Problem(code=code, detail=BESIDE.join((str(said), *found)))
