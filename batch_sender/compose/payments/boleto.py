"""Read the line of a boleto of a bank (47 digits), or of a slip (arrecadação, 48 digits).

Both spread a bar code of 44 digits over blocks, each of which ends with a check digit. A bank's line
ends with the check digit of the whole bar code, the due day and the amount, for which that digit alone
stands; a slip has it as its fourth digit.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from batch_sender.compose.payments.check_digits import (
    modulo_10,
    modulo_11_of_boletos,
    modulo_11_of_slips,
)
from batch_sender.compose.payments.values import Damage, Payment
from batch_sender.models.payments import PaymentFault, PaymentKind

BAR_CODE: Final = 44
_REAIS: Final = "9"
_SLIP: Final = "8"
_ROUNDED_FROM: Final = 17
"""So many digits of a number may a file hold (Excel keeps 15); the others are zeros, or chance."""
_MOST_AMISS: Final = 3
"""Digits too many or too few up to which it is worth telling in which block."""

Modulus = Callable[[str], int]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShape:
    """How a line is made up: `blocks` with a check digit of their own, `rest` without one."""

    length: int
    blocks: tuple[Span, ...]
    rest: Span | None
    moduli: tuple[Modulus, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """All of it, part by part."""
        return self.blocks if self.rest is None else (*self.blocks, self.rest)


_BANK: Final = LineShape(
    length=47, blocks=((0, 10), (10, 21), (21, 32)), rest=(32, 47), moduli=(modulo_10,)
)
_OF_SLIPS: Final = LineShape(
    length=48,
    blocks=((0, 12), (12, 24), (24, 36), (36, 48)),
    rest=None,
    moduli=(modulo_10, modulo_11_of_slips),
)
_MODULUS_OF: Final[dict[str, Modulus]] = {
    **dict.fromkeys("67", modulo_10),
    **dict.fromkeys("89", modulo_11_of_slips),
}
"""By a slip's third digit; in 6 and 8 the amount is in reais, in 7 and 9 in another unit."""
_SLIP_IN_REAIS: Final = frozenset("68")


def read_line(digits: str) -> Payment | Damage:
    """Read digits as a line; those of a bar code that is right are told apart, and their line is given."""
    shape = _OF_SLIPS if digits.startswith(_SLIP) else _BANK
    if len(digits) == BAR_CODE and _is_bar_code(digits) and not _begins_as_line(digits, shape):
        return Damage(PaymentFault.BAR_CODE, (line_of(digits),))
    found = _misshapen(digits, shape) or _miscounted(digits, shape)
    if found is not None and _is_rounded(digits):
        return Damage(PaymentFault.ROUNDED)
    return found or _payment(bar_code_of(digits))


def bar_code_of(line: str) -> str:
    """Return the 44 digits that stand in the bar code of a line."""
    if line.startswith(_SLIP):
        return "".join(line[start : end - 1] for start, end in _OF_SLIPS.blocks)
    free = line[4:9] + line[10:20] + line[21:31]
    return line[:4] + line[32:] + free


def line_of(bar_code: str) -> str:
    """Return the line that a bar code is typed in as, its check digits worked out."""
    if bar_code.startswith(_SLIP):
        modulus = _MODULUS_OF[bar_code[2]]
        blocks = (bar_code[at : at + 11] for at in range(0, BAR_CODE, 11))
        return "".join(f"{block}{modulus(block)}" for block in blocks)
    free = bar_code[19:]
    parts = (bar_code[:4] + free[:5], free[5:15], free[15:])
    return "".join(f"{part}{modulo_10(part)}" for part in parts) + bar_code[4:19]


def check_digit_of(bar_code: str) -> int:
    """Return the check digit of a whole bar code, whatever stands in its place."""
    if bar_code.startswith(_SLIP):
        return _MODULUS_OF[bar_code[2]](bar_code[:3] + bar_code[4:])
    return modulo_11_of_boletos(bar_code[:4] + bar_code[5:])


# ── what is wrong ─────────────────────────────────────────────────────────────────────────────


