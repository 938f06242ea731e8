"""A Brazilian mobile in a plain notation goes in; its number comes out, fast. All else is left alone.

The pattern is phonenumbers' own; `cells` gives the same answers, ten times slower (tests).
"""

import re
from typing import Final

import phonenumbers

from batch_sender.models import Phone, PhoneNumber, Repair, RepairRule


def _brazilian_mobile() -> str:
    """Return phonenumbers' own pattern of Brazilian mobiles; one that never matches without it."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region("BR")
    mobile = metadata.mobile if metadata else None
    return (mobile.national_number_pattern if mobile else None) or r"(?!)"


_PLAIN: Final = re.compile(r" *(\+?55 ?)?\(?(0?)(\d\d)\)? ?(9?) ?(\d{4})[- ]?(\d{4}) *", re.ASCII)
# An invented number (one digit over and over behind the DDD) is left to the long way to name.
_MOBILE: Final = re.compile(rf"(?!\d\d(\d)\1+$)(?:{_brazilian_mobile()})", re.ASCII)

_ADDED, _REMOVED = RepairRule.COUNTRY_CODE_ADDED, RepairRule.TRUNK_PREFIX_REMOVED
_REPAIRS: Final = {
    # whether the country code stands there, and the 0 before the DDD
    (True, False): (),
    (True, True): (_REMOVED,),
    (False, False): (_ADDED,),
    (False, True): (_ADDED, _REMOVED),
}


def read_plain(text: str) -> Phone | None:
    """Read a Brazilian mobile in one of its plain notations; None: `read_any` has to judge."""
    found = _PLAIN.fullmatch(text)
    if found is None:
        return None
    country_code, trunk, area, ninth, head, tail = found.groups()
    national = area + ninth + head + tail
    if _MOBILE.fullmatch(national) is None:
        return None
    number = PhoneNumber("55" + national)
    mended = _REPAIRS[bool(country_code), bool(trunk)]
    return Phone(
        number=number,
        repairs=tuple(Repair(rule=rule, before=text, after=number) for rule in mended),
    )
