"""Write a number by a format's digit signs, as Excel shows it in Brazil."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from batch_sender.load.cell_formats.codes import FormatToken, Section, Sign
from batch_sender.load.cell_formats.plain_values import half_up

_BRAZILIAN: Final = str.maketrans(",.", ".,")
_MOST_PLACES: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """The places a section has for digits.

    `shift` moves the decimal point (a percent sign, hidden thousands). `whole` and `fraction` are
    the signs before the decimal point and from it on; `scattered`: other signs stand among the
    digits, as in a CPF.
    """

    shift: int
    places: int
    least_places: int
    least_digits: int
    grouped: bool
    scattered: bool
    before: str
    after: str
    whole: tuple[FormatToken, ...]
    fraction: tuple[FormatToken, ...]

    def write(self, number: Decimal) -> str:
        """Return `number` in this pattern, without the blanks that only align a column."""
        shifted = number.scaleb(self.shift) if self.shift else number
        rounded = half_up(abs(shifted), self.places)
        text = self._scattered(rounded) if self.scattered else self._together(rounded)
        minus = "-" if number < 0 and rounded else ""
        return minus + " ".join(text.split())

    def _together(self, number: Decimal) -> str:
        text = f"{number:,f}" if self.grouped else f"{number:f}"
        whole, _point, fraction = text.translate(_BRAZILIAN).partition(",")
        if whole == "0" or len(whole) < self.least_digits:
            whole = whole.lstrip("0").rjust(self.least_digits, "0")
        if self.places:
            fraction = "," + fraction.rstrip("0").ljust(self.least_places, "0")
        return f"{self.before}{whole}{fraction}{self.after}"

    def _scattered(self, number: Decimal) -> str:
        whole, _point, fraction = f"{number:f}".partition(".")
        digits = whole.lstrip("0").rjust(self.least_digits, "0")
        decimals = fraction.rstrip("0").ljust(self.least_places, "0")
        return _fill_from_right(self.whole, digits) + _fill_from_left(self.fraction, decimals)


def pattern_of(section: Section) -> Pattern | None:
    """Return the pattern of `section`; None if it has no place for a digit, or too many."""
    tokens = section.tokens
    at = [index for index, token in enumerate(tokens) if token.sign is Sign.DIGIT]
    point = next((index for index, token in enumerate(tokens) if token.sign is Sign.POINT), None)
    end = len(tokens) if point is None else point
    whole = [index for index in at if index < end]
    decimals = [tokens[index].text for index in at if index > end]
    if not whole or len(decimals) > _MOST_PLACES:
        return None
    inner = [token.sign for token in tokens[whole[0] : at[-1]]]
    hidden = _hidden_thousands(tokens[at[-1] + 1 :])
    percents = sum(1 for token in tokens if token.sign is Sign.PERCENT)
    return Pattern(
        shift=2 * percents - 3 * hidden,
        places=len(decimals),
        least_places=max((n for n, text in enumerate(decimals, 1) if text == "0"), default=0),
        least_digits=sum(1 for index in whole if tokens[index].text == "0"),
        grouped=Sign.GROUP in inner,
        scattered=not set(inner) <= {Sign.DIGIT, Sign.GROUP, Sign.POINT},
        before=_text(tokens[: whole[0]]),
        after=_text(tokens[at[-1] + 1 :]),
        whole=tokens[:end],
        fraction=tokens[end:],
    )


def _hidden_thousands(following: Sequence[FormatToken]) -> int:
    """Count the commas right behind the last digit: each hides three digits."""
    count = 0
    for token in following:
        if token.sign is not Sign.GROUP:
            break
        count += 1
    return count


def _text(tokens: Sequence[FormatToken]) -> str:
    return "".join(token.text for token in tokens if token.sign is not Sign.GROUP)


def _fill_from_right(tokens: Sequence[FormatToken], digits: str) -> str:
    """Lay `digits` into their places; what is too many goes into the first."""
    places = sum(1 for token in tokens if token.sign is Sign.DIGIT)
    spare = max(0, len(digits) - places)
    rest = iter([*[""] * (places - len(digits)), *digits[spare:]])
    text = [next(rest, "") if token.sign is Sign.DIGIT else _text([token]) for token in tokens]
    first = next(index for index, token in enumerate(tokens) if token.sign is Sign.DIGIT)
    text[first] = digits[:spare] + text[first]
    return "".join(text)


def _fill_from_left(tokens: Sequence[FormatToken], digits: str) -> str:
    rest = iter(digits)
    signs = {Sign.POINT: ",", Sign.GROUP: ""}
    return "".join(
        next(rest, "") if token.sign is Sign.DIGIT else signs.get(token.sign, token.text)
        for token in tokens
    )
