"""A number as a person wrote it goes in; the digits the API wants, or the problem, come out."""

import re
import unicodedata
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from batch_sender.models import Phone, PhoneNumber, Problem, ProblemCode, Repair, RepairRule

_BRAZIL: Final = "55"
_LONGEST_TEXT: Final = (
    250  # characters; phonenumbers' own limit, and more than a cell of numbers needs
)
_E164_DIGITS: Final = range(8, 16)  # E.164 ends at 15; below 8 no mobile network answers

_Reading = tuple[str, tuple[RepairRule, ...]] | ProblemCode
"""The digits to send and the rules that made them, or why there are none."""

_SENDABLE: Final = frozenset(
    {
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
    }
)


def parse_phone(text: str) -> Phone | Problem:
    """Return the number written in `text`, read as in Brazil, or why it cannot be used.

    A plus sign or 00 makes it international. `Problem.detail` and `Repair.before` hold the text
    as found. Plain mobile notations take the short way; the answers are the same (tests).
    """
    return read_plain(text) or read_any(text)


def person_key(number: PhoneNumber) -> str:
    """Return what a number and its twin without the ninth digit share, and nobody else's number.

    Only eight digits that begin with 6–9 were mobiles before the ninth digit came; those that begin with
    2–5 are fixed lines, so that 11 93333-4444 and 11 3333-4444 are two people.
    """
    return _NINTH_DIGIT.sub(r"\1", number)


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


_NINTH_DIGIT: Final = re.compile(r"^(55\d\d)9(?=[6-9]\d{7}$)", re.ASCII)


# ── the short way ─────────────────────────────────────────────────────────────────────────────


