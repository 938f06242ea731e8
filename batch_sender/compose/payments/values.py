"""What was read of a payment line: what it asks for, or what is wrong with it."""

from dataclasses import dataclass
from decimal import Decimal

from batch_sender.models.payments import PaymentFault, PaymentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment line that can be paid. `code`: what tells it from others, however it is written.

    `amount`: in reais; None where it leaves it open, or says it in another unit. `factor`: its due day
    as `day_count` reads it; None where it says none.
    """

    kind: PaymentKind
    code: str
    amount: Decimal | None = None
    factor: int | None = None

    @property
    def is_of_one_charge(self) -> bool:
        """Whether it can be paid once only, so that it belongs to one person."""
        return self.kind is not PaymentKind.PIX


@dataclass(frozen=True, slots=True)
class Damage:
    """Why a payment line cannot be paid; `found`: the parameters of the fault, such as places from 1."""

    fault: PaymentFault
    found: tuple[int | str, ...] = ()

    @property
    def detail(self) -> str:
        """The fault and its parameters, as a problem keeps them."""
        return " ".join(map(str, (self.fault.value, *self.found)))
