"""Find the columns of payment lines, and of what they are compared with: amounts and due days."""

import re
from collections.abc import Callable
from typing import Final

from batch_sender.load.columns.table import Table, mostly, named

_OF_WHAT: Final = (
    "(?:boleto|fatura|parcela|mensalidade|cobranca|titulo|conta|guia|debito|divida|documento|pix)"
)
_AMOUNT_NAME: Final = re.compile(
    r"(?:valor|vlr|vl)(?:total|liquido|final|cobrado|devido|atual|atualizado|original)?"
    rf"(?:d[aoe])?{_OF_WHAT}?(?:em)?(?:rs?|reais)?|(?:valor|total)(?:apagar|devido|geral)|"
    r"total(?:rs?)?|(?:total)?amount(?:due)?|value"
)
_DAY_NAME: Final = re.compile(
    r"(?:data|dt|dia)?(?:d[eo])?(?:vencimento|vencto|vcto|venc|vence)(?:em)?(?:original)?"
    rf"(?:d[aoe])?{_OF_WHAT}?|(?:pagar|pagavel|pagamento)ate|(?:due(?:date|on)?|paymentdue)"
)

Fits = Callable[[str], bool]


def find_payment_columns(table: Table, *, is_payment: Fits) -> tuple[int, ...]:
    """Return the columns most of whose filled cells are payment lines, whatever they are called."""
    places = range(len(table.header))
    return tuple(i for i in places if mostly(table, i, is_payment) and _holds_any(table, i))


def find_amount_columns(table: Table, *, is_amount: Fits) -> tuple[int, ...]:
    """Return the columns named like the amount to pay that mostly hold amounts."""
    return tuple(i for i in named(table, _AMOUNT_NAME) if mostly(table, i, is_amount))


def find_due_columns(table: Table, *, is_day: Fits) -> tuple[int, ...]:
    """Return the columns named like the due day that mostly hold days."""
    return tuple(i for i in named(table, _DAY_NAME) if mostly(table, i, is_day))


def _holds_any(table: Table, place: int) -> bool:
    """Tell whether a column shows anything: one of formulas without results is no payment line's."""
    return any(place < len(row) and row[place].strip() for row in table.sample)
