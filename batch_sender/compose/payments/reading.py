"""Read a cell as a payment line: a boleto's, a slip's, a PIX code, or none."""

import re
from functools import lru_cache
from typing import Final

from batch_sender.compose.payments.boleto import read_line
from batch_sender.compose.payments.pix import is_pix, read_pix
from batch_sender.compose.payments.values import Damage, Payment
from batch_sender.compose.templates.blanks import is_blank, trimmed
from batch_sender.models.payments import PaymentFault

_BETWEEN: Final = re.compile(r"[\s.\-–—/_\u00ad\u200b-\u200f\u2060\ufeff]+")
"""What may stand between the digits of a line, as it is printed or copied."""
_SCIENTIFIC: Final = re.compile(r"\d(?:[.,]\d+)?E\+?4[3-7]", re.ASCII | re.IGNORECASE)
_LONGEST: Final = 1024
_FEWEST, _MOST = 40, 55
"""Digits that a column's cells must have to be taken for lines, some missing or doubled."""


def holds_payment(cell: str) -> bool:
    """Tell whether a cell looks like a payment line, be it a damaged one: 44 digits must be a bar code.

    The access key of an invoice (NF-e) has 44 digits, too.
    """
    text = trimmed(cell[:_LONGEST])
    if is_pix(text) or _SCIENTIFIC.fullmatch(text):
        return True
    digits = _digits(text)
    if digits is None or not _FEWEST <= len(digits) <= _MOST:
        return False
    return len(digits) != 44 or _fault_of(digits) is PaymentFault.BAR_CODE


@lru_cache(maxsize=1 << 13)
def read_payment(cell: str) -> Payment | Damage | None:
    """Read the payment line that a cell holds; None where it is blank."""
    if is_blank(cell):
        return None
    text = trimmed(cell) if len(cell) <= _LONGEST else ""
    if is_pix(text):
        return read_pix(text)
    if _SCIENTIFIC.fullmatch(text):
        return Damage(PaymentFault.ROUNDED)
    digits = _digits(text)
    return Damage(PaymentFault.NO_LINE) if digits is None else read_line(digits)


def _digits(text: str) -> str | None:
    digits = _BETWEEN.sub("", text)
    return digits if digits.isascii() and digits.isdecimal() else None


def _fault_of(digits: str) -> PaymentFault | None:
    found = read_line(digits)
    return found.fault if isinstance(found, Damage) else None
