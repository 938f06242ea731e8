"""Reduce a written phone number to its digits, noting each sign that was taken off."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from batch_sender.models import ProblemCode, RepairRule
from batch_sender.phones.labels import is_nothing, without_words

_LONGEST_TEXT: Final = (
    250  # characters; phonenumbers' own limit, and more than a cell of numbers needs
)

# Blank to the eye, letters or symbols to Unicode.
_FILLERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_QUOTES: Final = "'\"`´‘’“”="  # how CSV writers keep a number text: '119…, ="119…"
_AROUND: Final = " \n,;:/|"
_SCIENTIFIC: Final = re.compile(
    r"\+?(\d+)(?:[.,](\d+))? ?E ?\+? ?(\d{1,3})", re.ASCII | re.IGNORECASE
)
_DECIMAL: Final = re.compile(r"(\+?\d{8,})[.,]0{1,2}", re.ASCII)
_EXTENSION: Final = re.compile(
    r"[\s(,;-]+(?:(?:ramal|rml|ram|ext|extension|extens[aã]o)[.:=]?|r[.:]|x(?=\d)|#)\s*\d{1,5}\)?$",
    re.IGNORECASE,
)
# "0xx11", "(0**11)", "+55 (0xx11)": the place of the carrier's code, only where a number begins.
_CARRIER_BLANK: Final = re.compile(
    r"^(\+?[ (]{0,3}(?:55)?[ ()-]{0,3})0?[ (]{0,2}(?:xx|\*\*)(?=[ )]{0,3}\d)", re.IGNORECASE
)
# "11/98765-4321": here alone the slash parts a number's own halves.
_DDD_AND_SLASH: Final = re.compile(r"^(\(?0?\d\d\)?) ?/ ?(?=9?\d{4}[ .-]?\d{4}$)", re.ASCII)
# No other slash, comma or line break: behind those a second number begins, and half of it is nobody's.
# It holds nothing that a cut could take off, so that a masked number needs none.
_MASKED: Final = re.compile(r"[ (\[]*(\+?)([\d ()\[\]._-]*)", re.ASCII)
_SIGN_KINDS: Final = {
    "Cf": RepairRule.INVISIBLE_REMOVED,
    "Mn": RepairRule.INVISIBLE_REMOVED,
    "Me": RepairRule.INVISIBLE_REMOVED,
    "So": RepairRule.LABEL_REMOVED,
}
"""Signs that are dropped, by their Unicode category: marks nobody sees, and little pictures."""

# A link is international without a plus.
_LINK: Final = re.compile(
    r"^(?:(?:https?|whatsapp)://)?(?:wa\.me/|(?:(?:api|web)\.whatsapp\.com/)?send/?\?phone=)\+?(\d+)"
    r"(?:[?&].*)?$",
    re.IGNORECASE,
)
# How WhatsApp's own programs name somebody by their number, and sometimes the device: such exports exist.
_WHATSAPP_ID: Final = re.compile(
    r"^(\d+)(?::\d{1,3})?@(?:c\.us|s\.whatsapp\.net)$", re.ASCII | re.IGNORECASE
)
# Read in pairs, a date has the digits of a line without its DDD.
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MIRRORED: Final = "\u202e"
"""Turns the digits behind it round for the eye: nobody sees what is written."""

_SIGNS: Final = re.compile(r"[^\d+]")
# (647) 722-1234, 415-555-2671: area codes of three digits are North America's, and no DDD.
_AREA_OF_THREE: Final = re.compile(
    r"\W*(?:[1-9]\d\d\)\W*\d|[1-9]\d\d[ .-]\d{3}[ .-]\d{4}\b\W*$)", re.ASCII
)
# (11) 98765-4321, (011) 3333-4444, 11 98765-4321: masks that nobody else writes.
_BRAZILIAN: Final = re.compile(
    r"\( *0?[1-9]\d *\) *9?[ .-]?\d{4}[ .-]?\d{4}\b|\b0?[1-9]\d[ -]9[ .]?\d{4}-\d{4}\b", re.ASCII
)

_CUTS: Final = (
    (_LINK, r"+\g<1>", RepairRule.LABEL_REMOVED),
    (_WHATSAPP_ID, r"+\g<1>", RepairRule.LABEL_REMOVED),
    (_EXTENSION, "", RepairRule.EXTENSION_REMOVED),
    (_CARRIER_BLANK, r"\g<1>", RepairRule.CARRIER_CODE_REMOVED),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Digits with the signs between them, a plus in front where there is one; and the rules used."""

    signs: str
    rules: tuple[RepairRule, ...] = ()

    @property
    def is_foreign(self) -> bool:
        """Whether a number without a plus is written as no Brazilian number is."""
        return _AREA_OF_THREE.match(self.signs) is not None

    @property
    def digits(self) -> str:
        """The digits alone, behind the plus."""
        return _SIGNS.sub("", self.signs)


