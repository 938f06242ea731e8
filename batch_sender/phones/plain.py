"""Read a Brazilian mobile number in a common notation by one pattern: the fast path of `parse_phone`.

The pattern is phonenumbers' own; `read_any` gives the same answers, ten times slower (tests).
"""

import re
from typing import Final

import phonenumbers

from batch_sender.models import Phone, PhoneNumber, RepairRule


def _brazilian_mobile() -> str:
    """Return phonenumbers' own pattern of Brazilian mobiles; one that never matches without it."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region("BR")
    mobile = metadata.mobile if metadata else None
    return (mobile.national_number_pattern if mobile else None) or r"(?!)"


_PLAIN: Final = re.compile(r" *(\+?55 ?)?\(?(0?)(\d\d)\)? ?(9?) ?(\d{4})[- ]?(\d{4}) *", re.ASCII)
# An invented number (one digit over and over behind the DDD) is left to the long way to name.
_MOBILE: Final = re.compile(rf"55(?!\d\d(\d)\1+$)(?:{_brazilian_mobile()})", re.ASCII)

# From before the ninth digit. Those with a 7 are lines as they stand (trunked radio).
_OLD_MOBILE: Final = re.compile(r"(?!(\d)\1+$)[689]\d{7}", re.ASCII)

_NINTH: Final = RepairRule.NINTH_DIGIT_ADDED
_ADDED, _REMOVED = RepairRule.COUNTRY_CODE_ADDED, RepairRule.TRUNK_PREFIX_REMOVED
_REPAIRS: Final = {
    # whether the country code is missing, and the 0 before the DDD
    (False, ""): (),
    (False, "0"): (_REMOVED,),
    (True, ""): (_ADDED,),
    (True, "0"): (_ADDED, _REMOVED),
}


def read_plain(text: str) -> Phone | None:
    """Read a Brazilian mobile in one of its plain notations; None: `read_any` has to judge."""
    found = _PLAIN.fullmatch(text)
    if found is None:
        return None
    country_code, trunk, area, ninth, head, tail = found.groups()
    old = not ninth and _OLD_MOBILE.fullmatch(head + tail) is not None
    number = PhoneNumber(f"55{area}{'9' if old else ninth}{head}{tail}")
    if _MOBILE.fullmatch(number) is None:
        return None
    if country_code and not trunk and not old:
        return Phone(number)
    rules = _REPAIRS[country_code is None, trunk]
    return Phone(number, (*rules, _NINTH) if old else rules, text)
