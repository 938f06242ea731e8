"""Tell whether two digits are a DDD, one of Brazil's area codes."""

import re
from typing import Final

_DDD: Final = re.compile(
    "1[1-9]|2[12478]|3[1-578]|4[1-9]|5[1345]|6[1-9]|7[134579]|8[1-9]|9[1-9]", re.ASCII
)
"""Anatel's 67 codes, as phonenumbers has them, too (tests)."""


def is_ddd(text: str) -> bool:
    """Tell whether `text` is an area code."""
    return _DDD.fullmatch(text) is not None


_DECIMALS: Final = re.compile(r"[.,]0+$")


def ddd_in(cell: str) -> str:
    """Return the digits that a cell of its own writes as DDD, right or wrong: "(011)", "0xx11", "11.0"."""
    digits = re.sub(r"\D", "", _DECIMALS.sub("", cell.strip())).lstrip("0")
    return digits[2:] if len(digits) == 4 and digits.startswith("55") else digits
