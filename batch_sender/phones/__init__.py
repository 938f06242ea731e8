"""Read phone numbers as people in Brazil write them, and normalise them to the digits the API wants."""

from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from batch_sender.models import Phone, PhoneNumber, Problem
from batch_sender.phones.cells import read_any
from batch_sender.phones.notation import is_written_as_in_brazil
from batch_sender.phones.plain import read_plain
from batch_sender.phones.rules import AS_WRITTEN, PhoneRules

__all__ = [
    "PhoneRules",
    "is_written_as_in_brazil",
    "mask",
    "parse_phone",
    "person_key",
    "read_any",
    "read_plain",
    "spelled",
]

_BRAZIL, _ARGENTINA, _MEXICO = "55", "54", "52"
_MOBILE_DIGITS: Final = len("5511987654321")
"""With the ninth digit in Brazil, the 9 in Argentina, the 1 in Mexico."""


def parse_phone(text: str, rules: PhoneRules = AS_WRITTEN) -> Phone | Problem:
    """Return the number written in `text`, read as in Brazil, or why it cannot be used.

    A plus sign or 00 makes it international. `Problem.detail` and `Repair.before` hold the text
    as found. Plain mobile notations take the short way; the answers are the same (tests).
    """
    return read_plain(text) or read_any(text, rules)


def person_key(number: PhoneNumber) -> str:
    """Return what a number and its twin share, and nobody else's number.

    A twin is the same line in another spelling: in Brazil without the ninth digit, in Argentina
    without the 9 and in Mexico with the 1 that mobiles abroad are, or were, called by. In Brazil only
    eight digits that begin with 6–9 were mobiles before the ninth digit came; those that begin with
    2–5 are fixed lines, so that 11 93333-4444 and 11 3333-4444 are two people. In Argentina and Mexico
    the ten digits behind are one line, fixed or mobile.
    """
    # Digits they all are; a pattern would take three times as long, a million times.
    if number[:2] == _BRAZIL:
        mobile = len(number) == _MOBILE_DIGITS and number[4] == "9" and number[5] in "6789"
        return PhoneNumber(number[:4] + number[5:]) if mobile else number
    if number[:2] == _ARGENTINA and len(number) == _MOBILE_DIGITS - 1 and number[2] in "123":
        return PhoneNumber(_ARGENTINA + "9" + number[2:])
    if number[:3] == _MEXICO + "1" and len(number) == _MOBILE_DIGITS:
        return PhoneNumber(_MEXICO + number[3:])
    return number


def mask(number: PhoneNumber) -> str:
    """Return the last four digits behind an ellipsis: all that a log may show."""
    return f"…{number[-4:]}"


def spelled(number: PhoneNumber) -> str:
    """Return a number as people write it: "+55 11 91234-5678"."""
    try:
        parsed = phonenumbers.parse(f"+{number}")
    except NumberParseException:
        return f"+{number}"
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