def _brazilian_mobile() -> str:
    """Return phonenumbers' own pattern of Brazilian mobiles; one that never matches without it."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region("BR")
    mobile = metadata.mobile if metadata else None
    return (mobile.national_number_pattern if mobile else None) or r"(?!)"


_PLAIN: Final = re.compile(r" *(\+?55 ?)?\(?(\d\d)\)? ?(9?) ?(\d{4})[- ]?(\d{4}) *", re.ASCII)
# An invented number (one digit over and over behind the DDD) is left to the long way to name.
_MOBILE: Final = re.compile(rf"(?!\d\d(\d)\1+$)(?:{_brazilian_mobile()})", re.ASCII)


def read_plain(text: str) -> Phone | None:
    """Read a Brazilian mobile in one of its plain notations; None: `read_any` has to judge."""
    found = _PLAIN.fullmatch(text)
    if found is None:
        return None
    country_code, area, ninth, head, tail = found.groups()
    national = area + ninth + head + tail
    if _MOBILE.fullmatch(national) is None:
        return None
    number = PhoneNumber(_BRAZIL + national)
    if country_code:
        return Phone(number=number)
    added = Repair(rule=RepairRule.COUNTRY_CODE_ADDED, before=text, after=number)
    return Phone(number=number, repairs=(added,))


# ── the long way ──────────────────────────────────────────────────────────────────────────────


def read_any(text: str) -> Phone | Problem:
    """Read a number in any notation: the whole of `parse_phone` without its short way."""
    written = _as_written(text)
    reading = written if isinstance(written, ProblemCode) else _read_written(written)
    if isinstance(reading, ProblemCode):
        return Problem(code=reading, detail=text)
    digits, rules = reading
    return Phone(
        number=PhoneNumber(digits),
        repairs=tuple(Repair(rule=rule, before=text, after=digits) for rule in rules),
    )


# Blank to the eye, letters or symbols to Unicode.
_FILLERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_QUOTES: Final = "'\"`´‘’“”="  # how CSV writers keep a number text: '119…, ="119…"
_SCIENTIFIC: Final = re.compile(
    r"\+?(\d+)(?:[.,](\d+))? ?E ?\+? ?(\d{1,3})", re.ASCII | re.IGNORECASE
)
_DECIMAL: Final = re.compile(r"(\+?\d{8,})[.,]0{1,2}", re.ASCII)
_LABEL: Final = re.compile(
    r"^(?:tel|telefone|fone|cel|celular|whatsapp|whats|zap|phone|mobile)(?:\s*[.:]+\s*|\s+)",
    re.IGNORECASE,
)
# "0xx11", "(0**11)", "+55 (0xx11)": the place of the carrier's code, only where a number begins.
_CARRIER_BLANK: Final = re.compile(
    r"^(\+?[ (]{0,3}(?:55)?[ ()-]{0,3})0?[ (]{0,2}(?:xx|\*\*)(?=[ )]{0,3}\d)", re.IGNORECASE
)
# No slash, comma or line break: behind those a second number begins, and half of it is nobody's.
_MASKED: Final = re.compile(r"[ (\[]*(\+?)([\d ()\[\]._-]*)", re.ASCII)


def _as_written(text: str) -> str | ProblemCode:
    """Return the digits of `text` with the signs between them, a plus in front where it has one."""
    shown = _readable(text)
    if not any(c.isalnum() for c in shown):
        return ProblemCode.PHONE_MISSING
    if len(shown) > _LONGEST_TEXT:
        return ProblemCode.PHONE_INVALID
    if scientific := _SCIENTIFIC.fullmatch(shown):
        return _all_digits(*scientific.groups(default=""))
    if decimal := _DECIMAL.fullmatch(shown):
        return decimal[1]
    bare = _CARRIER_BLANK.sub(r"\g<1>0", _LABEL.sub("", shown))
    masked = _MASKED.fullmatch(bare)
    return masked[1] + masked[2] if masked else ProblemCode.PHONE_INVALID


def _readable(text: str) -> str:
    """Drop what nobody sees, and write digits, dashes and blanks of any script as ASCII."""
    if not (text.isascii() and text.isprintable()):
        text = "".join(map(_ascii_sign, text))
    return text.strip(_QUOTES + " \n")


def _ascii_sign(sign: str) -> str:
    # Decimal digits only: a raised ² or a circled ① is a footnote, not a digit of the number.
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    if sign in "\n\r\v\f\u0085\u2028\u2029":
        return "\n"
    kind = unicodedata.category(sign)
    if sign in _FILLERS or kind in {"Cf", "Mn", "Me", "So"}:
        return ""
    if kind in {"Zs", "Cc"}:
        return " "
    if kind == "Pd" or sign == "\u2212":
        return "-"
    narrow = unicodedata.normalize("NFKC", sign)
    return narrow if kind in {"Sm", "Ps", "Pe", "Po"} else sign


def _all_digits(whole: str, fraction: str, exponent: str) -> str | ProblemCode:
    """Write out a number in scientific notation, unless it no longer holds all of its digits."""
    digits, places = whole + fraction, int(exponent)
    if len(fraction) < places:
        return ProblemCode.PHONE_DAMAGED
    kept, dropped = digits[: len(whole) + places], digits[len(whole) + places :]
    return ProblemCode.PHONE_INVALID if dropped.strip("0") else kept


# The last eight digits in one, in halves or in pairs. "98765-432" and "9 876-5432" look like an old
# mobile's eight digits and are a new one's nine, less one.
_EIGHT_DIGITS: Final = re.compile(r"(?:\d\d\D*){4}$", re.ASCII)


def _read_written(written: str) -> _Reading:
    reading = _read_digits(re.sub(r"[^\d+]", "", written))
    if isinstance(reading, ProblemCode) or RepairRule.NINTH_DIGIT_ADDED not in reading[1]:
        return reading
    return reading if _EIGHT_DIGITS.search(written) else ProblemCode.PHONE_INVALID


def _read_digits(digits: str) -> _Reading:
    if _invented(digits.removeprefix("+")):
        return ProblemCode.PHONE_NOT_ALLOWED
    if digits.startswith(("+", "00")):
        return _read_international(digits[1:] if digits[0] == "+" else digits[2:])
    # Ten or eleven digits that begin with 55 are DDD 55 (Santa Maria); no line there begins with 0.
    if digits.startswith(_BRAZIL) and (len(digits) in {12, 13} or digits[2:3] == "0"):
        return _read_brazilian(digits[2:], ())
    return _read_brazilian(digits, (RepairRule.COUNTRY_CODE_ADDED,))


def _read_international(digits: str) -> _Reading:
    if digits.startswith(_BRAZIL):
        return _read_brazilian(digits[2:], ())
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
    return number, () if number == digits else (RepairRule.TRUNK_PREFIX_REMOVED,)


# 0 before the DDD, or 0 and a carrier's two digits before a whole number (Anatel: 0 + CSP + DDD).
_TRUNK: Final = re.compile(r"^0(?:[1-9]\d(?=\d{10,11}$))?", re.ASCII)
_SUBSCRIBER: Final = re.compile(r"[2-9]\d{7}|9\d{8}", re.ASCII)
_OLD_MOBILE: Final = re.compile(r"(\d\d)([6-9]\d{7})", re.ASCII)


def _read_brazilian(digits: str, rules: tuple[RepairRule, ...]) -> _Reading:
    """Judge the digits behind the country code; `rules`: what was mended before."""
    national = _TRUNK.sub("", digits)
    if national != digits:
        rules = (*rules, RepairRule.TRUNK_PREFIX_REMOVED)
    if _invented(digits) or _invented(national):
        return ProblemCode.PHONE_NOT_ALLOWED
    if _kind(national) in _SENDABLE:
        return _BRAZIL + national, rules
    # Where the eight digits are a line as they stand (7…, a trunked radio) the step above took them.
    old = _OLD_MOBILE.fullmatch(national)
    if old and _kind(mended := f"{old[1]}9{old[2]}") == PhoneNumberType.MOBILE:
        return _BRAZIL + mended, (*rules, RepairRule.NINTH_DIGIT_ADDED)
    return _refusal(national)


def _refusal(national: str) -> ProblemCode:
    if _kind(national) != PhoneNumberType.UNKNOWN or _is_service(national):
        return ProblemCode.PHONE_NOT_ALLOWED
    if _SUBSCRIBER.fullmatch(national):
        return ProblemCode.PHONE_NO_DDD
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
