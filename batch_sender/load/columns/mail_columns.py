"""Find the column that holds people's mail addresses, by its name and by what stands in it."""

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from batch_sender.models import column_key

_CALLED: Final = re.compile(
    r"e?mails?|correios?(?:eletronicos?)?|enderecos?(?:de)?(?:e?mails?|eletronicos?)|emailaddress"
)
_SPEAKS_OF_MAIL: Final = re.compile("e?mail|correio")
# What looks like one and names somebody to WhatsApp's own programs is none.
_ADDRESS: Final = (
    r"(?![^\s@]+@(?:c\.us|g\.us|s\.whatsapp\.net)\b)[^\s@;,<>]+@[^\s@;,<>]+\.[^\W\d_]{2,}"
)
_ADDRESSES: Final = re.compile(rf"{_ADDRESS}(?:\s*[;,/\s]\s*{_ADDRESS})*", re.IGNORECASE)


class _MailColumn(NamedTuple):
    """A column, the likelier the smaller: with addresses, by its name, with most of them, first."""

    is_empty: bool
    by_name: int
    fewer: int
    place: int


def find_mail_column(header: Sequence[str], rows: Iterable[Sequence[str]]) -> int | None:
    """Return the column, from 0; None where there is none."""
    sample = list(rows)
    found = (_judged(place, name, sample) for place, name in enumerate(header))
    best = min((each for each in found if each is not None), default=None)
    return None if best is None else best.place


def _judged(place: int, name: str, sample: Sequence[Sequence[str]]) -> _MailColumn | None:
    filled = [row[place].strip() for row in sample if place < len(row) and row[place].strip()]
    addresses = sum(_ADDRESSES.fullmatch(cell) is not None for cell in filled)
    key = column_key(name)
    by_name = 2 - bool(_SPEAKS_OF_MAIL.search(key)) - bool(_CALLED.fullmatch(key))
    holds_them = addresses > 0 and 2 * addresses >= len(filled)
    if not holds_them and (filled or by_name):
        return (
            None  # "Prefere e-mail?" holds answers, and an empty column must be called by the word
        )
    return _MailColumn(is_empty=not filled, by_name=by_name, fewer=-addresses, place=place)
