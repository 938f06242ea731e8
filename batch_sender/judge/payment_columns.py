"""Tell which columns of a list hold payment lines, and which the amounts and due days of its rows."""

from dataclasses import dataclass
from typing import Self

from batch_sender.compose.payments import holds_payment
from batch_sender.compose.payments.comparing import amount_in, day_in
from batch_sender.load import columns
from batch_sender.load.columns import Table
from batch_sender.load.columns.mapping import Field, Mapped


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentColumns:
    """Where a list has payment lines, as their values tell, and the amounts and due days beside them."""

    lines: tuple[int, ...] = ()
    amounts: tuple[int, ...] = ()
    days: tuple[int, ...] = ()

    @classmethod
    def of(cls, table: Table, mapped: Mapped) -> Self:
        """Find them; of amounts and due days those that were mapped go before those that are named so."""

        def is_amount(cell: str) -> bool:
            return amount_in(cell) is not None

        def is_day(cell: str) -> bool:
            return day_in(cell) is not None

        return cls(
            lines=columns.find_payment_columns(table, is_payment=holds_payment),
            amounts=mapped.or_found(
                Field.AMOUNT, lambda: columns.find_amount_columns(table, is_amount=is_amount)
            ),
            days=mapped.or_found(Field.DUE, lambda: columns.find_due_columns(table, is_day=is_day)),
        )
