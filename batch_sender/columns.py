"""A list's header and its first rows go in; which column is the number or the name comes out."""

import difflib
import re
from collections.abc import Sequence
from enum import IntEnum
from typing import Final

from batch_sender.errors import (
    ColumnAmbiguous,
    ColumnUnknown,
    ColumnUnknownNear,
    PhoneColumnAmbiguous,
    PhoneColumnDoubtful,
    PhoneColumnMissing,
)
from batch_sender.models import column_key

PHONE_FLAG: Final = "--phone-column"

_SHOWN_COLUMNS: Final = 20
_SHOWN_LETTERS: Final = 40
_ENOUGH_VALUES: Final = 5  # so many values, and not one a phone: the column's name is mistaken


class _Standing(IntEnum):
    """How surely a column's name means the number to write to; the greater wins."""

    HINTED = 1  # a phone word among others: "Tel. do responsável"
    WEAK = 2  # telefone, número, contato; or whatsapp, celular among other words
    STRONG = 3  # whatsapp, celular, and nothing else


# What may stand in a name, as `column_key` writes it ("Nº" becomes "no").
_NUMBER: Final = "(?:n|no|nr|nro|num|numero|number)"
_MOBILE: Final = "(?:whatsapp|whats|wpp|zapzap|zap|celular|cel|cellphone|cell|mobile|movel)"
_LINE: Final = "(?:telefone|fone|telephone|phone|tel)"
_CONTACT: Final = "(?:contato|contact)"
_STRONG: Final = re.compile(
    rf"(?:{_NUMBER}(?:d[eoa])?)?(?:(?:{_LINE}|{_CONTACT})(?:de)?)?{_MOBILE}{{1,2}}(?:{_LINE}|{_NUMBER})?"
)
_LINE_NAME: Final = re.compile(rf"(?:{_NUMBER}(?:d[eo])?)?{_LINE}s?{_NUMBER}?")
_VAGUE: Final = re.compile(rf"numero|number|(?:{_NUMBER}(?:d[eo])?)?{_CONTACT}{_NUMBER}?")
_MOBILE_WORD: Final = re.compile(_MOBILE)
_LINE_WORD: Final = re.compile(rf"{_LINE}s?")

