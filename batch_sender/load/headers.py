"""Find the row that names the columns among a list's first rows, or the contact that stands in its place."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Final

from batch_sender.load.header_words import holds_word, points
from batch_sender.load.layout import holds_phone, is_numeric, looks_like_phone
from batch_sender.models import column_key

Rows = Sequence[tuple[int, Sequence[str]]]
"""The first rows of a list: the number of each as Excel has it, and its cells."""

_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_DOCUMENT: Final = re.compile(r"\d{3}\.\d{3}\.\d{3}-\d\d|\d\d\.\d{3}\.\d{3}/\d{4}-\d\d", re.ASCII)
_DATE: Final = re.compile(
    r"(?:\d{1,2}([./-])\d{1,2}\1\d{2,4}|\d{4}-\d\d-\d\d)(?:[ T].*)?", re.ASCII
)
_AMOUNT: Final = re.compile(r"(?:R\$ ?)[\d.,]+|[\d.]*\d,\d\d", re.ASCII)
_CODE: Final = re.compile(r"[A-Z]{2}", re.ASCII)
_PERSON: Final = re.compile(r"[A-ZÀ-Ý][\w'’.-]+(?: (?:d[aeo]s?|e|[A-ZÀ-Ý][\w'’.-]*))+")
_KINDS: Final = (("date", _DATE), ("email", _EMAIL), ("document", _DOCUMENT),
                 ("amount", _AMOUNT), ("code", _CODE), ("person", _PERSON))  # fmt: skip
_NEVER_NAMES: Final = frozenset({"phone", "email", "document"})
"""Kinds of cells that name no column where the cells below are of the same; the others may."""

_VAGUE: Final = frozenset({
    "contato", "contatos", "contact", "numero", "numeros", "number", "no", "nr", "nro", "num",
    "numerodecontato", "numerodocontato", "ddd", "dddnumero", "contatoprincipal", "mae", "pai",
    "responsavel", "recado",
})  # fmt: skip
"""Names of columns that may hold numbers, and may hold something else, as `column_key` has them."""

_DEEPEST: Final = 3
"""Rows from the first that may name the columns to the last: groups, and names below them."""

_LEAST_DIGITS: Final = 8

_NOTHING: Final = frozenset({
    "naotem", "naopossui", "naoinformado", "naoinformou", "naoconsta", "semtelefone", "semnumero",
    "semcelular", "semwhatsapp", "sem", "na", "nd", "null", "none", "nenhum", "xxx", "xxxx",
})  # fmt: skip
"""What people write in a cell of numbers where there is none, as `column_key` has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The row that names the columns: its place among the rows looked at, and its cells.

    `is_contact`: it is a row of the list itself, and no row above the first contact names the
    columns. `below`: the row further down that seems to.
    """

    at: int
    cells: Sequence[str]
    is_contact: bool = False
    below: int | None = None


def find_header(rows: Rows) -> Header | None:
    """Find the row that names the columns; None if all are blank.

    The row with most words that columns are called by is taken, if it stands above the first contact.
    Where none has any, it is one of at least two cells, all of them texts, that fills more than half
    as many as the rows below it usually do: so a title is passed over. Else it is the first that
    holds two texts; else, as in a list of one column, the first that holds anything.
    """
    named = _named(rows)
    at = _by_shape(rows) if named is None else named
    if at is None:
        return None
    cells = _completed(rows, at)
    if not _is_contact(rows, at):
        return Header(at=at, cells=cells)
    below = (row for row, found in rows[at + 1 :] if _strong(found))
    return Header(at=at, cells=cells, is_contact=True, below=next(below, None))


def are_names(cells: Sequence[str]) -> bool:
    """Tell whether a row may name columns: several texts, and no number."""
    return _texts(cells) >= 2 and _texts(cells) == _filled(cells)


def holds_numbers(rows: Rows) -> bool:
    """Tell a list of people from a cover, a summary, a table of prices: a column of it holds phones."""
    rows = [each for each in rows if not _gives_own_number(each[1])]
    header = find_header(rows)
    if header is None:
        return False
    below = rows[header.at + (not header.is_contact) :]
    names = () if header.is_contact else header.cells
    beside = zip_longest(names, _columns([cells for _row, cells in below]), fillvalue="")
    return any(_holds_numbers(name, column) for name, column in beside)


def _holds_numbers(name: str, column: Sequence[str]) -> bool:
    if points(name) > 1:
        return any(map(looks_like_phone, column))
    if points(name) and column_key(name) not in _VAGUE:
        return False  # a CPF, a code: written like a number, and none to write to
    return 2 * sum(1 for cell in column if holds_phone([cell])) >= max(1, len(column))


# ── by words ──────────────────────────────────────────────────────────────────────────────────


def _named(rows: Rows) -> int | None:
    """Return the row above the first contact with most names of columns, the first of several."""
    found: list[int] = []
    several = False
    for at, (_row, cells) in enumerate(rows[:-1]):
        if _is_person(cells, seen=bool(found)) or (found and at - found[0] > _DEEPEST):
            break
        if _strong(cells, least=3 if several else 2):
            found.append(at)
        several = several or _texts(cells) > 1
    return max(found, key=lambda at: _rank(rows, at), default=None)


def _is_person(cells: Sequence[str], *, seen: bool) -> bool:
    """Tell a row with a phone; below a row of names a short one will do (`seen`)."""
    holds = any(map(looks_like_phone, cells)) if seen else holds_phone(cells)
    return holds and not _gives_own_number(cells)


def _gives_own_number(cells: Sequence[str]) -> bool:
    """Tell a title such as "Telefone: | (11) 3333-4444": each phone stands behind a word for it."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    beside = zip(["", *filled], filled, strict=False)
    before = [word for word, cell in beside if looks_like_phone(cell)]
    return bool(before) and all(word.endswith(":") or points(word) > 1 for word in before)


