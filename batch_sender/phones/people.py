"""Find the person behind a number in any notation, as the journal knows them."""

import re
from dataclasses import dataclass
from typing import Final

from batch_sender.models import Phone, PhoneNumber
from batch_sender.phones import parse_phone, person_key, spelled
from batch_sender.phones.errors import PersonNumberUnreadable

_WITHOUT_NINTH: Final = re.compile(r"(55\d\d)([6-9]\d{7})", re.ASCII)
_ARGENTINE: Final = re.compile(r"549(\d{10})", re.ASCII)
_MEXICAN: Final = re.compile(r"52(\d{10})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a number: the key the journal groups by, and the number in every spelling."""

    key: str
    numbers: tuple[PhoneNumber, ...]

    @property
    def shown(self) -> str:
        """The number, with the ninth digit where there is one, as people write it."""
        return spelled(self.numbers[0])


def person_of(written: str) -> Person:
    """Return the person behind a number in any notation, its twin included.

    Raises:
        PersonNumberUnreadable: it is no number.
    """
    phone = parse_phone(written)
    if not isinstance(phone, Phone):
        raise PersonNumberUnreadable(number=written)
    return Person(key=person_key(phone.number), numbers=spellings(phone.number))


def spellings(number: PhoneNumber) -> tuple[PhoneNumber, ...]:
    """Return a number and its twin, if it may have one: all that share its `person_key`.

    A Brazilian mobile with its ninth digit comes first, any other number as it is written.
    """
    key = person_key(number)
    if old := _WITHOUT_NINTH.fullmatch(key):
        every: tuple[str, ...] = (f"{old[1]}9{old[2]}", key)
    elif argentine := _ARGENTINE.fullmatch(key):
        every = (number, key, f"54{argentine[1]}")
    elif mexican := _MEXICAN.fullmatch(key):
        every = (number, key, f"521{mexican[1]}")
    else:
        every = (key,)
    return tuple(PhoneNumber(each) for each in dict.fromkeys(every))
