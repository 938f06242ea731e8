"""The numbers that somebody typed or pasted into a form: which are right, and what is wrong with the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import FormData

from batch_sender.language import _, ngettext, number
from batch_sender.models import Phone
from batch_sender.operations.optouts import TypedNumber, numbers_in
from batch_sender.sentences import as_sentence, describe_problem
from batch_sender.web.forms import text

_MOST_NAMED: Final = 20
"""Wrong numbers that are shown one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersForm:
    """What stands in the form of numbers, and the wrong ones with why. `right`: how many are none."""

    numbers: str = ""
    reason: str = ""
    fault: str = ""
    wrong: tuple[tuple[str, str], ...] = ()
    not_shown: int = 0
    right: int = 0


def typed_in(form: FormData) -> tuple[list[str], NumbersForm]:
    """Read the numbers of a form; it has a fault where some are none and the right ones alone were not meant."""
    pasted, reason = text(form, "numbers"), " ".join(text(form, "reason").split())
    typed = numbers_in(pasted)
    right = [each.written for each in typed if isinstance(each.read, Phone)]
    wrong = _wrong(typed)
    is_faulty = not right or (wrong and not text(form, "without_wrong"))
    shown = NumbersForm(
        numbers=pasted,
        reason=reason,
        fault=_fault(len(wrong)) if is_faulty else "",
        wrong=tuple(wrong[:_MOST_NAMED]),
        not_shown=max(0, len(wrong) - _MOST_NAMED),
        right=len(right),
    )
    return right, shown


def _wrong(typed: Sequence[TypedNumber]) -> list[tuple[str, str]]:
    """Return what is no number, and why, each once."""
    found = {
        each.written: as_sentence(describe_problem(each.read.code))
        for each in typed
        if not isinstance(each.read, Phone)
    }
    return list(found.items())


def _fault(wrong: int) -> str:
    if not wrong:
        return _("Type or paste at least one number.")
    return ngettext(
        "{n} of them cannot be read as a phone number. Nothing was changed.",
        "{n} of them cannot be read as phone numbers. Nothing was changed.",
        wrong,
    ).format(n=number(wrong))
