"""Mend what other programs left in cells: HTML entities, MySQL's sign for nothing, misread letters.

Nearly no list holds any, so a chunk is looked at as one text before a cell is.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html.entities import html5
from itertools import chain
from typing import Final, NamedTuple

from batch_sender.models import Contacts, Repair, RepairRule

_BETWEEN: Final = "\n"

# With their semicolon alone: `&copy=2` in an address is none, and "Prado & Filhos" neither.
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z]\w{1,30});", re.ASCII)
_ENTITY_OR_ADDRESS: Final = re.compile(rf"\w+://\S+|{_ENTITY.pattern}", re.ASCII)
_AMPERSAND: Final = re.compile(r"&(?:amp|AMP|#38|#[xX]26);")
_MOST_TIMES: Final = 3
"""How often one program after another may have encoded a text: `&amp;amp;atilde;`."""

_NULL: Final = r"\N"

_C1: Final = re.compile(b"\xc2[\x80-\x9f]")
"""U+0080–U+009F in UTF-8, which is looked through faster than letters are."""

# UTF-8 that was read as Latin-1 is garbled otherwise ("Ã\x89" is É): it is warned of, not mended.
_GARBLED: Final = re.compile("[\xc2\xc3\xe2][\x80-\x9f]")


def _of_windows(code: int) -> str:
    return bytes([code]).decode("cp1252", "ignore") or chr(code)


_WINDOWS: Final = {code: _of_windows(code) for code in range(0x80, 0xA0)}
"""What Windows-1252 has where Latin-1 has controls; five codes are nothing in either."""


def mended(chunk: Contacts) -> Contacts:
    """Return the rows with their cells mended, each mend among the row's repairs."""
    together = _BETWEEN.join(chain.from_iterable(chunk.cells))
    mends = [mend for mend in _MENDS if mend.is_possible(together)]
    if not mends:
        return chunk
    cells, repairs = list(chunk.cells), dict(chunk.repairs)
    for place, (row, before) in enumerate(zip(chunk.rows, chunk.cells, strict=True)):
        found = dict(_mends_of(before, mends))
        if found:
            cells[place] = tuple(
                [found[at][-1].after if at in found else cell for at, cell in enumerate(before)]
            )
            repairs[row] = (*repairs.get(row, ()), *chain.from_iterable(found.values()))
    return chunk._replace(cells=cells, repairs=repairs)


def mended_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return the columns' names mended alike, unless two of them would then be the same."""
    mends = [mend for mend in _MENDS if mend.is_possible(_BETWEEN.join(names))]
    found = dict(_mends_of(names, mends))
    whole = tuple(found[at][-1].after if at in found else name for at, name in enumerate(names))
    return whole if len(set(whole)) == len(set(names)) else tuple(names)


class _Mend(NamedTuple):
    """One rule: whether any of a text's lines can have it, and what it makes of a cell."""

    rule: RepairRule
    is_possible: Callable[[str], bool]
    apply: Callable[[str], str]


def _mends_of(
    cells: Iterable[str], mends: Sequence[_Mend]
) -> Iterator[tuple[int, tuple[Repair, ...]]]:
    """Yield the place of each cell that was mended, with what was done to it, in order."""
    for at, cell in enumerate(cells):
        repairs, text = list[Repair](), cell
        for mend in mends:
            after = mend.apply(text)
            if after != text:
                repairs.append(Repair(mend.rule, text, after))
                text = after
        if repairs:
            yield at, tuple(repairs)


def _has_entities(text: str) -> bool:
    return "&" in text and _ENTITY.search(text) is not None


def _decoded(cell: str) -> str:
    for _time in range(_MOST_TIMES):
        if "&" not in cell:
            break
        cell = _ENTITY_OR_ADDRESS.sub(_sign, cell)
    return cell


def _sign(found: re.Match[str]) -> str:
    entity = found[0]
    if entity[0] != "&":
        return _AMPERSAND.sub("&", entity)  # what else stands in an address is its own
    if entity[1] == "#":
        sign = html.unescape(entity)
        # What is no letter is left to be seen; U+FFFD stands for codes that no text can hold.
        return sign if (sign >= " " and sign != "\ufffd") or sign in set("\t\n\r") else entity
    name = entity[1:]
    if name not in html5 and name[:-1].isupper():
        return html5.get(name.lower(), entity).upper()  # a program wrote it all in capitals
    return html5.get(name, entity)


def _emptied(cell: str) -> str:
    return "" if cell.strip() == _NULL else cell


def _has_misread(text: str) -> bool:
    return not text.isascii() and _C1.search(text.encode("utf-8", "surrogatepass")) is not None


def _read_again(cell: str) -> str:
    return cell if cell.isascii() or _GARBLED.search(cell) else cell.translate(_WINDOWS)


_MENDS: Final = (
    _Mend(RepairRule.ENTITIES_DECODED, _has_entities, _decoded),
    _Mend(RepairRule.LETTERS_MENDED, _has_misread, _read_again),
    _Mend(RepairRule.NULL_EMPTIED, lambda text: _NULL in text, _emptied),
)
