"""What is wrong with a payment line, and how many of each kind there are, in words."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from batch_sender.language import N_, _, current, ngettext
from batch_sender.models import BESIDE, ProblemCode
from batch_sender.models.payments import PaymentFault, PaymentKind
from batch_sender.sentences.moments import day

_FAULTS: Final[Mapping[str, tuple[str, ...]]] = {
    PaymentFault.NO_LINE: (N_("neither the line of a boleto nor a PIX code"),),
    PaymentFault.ROUNDED: (N_("the spreadsheet took it for a number and rounded its digits away"),),
    PaymentFault.TOO_SHORT: (
        N_("digits are missing: {0} instead of {1}"),
        N_("digits are missing among digits {2} to {3}: {0} instead of {1}"),
    ),
    PaymentFault.TOO_LONG: (
        N_("digits too many: {0} instead of {1}"),
        N_("digits too many among digits {2} to {3}: {0} instead of {1}"),
    ),
    PaymentFault.CHECK_DIGIT: (
        N_("among digits {0} to {1} one is wrong, by their check digit: {2}"),
    ),
    PaymentFault.CHECK_DIGIT_OF_ALL: (
        N_("among digits {0} to {1} one is wrong, by the check digit of the whole line"),
    ),
    PaymentFault.PIX_BEGINNING: (
        N_("the PIX code does not begin with 000201: its beginning is missing"),
        N_("{0} characters stand before the 000201 with which a PIX code begins"),
    ),
    PaymentFault.PIX_CUT_OFF: (N_("the PIX code is cut off behind character {0}"),),
    PaymentFault.PIX_FIELD: (
        N_(
            "the PIX code does not add up in field {0}, characters {1} to {2}: one is missing there, "
            "or too many"
        ),
    ),
    PaymentFault.PIX_BLANK: (
        N_("a line break or a blank that does not belong there is character {0} of the PIX code"),
    ),
    PaymentFault.PIX_CHECKSUM: (
        N_("one of the {0} characters of the PIX code is wrong, by its check sum"),
    ),
    PaymentFault.PIX_BEHIND: (
        N_("{0} characters too many behind the end of the PIX code, which has {1}"),
    ),
    PaymentFault.PIX_NO_KEY: (N_("the PIX code names neither a key nor an address to pay to"),),
}
"""For each fault a sentence for each number of parameters it may have, the fewest first."""

_KINDS: Final[Mapping[str, Callable[[int], str]]] = {
    PaymentKind.BOLETO: lambda n: ngettext("{n} boleto", "{n} boletos", n),
    PaymentKind.SLIP: lambda n: ngettext(
        "{n} slip of a utility or tax", "{n} slips of utilities or taxes", n
    ),
    PaymentKind.PIX: lambda n: ngettext("{n} PIX code", "{n} PIX codes", n),
    PaymentKind.PIX_CHARGE: lambda n: ngettext("{n} PIX charge", "{n} PIX charges", n),
}

_BRAZILIAN_SIGNS: Final = str.maketrans(",.", ".,")


def payment_in_words(code: str, detail: str) -> str:
    """Tell the detail of a payment line's problem; any other as it is."""
    match code:
        case _ if not detail:
            return ""
        case ProblemCode.PAYMENT_DAMAGED:
            return _fault(detail)
        case ProblemCode.PAYMENT_OVERDUE:
            return _("due {day}").format(day=_day(detail))
        case ProblemCode.PAYMENT_AMOUNT_DIFFERS:
            return _beside(detail, _money)
        case ProblemCode.PAYMENT_DUE_DIFFERS:
            return _beside(detail, _day)
    return detail


def counted_payments(kinds: Mapping[str, int]) -> Iterator[str]:
    """Say how many lines there are of each kind that occurs."""
    for kind, counted in _KINDS.items():
        if n := kinds.get(kind, 0):
            yield counted(n).format(n=n)


def _fault(detail: str) -> str:
    fault, *found = detail.split(" ")
    if fault not in _FAULTS:
        return detail
    told = _FAULTS[fault]
    return _(told[-1] if _takes_all(told[-1], found) else told[0]).format(*found)


def _takes_all(sentence: str, found: list[str]) -> bool:
    return sentence.count("{") == len(found)


def _beside(detail: str, in_words: Callable[[str], str]) -> str:
    """Tell what the line says; what the row says stands behind it as the row writes it."""
    said, between, own = detail.partition(BESIDE)
    return f"{in_words(said)}{between}{own}"


def _day(iso: str) -> str:
    return day(date.fromisoformat(iso))


def _money(amount: str) -> str:
    english = f"{Decimal(amount):,.2f}"
    if current() == "pt-BR":
        return f"R$ {english.translate(_BRAZILIAN_SIGNS)}"
    return f"R${english}"
