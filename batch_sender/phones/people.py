"""Find the person behind a number in any notation, as the journal knows them."""

import re
from dataclasses import dataclass
from typing import Final

from batch_sender.models import Phone, PhoneNumber
from batch_sender.phones import parse_phone, person_key, spelled
from batch_sender.phones.errors import PersonNumberUnreadable

_WITHOUT_NINTH: Final = re.compile(r"(55\d\d)([6-9]\d{7})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a number: the key the journal groups by, and the number in both spellings."""

    key: str
    numbers: tuple[PhoneNumber, ...]

    @property
    def shown(self) -> str:
        """The number, with the ninth digit where there is one, as people write it."""
        return spelled(self.numbers[0])


def person_of(written: str) -> Person:
    """Return the person behind a number in any notation, its ninth-digit twin included.

    Raises:
        PersonNumberUnreadable: it is no number.
    """
    phone = parse_phone(written)
    if not isinstance(phone, Phone):
        raise PersonNumberUnreadable(number=written)
    key = person_key(phone.number)
    old = _WITHOUT_NINTH.fullmatch(key)
    numbers = (f"{old[1]}9{old[2]}", key) if old else (key,)
    return Person(key=key, numbers=tuple(PhoneNumber(each) for each in numbers))