def _is_bar_code(digits: str) -> bool:
    """Tell whether 44 digits are a bar code: the key of an invoice (NF-e) has as many."""
    if digits.startswith(_SLIP):
        return digits[2] in _MODULUS_OF and int(digits[3]) == check_digit_of(digits)
    return digits[3] == _REAIS and int(digits[4]) == check_digit_of(digits)


def _begins_as_line(digits: str, shape: LineShape) -> bool:
    """Tell whether digits are rather a line that was cut off: every whole block of it is right."""
    whole = [span for span in shape.blocks if span[1] <= len(digits)]
    return any(all(_is_right(digits, span, modulus) for span in whole) for modulus in shape.moduli)


def _misshapen(digits: str, shape: LineShape) -> Damage | None:
    """Find digits that are too many or too few, and tell in which part if that is clear."""
    amiss = len(digits) - shape.length
    if not amiss:
        return None
    fault = PaymentFault.TOO_SHORT if amiss < 0 else PaymentFault.TOO_LONG
    parts = {*_parts_amiss(digits, shape, amiss)} if abs(amiss) <= _MOST_AMISS else ()
    where = [(start + 1, end) for start, end in parts] if len(parts) == 1 else [()]
    return Damage(fault, (len(digits), shape.length, *where[0]))


def _parts_amiss(digits: str, shape: LineShape, amiss: int) -> Iterator[Span]:
    """Yield each part that can be it: the blocks before it are right, and those behind it but shifted."""
    for modulus in shape.moduli:
        right = [_is_right(digits, span, modulus) for span in shape.blocks]
        shifted = [
            _is_right(digits, (start + amiss, end + amiss), modulus) for start, end in shape.blocks
        ]
        for place, span in enumerate(shape.spans):
            itself = right[place : place + 1]
            if all(right[:place]) and all(shifted[place + 1 :]) and not all(itself or [False]):
                yield span


def _is_right(digits: str, span: Span, modulus: Modulus) -> bool:
    start, end = span
    return start >= 0 and end <= len(digits) and _fits(modulus, digits[start:end])


def _fits(modulus: Modulus, block: str) -> bool:
    return int(block[-1]) == modulus(block[:-1])


def _miscounted(digits: str, shape: LineShape) -> Damage | None:
    """Find the first block whose check digit does not fit, or else that of the whole."""
    modulus = _MODULUS_OF.get(digits[2]) if shape is _OF_SLIPS else modulo_10
    if modulus is None:
        return _wrong_block(digits, shape.blocks[0])
    for span in shape.blocks:
        if not _fits(modulus, digits[slice(*span)]):
            return _wrong_block(digits, span)
    bar_code = bar_code_of(digits)
    if int(bar_code[3 if shape is _OF_SLIPS else 4]) == check_digit_of(bar_code):
        return None
    start, end = shape.rest or (0, shape.length)
    return Damage(PaymentFault.CHECK_DIGIT_OF_ALL, (start + 1, end))


def _wrong_block(digits: str, span: Span) -> Damage:
    start, end = span
    return Damage(PaymentFault.CHECK_DIGIT, (start + 1, end, digits[start:end]))


def _is_rounded(digits: str) -> bool:
    if not BAR_CODE <= len(digits) <= _OF_SLIPS.length:
        return False
    return not digits[_ROUNDED_FROM:].strip("0") or int(float(digits)) == int(digits)


# ── what it asks for ──────────────────────────────────────────────────────────────────────────


def _payment(bar_code: str) -> Payment:
    if bar_code.startswith(_SLIP):
        in_reais = bar_code[2] in _SLIP_IN_REAIS
        amount = _amount(bar_code[4:15]) if in_reais else None
        return Payment(kind=PaymentKind.SLIP, code=bar_code, amount=amount)
    # A day count that begins with 0 is none: the amount may be so great that it takes its place.
    factor = None if bar_code[5] == "0" else int(bar_code[5:9])
    digits = bar_code[5:19] if factor is None else bar_code[9:19]
    amount = _amount(digits) if bar_code[3] == _REAIS else None
    return Payment(kind=PaymentKind.BOLETO, code=bar_code, amount=amount, factor=factor)


def _amount(cents: str) -> Decimal | None:
    """Return an amount; None where it is nought, which leaves it open."""
    return Decimal(cents).scaleb(-2) or None
