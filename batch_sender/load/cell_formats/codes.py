"""Parse a workbook's number format code into sections and their signs.

Source of the rules: ECMA-376 part 1, section 18.8.30 (numFmts) and 18.8.31 (numFmt).
"""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

GENERAL: Final = "General"
ERROR_MARK: Final = "error:"
"""Begins what stands in a format's place for a cell that holds an error: "error:#N/A"."""
FORMULA_MARK: Final = "formula:"
"""Stands in a format's place for a cell that holds a formula without its result."""

_LOCAL_DATE: Final = "dd/mm/yyyy"
_CURRENCY: Final = '"R$ "#,##0'
_ACCOUNT: Final = "#,##0"

BUILT_IN: Final = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: f"{_CURRENCY};-{_CURRENCY}",
    6: f"{_CURRENCY};-{_CURRENCY}",
    7: f"{_CURRENCY}.00;-{_CURRENCY}.00",
    8: f"{_CURRENCY}.00;-{_CURRENCY}.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: _LOCAL_DATE,
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: f"{_LOCAL_DATE} hh:mm",
    37: f"{_ACCOUNT};-{_ACCOUNT}",
    38: f"{_ACCOUNT};-{_ACCOUNT}",
    39: f"{_ACCOUNT}.00;-{_ACCOUNT}.00",
    40: f"{_ACCOUNT}.00;-{_ACCOUNT}.00",
    41: f"{_ACCOUNT};-{_ACCOUNT};-",
    42: f"{_CURRENCY};-{_CURRENCY};-",
    43: f"{_ACCOUNT}.00;-{_ACCOUNT}.00;-",
    44: f"{_CURRENCY}.00;-{_CURRENCY}.00;-",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss",
    48: "0.00E+00",
    49: "@",
    **dict.fromkeys((*range(27, 37), *range(50, 59)), _LOCAL_DATE),
}
"""Formats that a workbook names by number alone, as Excel shows them in Brazil."""


class Sign(Enum):
    """What one sign of a format code stands for."""

    LITERAL = auto()
    DIGIT = auto()
    POINT = auto()
    GROUP = auto()
    PERCENT = auto()
    DATE = auto()
    ELAPSED = auto()
    HALF_DAY = auto()
    TEXT = auto()
    GENERAL = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class FormatToken:
    """One sign of a format code and its text: the literal itself, or letters such as "yyyy"."""

    sign: Sign
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section of a format code; `condition` as ("<=", 99999999.0) where it has one."""

    tokens: tuple[FormatToken, ...]
    condition: tuple[str, float] | None = None

    def holds(self, *signs: Sign) -> bool:
        """Tell whether any of `signs` stands in this section."""
        return any(token.sign in signs for token in self.tokens)


_TOKEN: Final = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | \\(?P<escaped>.)
    | _(?P<width>.)
    | \*(?P<fill>.)
    | \[\$(?P<currency>[^\]\-]*)(?:-[^\]]*)?\]
    | \[(?P<elapsed>h+|m+|s+)\]
    | \[(?P<comparison><=|>=|<>|<|>|=)(?P<bound>-?\d+(?:\.\d+)?)\]
    | \[[^\]]*\]
    | (?P<half>AM/PM|A/P)
    | (?P<general>General)
    | (?P<scientific>E[+-])
    | (?P<date>y+|m+|d+|h+|s+)
    | (?P<digit>[0\#?])
    | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_SYSTEM_DATES: Final = {
    "[$-F800]": 'dddd, d" de "mmmm" de "yyyy',
    "[$-F400]": "hh:mm:ss",
}
_BY_NAME: Final = {
    "elapsed": Sign.ELAPSED,
    "half": Sign.HALF_DAY,
    "general": Sign.GENERAL,
    "scientific": Sign.UNKNOWN,
    "date": Sign.DATE,
    "digit": Sign.DIGIT,
}
_OTHER: Final = {".": Sign.POINT, ",": Sign.GROUP, "%": Sign.PERCENT, "@": Sign.TEXT}
_LITERALS: Final = ("quoted", "escaped", "currency")


def sections_of(code: str) -> tuple[Section, ...]:
    """Take a format code apart; a code of the system's own long date gives the Brazilian one."""
    for mark, meant in _SYSTEM_DATES.items():
        if code.upper().startswith(mark):
            return (_section(meant),)
    return tuple(_section(part) for part in _split(code))


def _split(code: str) -> list[str]:
    parts = [""]
    for match in _TOKEN.finditer(code):
        if match[0] == ";":
            parts.append("")
        else:
            parts[-1] += match[0]
    return parts


def _section(code: str) -> Section:
    condition = None
    tokens = []
    for match in _TOKEN.finditer(code):
        if match["comparison"]:
            condition = (match["comparison"], float(match["bound"]))
        token = _token(match)
        if token is not None:
            tokens.append(token)
    return Section(tokens=tuple(tokens), condition=condition)


def _token(match: re.Match[str]) -> FormatToken | None:
    name = match.lastgroup or ""
    if name in _LITERALS:
        return FormatToken(Sign.LITERAL, match[name])
    if name == "fill":
        return (
            FormatToken(Sign.LITERAL, match[name].strip() or " ") if match[name].isspace() else None
        )
    if name == "other":
        sign = _OTHER.get(match[0], Sign.UNKNOWN if match[0] == "/" else Sign.LITERAL)
        return FormatToken(sign, match[0])
    if name in _BY_NAME:
        return FormatToken(_BY_NAME[name], match[name].lower())
    return None