def as_written(text: str) -> Written | ProblemCode:
    """Return the digits that `text` writes, or why it writes no number at all."""
    shown, rules = readable(text)
    if not any(c.isalnum() for c in shown) or is_nothing(shown):
        return ProblemCode.PHONE_MISSING
    if len(shown) > _LONGEST_TEXT or _MIRRORED in text or _DATE.fullmatch(shown):
        return ProblemCode.PHONE_INVALID
    if scientific := _SCIENTIFIC.fullmatch(shown):
        whole = _all_digits(*scientific.groups(default=""))
        written_out = RepairRule.SCIENTIFIC_WRITTEN_OUT
        return whole if isinstance(whole, ProblemCode) else _written(whole, rules, written_out)
    if decimal := _DECIMAL.fullmatch(shown):
        return _written(decimal[1], rules, RepairRule.DECIMALS_REMOVED)
    return _bare(shown, rules)


def is_written_as_in_brazil(text: str) -> bool:
    """Tell a mask that is Brazil's own, so that a number needs no country code beside it."""
    return _BRAZILIAN.search(readable(text)[0]) is not None


def _written(signs: str, rules: tuple[RepairRule, ...], last: RepairRule) -> Written:
    return Written(signs=signs, rules=(*rules, last))


def _bare(shown: str, rules: tuple[RepairRule, ...]) -> Written | ProblemCode:
    """Cut off what stands around a number; what is left must be digits and their mask."""
    masked = _MASKED.fullmatch(shown)
    if masked is None:
        shown, cut = _without_cuts(shown)
        masked = _MASKED.fullmatch(_DDD_AND_SLASH.sub(r"\1 ", shown))
        rules = (*rules, *cut)
    if masked is None and (named := without_words(shown)):
        shown, carrier = _without_cuts(named[0])
        masked = _MASKED.fullmatch(_DDD_AND_SLASH.sub(r"\1 ", shown))
        rules = (named[1], *rules, *carrier)
    if masked is None:
        return ProblemCode.PHONE_INVALID
    return Written(signs=masked[1] + masked[2], rules=tuple(dict.fromkeys(rules)))


def _without_cuts(shown: str) -> tuple[str, tuple[RepairRule, ...]]:
    """Take off a link's address, WhatsApp's own ending, an extension and the place of a carrier's code."""
    rules: tuple[RepairRule, ...] = ()
    for cut, rest, rule in _CUTS:
        bare = cut.sub(rest, shown)
        rules = rules if bare == shown else (*rules, rule)
        shown = bare
    return shown, rules


def readable(text: str) -> tuple[str, tuple[RepairRule, ...]]:
    """Drop what nobody sees, and write digits, dashes and blanks of any script as ASCII."""
    rules: dict[RepairRule, None] = {}
    if not (text.isascii() and text.isprintable()):
        text = "".join(_ascii_sign(sign, rules) for sign in text)
    return text.strip(_QUOTES + _AROUND), tuple(rules)


def _ascii_sign(sign: str, rules: dict[RepairRule, None]) -> str:
    if sign.isascii() and sign.isprintable():
        return sign
    # Decimal digits only: a raised ² or a circled ① is a footnote, not a digit of the number.
    if sign.isdecimal():
        rules[RepairRule.DIGITS_CONVERTED] = None
        return str(unicodedata.decimal(sign))
    if sign in "\n\r\v\f\u0085\u2028\u2029":
        return "\n"
    kind = unicodedata.category(sign)
    dropped = RepairRule.INVISIBLE_REMOVED if sign in _FILLERS else _SIGN_KINDS.get(kind)
    if dropped is not None:
        rules[dropped] = None
        return ""
    return _narrow(sign, kind)


def _narrow(sign: str, kind: str) -> str:
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
