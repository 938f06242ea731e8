"""Read a PIX "copia e cola": the text of a QR code, fields of two digits of name and two of length.

Sources: Banco Central do Brasil, "Manual de Padrões para Iniciação do Pix"; EMV QRCPS, merchant-presented
mode. What a charge asks for lies at the bank, behind its address: the due day, and often the amount.
"""

import binascii
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from batch_sender.compose.payments.values import Damage, Payment
from batch_sender.models.payments import PaymentFault, PaymentKind

BEGINNING: Final = "000201"
_OF_PIX: Final = "br.gov.bcb.pix"
_ACCOUNTS: Final = range(26, 52)
_OF_ALL, _KEY, _ADDRESS = "00", "01", "25"
_AMOUNT, _CHECKSUM = "54", "63"
_CHECKSUM_LENGTH: Final = 4
_WRITTEN_AMOUNT: Final = re.compile(r"\d{1,10}(?:\.\d{0,2})?", re.ASCII)
_BLANK: Final = re.compile(r"\s+")
_ODD_BLANK: Final = re.compile(r"[^\S ]+")
_HEAD: Final = re.compile(r"\d{1,4}$", re.ASCII)
_ENDED: Final = re.compile(r"6304[\dA-F]{4}$", re.ASCII | re.IGNORECASE)


class _Field(NamedTuple):
    """A field of a code: where it begins, from 0; what it should be long; what stands there."""

    name: str
    at: int
    length: int
    value: str

    @property
    def end(self) -> int:
        return self.at + 4 + self.length


def is_pix(text: str) -> bool:
    """Tell whether a text is, or was, a PIX code."""
    return text.startswith(BEGINNING) or _OF_PIX in text.casefold()


def checksum_of(text: str) -> str:
    """Return the check sum that ends a code whose text up to "6304" is given (CRC-16/CCITT-FALSE)."""
    return f"{binascii.crc_hqx(text.encode(), 0xFFFF):04X}"


def read_pix(code: str) -> Payment | Damage:
    """Read a code, or say what is wrong with it and where."""
    if not code.startswith(BEGINNING):
        at = code.find(BEGINNING)
        return Damage(PaymentFault.PIX_BEGINNING, (at,) if at > 0 else ())
    fields, broken = _fields(code, start=0, end=len(code))
    if broken is not None and _adds_up(code):
        # Nothing of it was changed: some count the length of "São Paulo" in bytes.
        code = code.encode().decode("latin-1")
        fields, broken = _fields(code, start=0, end=len(code))
        return broken or _payment(code, fields)
    return _wrong_with(code, fields, broken) or _payment(code, fields)


def _fields(code: str, *, start: int, end: int) -> tuple[list[_Field], Damage | None]:
    """Take a code apart up to its check sum, or to where it does not add up any more."""
    fields: list[_Field] = []
    while start < end and not (fields and fields[-1].name == _CHECKSUM):
        head = code[start : min(start + 4, end)]
        if not _HEAD.match(head):
            return fields, _breaks_behind(fields, start)
        length = int(head[2:] or 0)
        field = _Field(head[:2], start, length, code[start + 4 : start + 4 + length])
        if len(head) < 4 or field.end > end:
            return fields, Damage(PaymentFault.PIX_CUT_OFF, (end,))
        fields.append(field)
        start = field.end
    return fields, None


def _breaks_behind(fields: list[_Field], end: int) -> Damage:
    """Say that the last field that could be read is longer or shorter than it says."""
    last = fields[-1] if fields else _Field("00", 0, 0, "")
    return Damage(PaymentFault.PIX_FIELD, (last.name, last.at + 1, end))


def _wrong_with(code: str, fields: list[_Field], broken: Damage | None) -> Damage | None:
    last = fields[-1]
    if broken is not None or last.name != _CHECKSUM:
        return _broken(code, fields, broken or Damage(PaymentFault.PIX_CUT_OFF, (len(code),)))
    if last.length != _CHECKSUM_LENGTH or not _adds_up(code[: last.end]):
        changed = Damage(PaymentFault.PIX_CHECKSUM, (last.end,))
        return _broken(code, fields, changed)
    if last.end < len(code):
        return Damage(PaymentFault.PIX_BEHIND, (len(code) - last.end, last.end))
    return None


def _broken(code: str, fields: list[_Field], otherwise: Damage) -> Damage:
    """Name the cause as nearly as it can be told."""
    if otherwise.fault is PaymentFault.PIX_CUT_OFF and _ENDED.search(code):
        # Its end is there: something before it is missing, or too much.
        otherwise = _breaks_behind(fields, fields[-1].end)
    return _blank_in(code) or _field_within(code, fields) or _out_of_turn(fields) or otherwise


def _out_of_turn(fields: list[_Field]) -> Damage | None:
    """Find the field that took over the beginning of the next: names rise from field to field."""
    for before, after in pairwise(fields):
        if after.name <= before.name:
            return _breaks_behind([before], after.at)
    return None


def _field_within(code: str, fields: list[_Field]) -> Damage | None:
    """Find the account whose own fields do not add up, as where a sign of the key is missing."""
    for field in fields:
        if int(field.name) in _ACCOUNTS:
            _within, broken = _fields(code, start=field.at + 4, end=field.end)
            if broken is not None:
                return Damage(PaymentFault.PIX_FIELD, (field.name, field.at + 1, field.end))
    return None


def _blank_in(code: str) -> Damage | None:
    """Find the blank or line break by which a code is wrong: it is right without it, or with a plain one."""
    for found in _ODD_BLANK.finditer(code):
        if any(_adds_up(_ODD_BLANK.sub(instead, code)) for instead in ("", " ")):
            return Damage(PaymentFault.PIX_BLANK, (found.start() + 1,))
    for found in _BLANK.finditer(code):
        if _adds_up(code[: found.start()] + code[found.end() :]):
            return Damage(PaymentFault.PIX_BLANK, (found.start() + 1,))
    return None


def _adds_up(code: str) -> bool:
    head, checksum = code[:-_CHECKSUM_LENGTH], code[-_CHECKSUM_LENGTH:]
    return checksum.upper() == checksum_of(head)


# ── what it asks for ──────────────────────────────────────────────────────────────────────────


def _payment(code: str, fields: list[_Field]) -> Payment | Damage:
    account = next(_accounts(code, fields), {})
    if _ADDRESS not in account and _KEY not in account:
        return Damage(PaymentFault.PIX_NO_KEY)
    kind = PaymentKind.PIX_CHARGE if _ADDRESS in account else PaymentKind.PIX
    written = next((each.value for each in fields if each.name == _AMOUNT), "")
    return Payment(kind=kind, code=code, amount=_amount(written))


def _accounts(code: str, fields: list[_Field]) -> Iterator[dict[str, str]]:
    for field in fields:
        if int(field.name) in _ACCOUNTS:
            within, _broken = _fields(code, start=field.at + 4, end=field.end)
            found = {each.name: each.value for each in within}
            if found.get(_OF_ALL, "").casefold() == _OF_PIX:
                yield found


def _amount(written: str) -> Decimal | None:
    """Return an amount in reais; None where none is given, or nought, which leaves it open."""
    return (Decimal(written) or None) if _WRITTEN_AMOUNT.fullmatch(written) else None