_SCIENTIFIC: Final = re.compile(r"\+?\d+(?:[.,]\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)
_DATE: Final = re.compile(r"\d{1,4}([/.-])\d{1,2}\1\d{2,4}(?:[ T].*)?", re.ASCII)

# In this order: the first group that one column alone belongs to names the person.
_PERSON_NAMES: Final = (
    {"nome", "name"},
    {"nomecompleto", "fullname", "nomedocliente", "nomecliente", "nomedopaciente", "nomedoaluno"},
    {"cliente", "paciente", "aluno", "aluna", "customer", "client", "patient", "student"},
    {"primeironome", "firstname", "apelido", "destinatario", "contato", "contact"},
)


# ── any column ────────────────────────────────────────────────────────────────────────────────


def find_column(header: Sequence[str], wanted: str) -> int | None:
    """Return the position of the column that people call `wanted`; None where there is none.

    The name as written goes before the one that only means the same.

    Raises:
        ColumnAmbiguous: several columns mean the same.
    """
    meant = _meant(header, wanted)
    if len(meant) > 1:
        raise ColumnAmbiguous(wanted=_shown(wanted), candidates=_listed(header, meant))
    return meant[0] if meant else None


def nearest(name: str, header: Sequence[str]) -> str | None:
    """Return the column whose name is nearest to a mistyped `name`; None where none is near."""
    keys = {column_key(column): column for column in reversed(header) if column_key(column)}
    close = difflib.get_close_matches(column_key(name), list(keys), n=1)
    return keys[close[0]] if close else None


def find_name_column(header: Sequence[str]) -> int | None:
    """Return the position of the person's name, for previews; None where absent or ambiguous."""
    keys = [column_key(name) for name in header]
    for names in _PERSON_NAMES:
        found = [i for i, key in enumerate(keys) if key in names]
        if found:
            return found[0] if len(found) == 1 else None
    return None


# ── the phone column ──────────────────────────────────────────────────────────────────────────


def find_phone_column(
    header: Sequence[str],
    *,
    written: Sequence[str] = (),
    wanted: str | None = None,
    sample: Sequence[Sequence[str]] = (),
) -> int:
    """Return the position of the column that holds the numbers.

    `written` holds the names as the list has them, where `header` tells two of one name apart.

    `wanted` (`--phone-column`) is a column's name, or its letter where no column has that name,
    and is not doubted. Otherwise the usual names decide, and the values in `sample`, the list's first
    rows, rule out what is only named like a phone ("Número" beside "Telefone" is a house number).

    Raises:
        ColumnUnknown: `wanted` names no column.
        PhoneColumnAmbiguous: several columns of equal standing, or several that `wanted` means.
        PhoneColumnMissing: no column is named like a phone.
        PhoneColumnDoubtful: one is, but its values are something else.
    """
    if wanted is not None:
        return wanted_column(header, wanted, flag=PHONE_FLAG)
    named = {
        i: standing for i, name in enumerate(written or header) if (standing := _standing(name))
    }
    if not named:
        raise PhoneColumnMissing(columns=_listed(header), flag=PHONE_FLAG)
    left = _ruled(header, list(named), sample) if sample else list(named)
    if not left:
        raise PhoneColumnDoubtful(
            candidates=_listed(header, list(named)), columns=_listed(header), flag=PHONE_FLAG
        )
    highest = max(named[i] for i in left)
    best = [i for i in left if named[i] == highest]
    if len(best) > 1:
        raise PhoneColumnAmbiguous(candidates=_listed(header, best), flag=PHONE_FLAG)
    return best[0]


def wanted_column(header: Sequence[str], wanted: str, *, flag: str) -> int:
    """Return the position of the column that `flag` names, or gives the letter of.

    Raises:
        ColumnUnknown: it names no column.
        ColumnAmbiguous, PhoneColumnAmbiguous: it means several.
    """
    meant = _meant(header, wanted)
    if len(meant) > 1:
        listed = _listed(header, meant)
        if flag == PHONE_FLAG:
            raise PhoneColumnAmbiguous(candidates=listed, flag=flag)
        raise ColumnAmbiguous(wanted=_shown(wanted), candidates=listed)
    found = meant[0] if meant else _position(wanted, len(header))
    if found is not None:
        return found
    details = {"wanted": _shown(wanted), "columns": _listed(header), "flag": flag}
    near = nearest(wanted, header)
    if near is None:
        raise ColumnUnknown(**details)
    raise ColumnUnknownNear(nearest=_shown(near), **details)


def _standing(name: str) -> _Standing | None:
    key = column_key(name)
    if _STRONG.fullmatch(key):
        return _Standing.STRONG
    if _LINE_NAME.fullmatch(key) or _VAGUE.fullmatch(key):
        return _Standing.WEAK
    words = [column_key(word) for word in re.split(r"[\W_]+", name)]
    if any(_MOBILE_WORD.fullmatch(word) for word in words):
        return _Standing.WEAK
    return _Standing.HINTED if any(map(_LINE_WORD.fullmatch, words)) else None


def _ruled(
    header: Sequence[str], candidates: list[int], sample: Sequence[Sequence[str]]
) -> list[int]:
    """Keep the columns that hold phones; where none does, those whose name leaves no doubt."""
    values = {i: [row[i] for row in sample if i < len(row) and row[i].strip()] for i in candidates}
    fitting = [i for i in candidates if _mostly_phones(values[i])]
    return fitting or [
        i for i in candidates if _unmistakable(header[i]) and not _surely_no_phones(values[i])
    ]


def _unmistakable(name: str) -> bool:
    key = column_key(name)
    return bool(_STRONG.fullmatch(key) or _LINE_NAME.fullmatch(key))


def _mostly_phones(values: list[str]) -> bool:
    phones = sum(map(_looks_like_phone, values))
    return phones > 0 and phones * 2 >= len(values)


def _surely_no_phones(values: list[str]) -> bool:
    return len(values) >= _ENOUGH_VALUES and not any(map(_looks_like_phone, values))


def _looks_like_phone(value: str) -> bool:
    """Tell whether a cell may hold a phone, even one that a spreadsheet has damaged."""
    if _SCIENTIFIC.fullmatch(value.strip()):
        return True
    if _DATE.fullmatch(value.strip()):
        return False
    digits = sum(c.isdecimal() for c in value)
    return digits >= 8 and sum(c.isalpha() for c in value) < digits


# ── positions and names, as people see them ───────────────────────────────────────────────────


def _meant(header: Sequence[str], wanted: str) -> list[int]:
    """Return the columns named exactly so; where there are none, those that mean the same."""
    key = column_key(wanted)
    if not key:
        return []
    written = [i for i, name in enumerate(header) if name == wanted]
    return written or [i for i, name in enumerate(header) if column_key(name) == key]


def _position(letters: str, width: int) -> int | None:
    """Return the position behind a spreadsheet's letters ("A" is 0, "AA" is 26), if in the list."""
    if not re.fullmatch(r"[A-Za-z]{1,3}", letters.strip()):
        return None
    position = 0
    for letter in letters.strip().upper():
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1 if position <= width else None


def _letters(position: int) -> str:
    letters = ""
    while position >= 0:
        position, rest = divmod(position, 26)
        letters = chr(ord("A") + rest) + letters
        position -= 1
    return letters


def _shown(name: str) -> str:
    line = " ".join(name.split())
    return line if len(line) <= _SHOWN_LETTERS else f"{line[:_SHOWN_LETTERS]}…"


def _listed(header: Sequence[str], positions: Sequence[int] | None = None) -> str:
    """Return columns as an error names them, with their letters: `"Nome" (A), "Telefone" (B)`."""
    chosen = range(len(header)) if positions is None else positions
    named = [
        f'"{_shown(header[i])}" ({_letters(i)})'
        for i in chosen[: _SHOWN_COLUMNS + 1]
        if header[i].strip()
    ]
    more = ["…"] if len(chosen) > _SHOWN_COLUMNS else []
    return ", ".join(named[:_SHOWN_COLUMNS] + more)
