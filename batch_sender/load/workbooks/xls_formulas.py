"""Tell which cells of an XLS file hold a formula whose result was never saved.

The format has a result for each formula. Programs that calculate none write one that says nothing, and each
its own; what Excel and LibreOffice write there is a result, so it counts who wrote the file.
"""

import struct
from collections.abc import Iterator
from typing import Any, Final

_BOF, _EOF, _BOUNDSHEET, _FORMULA = 0x0809, 0x000A, 0x0085, 0x0006
_WORKSHEET: Final = 0
_EMPTY_TEXT: Final = b"\x03\x00\x00\x00\x00\x00\xff\xff"
_ZERO: Final = bytes(8)
_NOTHING_SAID: Final = {
    bytes.fromhex("bb0dcc070000000006000000"): (_EMPTY_TEXT, 0),
    bytes.fromhex("d310cc074100000006000000"): (_ZERO, 2),
}
"""Who wrote it, as the first record says (xlwt; Apache POI): result and flags of what was not calculated.
LibreOffice begins as xlwt does, but has flag 2 (calculate on load) at every formula."""

Cells = frozenset[tuple[int, int]]


def unsaved_cells(document: Any) -> list[Cells]:
    """Return row and column, from 0, of such cells for each worksheet of a `CompDoc`, in the workbook's order."""
    stream, start, size = document.locate_named_stream("Workbook")
    if not stream:
        return []
    content = bytes(stream[start : start + size])
    said = _NOTHING_SAID.get(content[8:20])
    if said is None:
        return []
    return [frozenset(_formulas(content, at, said)) for at in _worksheets(content)]


def _worksheets(content: bytes) -> Iterator[int]:
    """Yield where each worksheet begins."""
    for kind, data in _records(content, 0):
        if kind == _BOUNDSHEET and data[5] == _WORKSHEET:
            yield struct.unpack("<I", data[:4])[0]


def _formulas(content: bytes, at: int, said: tuple[bytes, int]) -> Iterator[tuple[int, int]]:
    for kind, data in _records(content, at):
        if kind == _FORMULA:
            row, column, _style, result, flags = struct.unpack("<3H8sH", data[:16])
            if (result, flags) == said:
                yield row, column


def _records(content: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of the part of the stream that begins at `at`, those of charts inside it, too."""
    depth = 0
    while at + 4 <= len(content):
        kind, size = struct.unpack("<2H", content[at : at + 4])
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        yield kind, content[at + 4 : at + 4 + size]
        at += 4 + size
