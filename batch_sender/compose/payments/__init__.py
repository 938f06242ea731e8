"""The payment line of a row: a boleto's digits or a PIX code, what it asks for and what is wrong with it."""

from batch_sender.compose.payments.comparing import RowOwn, disagreements, overdue_since
from batch_sender.compose.payments.reading import holds_payment, read_payment
from batch_sender.compose.payments.values import Damage, Payment

__all__ = [
    "Damage",
    "Payment",
    "RowOwn",
    "disagreements",
    "holds_payment",
    "overdue_since",
    "read_payment",
]
