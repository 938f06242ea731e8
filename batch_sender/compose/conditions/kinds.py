"""What the cells of a column are (numbers, dates, times of day, texts), and how each is compared."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import Enum
from functools import total_ordering
from typing import Any, Final

from batch_sender.compose.templates.blanks import is_blank, trimmed
from batch_sender.compose.templates.values import folded, read_moment, read_number
from batch_sender.language import N_
from batch_sender.models import Notation

Comparable = Any  # a number, a moment, a text, or nothing


class ValueKind(Enum):
    """What most cells of a column are, and what a value must be to be compared with them."""

    NUMBERS = N_("numbers")
    DATES = N_("dates")
    TIMES = N_("times of day")
    TEXTS = N_("texts")


_VALUES: Final = (ValueKind.NUMBERS, ValueKind.DATES, ValueKind.TIMES)

_CODE: Final = re.compile(r"0\d+", re.ASCII)
"""Nobody writes an amount like that: such a column holds codes, and codes are texts."""

_AMOUNT: Final = re.compile(
    r"(?P<bracket>\()?(?P<sign>-?)\s*(?:US\$|R\$|[$€£])?\s*(?P<amount>[-−+]?\d.*?)(?(bracket)\)|\s*%?)",
    re.IGNORECASE,
)
_DAYS_FROM_TODAY: Final = re.compile(
    r"(?P<day>hoje|today|amanha|tomorrow|ontem|yesterday)"
    r"(?: ?(?P<sign>[-+]) ?(?P<days>\d{1,4})(?: ?(?:d|dias?|days?))?)?",
    re.ASCII,
)
_NAMED_DAYS: Final = {
    "hoje": 0,
    "today": 0,
    "amanha": 1,
    "tomorrow": 1,
    "ontem": -1,
    "yesterday": -1,
}


class _EmptyCell:
    """An empty cell: it equals another one alone, and is neither less nor more than anything."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _EmptyCell)

    def __hash__(self) -> int:
        return 0

    def __lt__(self, _other: object) -> bool:
        return False

    __le__ = __gt__ = __ge__ = __lt__

    def __iter__(self) -> Iterator[str]:
        """Yield nothing: no text is a part of it."""
        return iter(())


NOTHING: Final = _EmptyCell()


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class _Date:
    """A day, compared by its time, too, where both have one."""

    day: date
    clock: time | None

    __hash__ = None  # type: ignore[assignment] # two may equal a third, and not each other

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Date) and self._key(other) == other._key(self)

    def __lt__(self, other: "_Date") -> bool:
        return self._key(other) < other._key(self)

    def _key(self, other: "_Date") -> tuple[date, time]:
        timed = self.clock is not None and other.clock is not None
        return self.day, (self.clock or time()) if timed else time()


def kind_of(cells: Iterable[str], notation: Notation | None) -> ValueKind | None:
    """Return what at least half of the cells are; None where all are empty."""
    shown = {trimmed(cell) for cell in cells if not is_blank(cell)}
    if not shown:
        return None
    if not any(map(_CODE.fullmatch, shown)):
        for kind in _VALUES:
            reader = ValueReader(kind=kind, notation=notation)
            if 2 * sum(map(reader.reads, shown)) >= len(shown):
                return kind
    return ValueKind.TEXTS


def kind_of_value(text: str, *, today: date) -> ValueKind:
    """Return what a value is by itself."""
    readers = (ValueReader(kind=kind, today=today) for kind in _VALUES)
    return next((reader.kind for reader in readers if reader.reads(text)), ValueKind.TEXTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueReader:
    """Reads texts as one kind; `today`: what days such as "hoje + 3" are counted from, in values alone."""

    kind: ValueKind
    notation: Notation | None = None
    today: date | None = None

    def reads(self, text: str) -> bool:
        """Tell whether a text is of this kind."""
        try:
            self.read(text)
        except (ValueError, ArithmeticError):
            return False
        return True

    def read(self, text: str) -> Comparable:
        """Return what a text is compared by.

        Raises:
            ValueError, ArithmeticError: it is not of this kind.
        """
        if is_blank(text):
            return NOTHING
        return _READERS[self.kind](self, trimmed(text))

    def _number(self, text: str) -> Comparable:
        found = _AMOUNT.fullmatch(text)
        if found is None:
            raise ValueError(text)
        number = read_number(found["amount"], notation=self.notation)
        return -number if found["bracket"] or found["sign"] else number

    def _date(self, text: str) -> Comparable:
        if self.today and (found := _DAYS_FROM_TODAY.fullmatch(folded(text))):
            days = int(f"{found['sign'] or ''}{found['days'] or 0}")
            return _Date(self.today + timedelta(days=days + _NAMED_DAYS[found["day"]]), None)
        moment = read_moment(text)
        if moment.day is None:
            raise ValueError(text)
        return _Date(moment.day, moment.clock)

    def _time(self, text: str) -> Comparable:
        moment = read_moment(text)
        if moment.day is not None or moment.clock is None:
            raise ValueError(text)
        return moment.clock

    def _text(self, text: str) -> Comparable:
        return folded(text)


_READERS: Final[dict[ValueKind, Callable[[ValueReader, str], Comparable]]] = {
    ValueKind.NUMBERS: ValueReader._number,  # noqa: SLF001 - its own table
    ValueKind.DATES: ValueReader._date,  # noqa: SLF001
    ValueKind.TIMES: ValueReader._time,  # noqa: SLF001
    ValueKind.TEXTS: ValueReader._text,  # noqa: SLF001
}