def _strong(cells: Sequence[str], *, least: int = 3) -> bool:
    """Tell whether at least half of a row's texts are what columns are called by."""
    texts = {column_key(cell): cell for cell in cells if cell.strip() and not is_numeric(cell)}
    found = [points(cell) for cell in texts.values()]
    return sum(found) >= least and 2 * sum(map(bool, found)) >= len(found)


def _rank(rows: Rows, at: int) -> tuple[bool, int, int]:
    """Return how well a row serves: whether it is as wide as those below, its names, its cells."""
    names = {column_key(cell): points(cell) for cell in _completed(rows, at) if cell.strip()}
    return _is_wide(rows, at), sum(names.values()), len(names)


def _completed(rows: Rows, at: int) -> Sequence[str]:
    """Return a row's cells, the blank ones named by the row right above: cells merged over two rows."""
    row, cells = rows[at]
    if not at or rows[at - 1][0] != row - 1:
        return cells
    return [
        over if not cell.strip() and points(over) and _is_used(rows[at + 1 :], place) else cell
        for place, (cell, over) in enumerate(zip_longest(cells, rows[at - 1][1], fillvalue=""))
    ]


def _is_used(rows: Rows, place: int) -> bool:
    return any(place < len(cells) and cells[place].strip() for _row, cells in rows)


# ── by shape ──────────────────────────────────────────────────────────────────────────────────


def _by_shape(rows: Rows) -> int | None:
    filled = [_filled(cells) for _row, cells in rows]
    first = next((at for at, count in enumerate(filled) if count), None)
    phone = next((at for at, (_row, cells) in enumerate(rows) if holds_phone(cells)), len(rows))
    texts = [at for at in range(min(phone, len(rows) - 1)) if _texts(rows[at][1]) >= 2]
    best = (at for at in texts if filled[at] == _texts(rows[at][1]) and _is_wide(rows, at))
    return next(best, texts[0] if texts else first)


def _is_wide(rows: Rows, at: int) -> bool:
    """Tell whether a row fills more than half as many cells as those below it usually do."""
    below = sorted(count for _row, cells in rows[at + 1 :] if (count := _filled(cells)))
    return _filled(rows[at][1]) * 2 > (below[len(below) // 2] if below else 0)


def _filled(cells: Iterable[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def _texts(cells: Iterable[str]) -> int:
    return sum(1 for cell in cells if cell.strip() and not is_numeric(cell))


# ── a contact in its place ────────────────────────────────────────────────────────────────────


def are_cells(names: Sequence[str], cells: Sequence[str]) -> bool:
    """Tell whether what should name columns holds a phone, or the same as the cells of a row."""
    kinds = (
        _kind(cell) for name, cell in zip(names, cells, strict=True) if _kind(name) == _kind(cell)
    )
    return holds_phone(names) or not _NEVER_NAMES.isdisjoint(kinds)


def _is_contact(rows: Rows, at: int) -> bool:
    """Tell whether a row holds what the rows below it hold, and names none of it.

    Where nobody's number or address could be in a cell, there is no contact to lose.
    """
    cells = rows[at][1]
    if holds_phone(cells):
        return True
    nameless = not any(map(points, cells))
    columns = list(_columns([found for _row, found in rows[at + 1 :]]))
    if not any(map(_may_reach, chain.from_iterable(columns))):
        return False
    beside = zip_longest(cells, columns, fillvalue="")
    return any(_belongs(cell, column, nameless=nameless) for cell, column in beside)


def _may_reach(cell: str) -> bool:
    """Tell what could be a number or an address of somebody, however it is written."""
    return "@" in cell or (sum(map(str.isdigit, cell)) >= _LEAST_DIGITS and _kind(cell) != "date")


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """Yield what stands in each column, without its blank cells."""
    for place in range(max(map(len, rows), default=0)):
        yield [cells[place] for cells in rows if place < len(cells) and cells[place].strip()]


def _belongs(cell: str, below: Sequence[str], *, nameless: bool) -> bool:
    """Tell whether a cell is one of its column; `nameless`: nothing beside it is called like a column."""
    kind = _kind(cell)
    if kind in _NEVER_NAMES or (nameless and kind):
        return _mostly(below, kind)
    if not nameless:
        return False
    if _is_lacking(cell):
        return _mostly(below, "phone")
    return not is_numeric(cell) and cell.strip().casefold() in {
        each.strip().casefold() for each in below
    }


def _is_lacking(cell: str) -> bool:
    """Tell what stands in a column of numbers where there is none: blank, "não tem", a piece of one."""
    text = cell.strip()
    short = is_numeric(text) and sum(map(str.isdigit, text)) > 3
    return not text or short or column_key(text) in _NOTHING


def _mostly(cells: Sequence[str], kind: str) -> bool:
    return bool(cells) and 2 * sum(1 for cell in cells if _kind(cell) == kind) >= len(cells)


def _kind(cell: str) -> str:
    text = cell.strip()
    found = next((name for name, pattern in _KINDS if pattern.fullmatch(text)), "")
    if found == "person" and holds_word(text):
        return ""
    return found or ("phone" if looks_like_phone(text) else "")
