"""Validate and complete a number's digits by the numbering plans of Brazil and the world."""

import re
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from batch_sender.models import ProblemCode, RepairRule
from batch_sender.models.area_codes import is_ddd
from batch_sender.phones.rules import PhoneRules

_BRAZIL: Final = "55"
_E164_DIGITS: Final = range(8, 16)  # E.164 ends at 15; below 8 no mobile network answers

Rules = tuple[RepairRule, ...]
Reading = tuple[str, Rules] | ProblemCode
"""The digits to send and the rules that made them, or why there are none."""

_SENDABLE: Final = frozenset(
    {
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
    }
)


def read_digits(digits: str, by: PhoneRules) -> Reading:
    """Judge digits, with a plus in front if they had one."""
    if _invented(digits.removeprefix("+")):
        return ProblemCode.PHONE_NOT_ALLOWED
    if digits.startswith(("+", "00")):
        return _read_international(digits[1:] if digits[0] == "+" else digits[2:], by)
    # Ten or eleven digits that begin with 55 are DDD 55 (Santa Maria); no line there begins with 0.
    if digits.startswith(_BRAZIL) and (len(digits) in {12, 13} or digits[2:3] == "0"):
        return _read_brazilian(digits[2:], (), by)
    return _read_brazilian(digits, (RepairRule.COUNTRY_CODE_ADDED,), by)


# Mexico's mobiles were called by a 1 from abroad until 2019. WhatsApp still names many of them by it, and
# phonenumbers knows it no more.
_MEXICAN_WITH_1: Final = re.compile(r"521[2-9]\d{9}", re.ASCII)


def _read_international(digits: str, by: PhoneRules) -> Reading:
    if digits.startswith(_BRAZIL):
        return _read_brazilian(digits[2:], (), by)
    if _MEXICAN_WITH_1.fullmatch(digits):
        without = _read_international(f"52{digits[3:]}", by)
        # It stays as written, like any other: the API's server settles which one WhatsApp knows.
        return without if isinstance(without, ProblemCode) else (digits, without[1])
    try:
        parsed = phonenumbers.parse(f"+{digits}")
    except NumberParseException:
        return ProblemCode.PHONE_INVALID
    kind = phonenumbers.number_type(parsed)
    number = phonenumbers.format_number(parsed, PhoneNumberFormat.E164).removeprefix("+")
    if kind == PhoneNumberType.UNKNOWN or len(number) not in _E164_DIGITS:
        return ProblemCode.PHONE_INVALID
    if kind not in _SENDABLE:
        return ProblemCode.PHONE_NOT_ALLOWED
    rules = () if number == digits else (RepairRule.TRUNK_PREFIX_REMOVED,)
    return _line_or_mobile(number, kind, rules, by)


# 0 before the DDD, or 0 and a carrier's two digits before a whole number (Anatel: 0 + CSP + DDD).
_TRUNK: Final = re.compile(r"^0(?:[1-9]\d(?=\d{10,11}$))?", re.ASCII)
_SUBSCRIBER: Final = re.compile(r"[2-9]\d{7}|9\d{8}", re.ASCII)
# 4004-1234, 3003-1234: a company's number all over the country, to which some put a DDD.
_NATIONWIDE: Final = re.compile(r"\d\d(?:300\d|400\d|4020)\d{4}", re.ASCII)
_OLD_MOBILE: Final = re.compile(r"(\d\d)([6-9]\d{7})", re.ASCII)


def _read_brazilian(digits: str, rules: Rules, by: PhoneRules) -> Reading:
    """Judge the digits behind the country code; `rules`: what was mended before."""
    national = _TRUNK.sub("", digits)
    if national != digits:
        rules = (*rules, _without(len(digits) - len(national)))
    if _invented(digits) or _invented(national):
        return ProblemCode.PHONE_NOT_ALLOWED
    kind = _kind(national)
    if kind == PhoneNumberType.FIXED_LINE and _NATIONWIDE.fullmatch(national):
        return ProblemCode.PHONE_NOT_ALLOWED
    if kind in _SENDABLE:
        return _line_or_mobile(_BRAZIL + national, kind, rules, by)
    # Where the eight digits are a line as they stand (7…, a trunked radio) the step above took them.
    old = _OLD_MOBILE.fullmatch(national)
    if old and _kind(mended := f"{old[1]}9{old[2]}") == PhoneNumberType.MOBILE:
        return _BRAZIL + mended, (*rules, RepairRule.NINTH_DIGIT_ADDED)
    refusal = _refusal(national)
    if refusal is ProblemCode.PHONE_NO_DDD and by.ddd:
        return _read_brazilian(by.ddd + national, (*rules, by.ddd_by), by)
    return refusal


def _without(digits: int) -> RepairRule:
    return RepairRule.TRUNK_PREFIX_REMOVED if digits == 1 else RepairRule.CARRIER_CODE_REMOVED


def _line_or_mobile(number: str, kind: int, rules: Rules, by: PhoneRules) -> Reading:
    if kind != PhoneNumberType.FIXED_LINE:
        return number, rules
    if not by.fixed_lines:
        return ProblemCode.PHONE_FIXED_LINE
    return number, (*rules, RepairRule.FIXED_LINE)


def _refusal(national: str) -> ProblemCode:
    if _kind(national) != PhoneNumberType.UNKNOWN or _is_service(national):
        return ProblemCode.PHONE_NOT_ALLOWED
    if _SUBSCRIBER.fullmatch(national):
        return ProblemCode.PHONE_NO_DDD
    if not is_ddd(national[:2]) and _SUBSCRIBER.fullmatch(national[2:]):
        return ProblemCode.DDD_UNKNOWN
    return ProblemCode.PHONE_INVALID


def _kind(national: str) -> int:
    """Return phonenumbers' type of a Brazilian number, UNKNOWN where it is not valid."""
    # Beyond 11 digits nothing is valid; a leading zero would be lost in the integer.
    if not national or national[0] == "0" or len(national) > 11:
        return PhoneNumberType.UNKNOWN
    return phonenumbers.number_type(_whole(national))


def _is_service(national: str) -> bool:
    """Tell 190, 10315 and their like, which reach a service and not a person."""
    return 3 <= len(national) <= 6 and phonenumbers.is_valid_short_number(_whole(national))


def _whole(national: str) -> phonenumbers.PhoneNumber:
    return phonenumbers.PhoneNumber(country_code=55, national_number=int(national))


def _invented(digits: str) -> bool:
    """Tell 99999-9999, 0000-0000 and their like, with or without a DDD."""
    subscriber = digits[2:] if len(digits) in {10, 11} else digits
    return len(subscriber) >= 8 and len(set(subscriber)) == 1
