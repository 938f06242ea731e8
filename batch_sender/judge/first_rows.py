"""Remember each person's first row on a list, and what it says, to find duplicates.

A list may have a million rows, and all of them are remembered: in dictionaries of text that takes
400 bytes each, here 35 to 70.
"""

from array import array
from typing import Final

_FEWEST: Final = 1 << 16
_FULL: Final = 0.6
_SPREAD: Final = 0x9E3779B97F4A7C15
"""Fibonacci hashing: numbers of one area lie close together, their places must not."""
_WORD: Final = (1 << 64) - 1
_NOT_SOUGHT: Final = ("", (0, 0, 0))


class FirstRows:
    """The first row of each person, and of each thing said to them.

    A person is a number (digits); `said` a key, which no two people share. Of the key its hash of
    64 bits is kept, and compared for one person only.
    """

    def __init__(self) -> None:
        self._people = array("Q", bytes(8 * _FEWEST))  # 0: nobody
        self._said = array("q", bytes(8 * _FEWEST))
        self._rows = array("I", [0]) * _FEWEST
        self._known = 0
        self._latest = _NOT_SOUGHT
        self._said_besides: dict[str, int] = {}

    def met(self, person: str, said: str) -> tuple[int | None, int | None]:
        """Return the first row that says this to a person, and the first that says anything to them."""
        _person, place, hashed = self._sought(person, said)
        if not self._people[place]:
            return None, None
        first = self._rows[place]
        return first if self._said[place] == hashed else self._said_besides.get(said), first

    def add_new(self, person: str, said: str, row: int) -> bool:
        """Remember a row if its person is new; say whether that is so."""
        number = int(person)
        place = self._place(number)
        if self._people[place]:
            return False
        self._put(place, number, hash(said), row)
        return True

    def add(self, person: str, said: str, row: int) -> None:
        """Remember a row, unless an earlier one is that person's, or says the same."""
        number, place, hashed = self._sought(person, said)
        if not self._people[place]:
            self._put(place, number, hashed, row)
        elif self._said[place] != hashed:
            self._said_besides.setdefault(said, row)

    def _put(self, place: int, person: int, said: int, row: int) -> None:
        self._people[place], self._said[place], self._rows[place] = person, said, row
        self._known += 1
        if self._known > _FULL * len(self._people):
            self._grow()

    def _grow(self) -> None:
        self._latest = _NOT_SOUGHT
        old = zip(self._people, self._said, self._rows, strict=True)
        many = 2 * len(self._people)
        self._people, self._said = array("Q", bytes(8 * many)), array("q", bytes(8 * many))
        self._rows = array("I", [0]) * many
        for person, said, row in old:
            if person:
                place = self._place(person)
                self._people[place], self._said[place], self._rows[place] = person, said, row

    def _sought(self, person: str, said: str) -> tuple[int, int, int]:
        """Return a person as a number, their place, and the key's hash; who is met is often added."""
        if self._latest[0] is not said:
            number = int(person)
            self._latest = (said, (number, self._place(number), hash(said)))
        return self._latest[1]

    def _place(self, person: int) -> int:
        """Return where a person stands, or would."""
        people = self._people
        last = len(people) - 1
        place = ((person * _SPREAD & _WORD) >> 32) & last
        while (found := people[place]) and found != person:
            place = (place + 1) & last
        return place
