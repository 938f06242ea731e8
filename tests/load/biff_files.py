"""Sheets of Excel 2 to 5 as programs of shops and time clocks write them: bare records, no container."""

import struct
from collections.abc import Sequence

Rows = Sequence[Sequence[str | float]]


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<2H", kind, len(content)) + content


def biff2(rows: Rows, *, formats: tuple[str, ...] = ()) -> bytes:
    """Return a sheet of Excel 2; numbers of column n are shown by the n-th of `formats`, from 0."""
    records = [_record(0x09, struct.pack("<2H", 2, 0x10))]
    records += [_record(0x1E, bytes([len(code)]) + code.encode("cp1252")) for code in formats]
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            shown = min(column, max(0, len(formats) - 1))
            where = struct.pack("<2H3B", row, column, 0, shown, 0)
            if isinstance(value, str):
                letters = value.encode("cp1252")
                records.append(_record(4, where + bytes([len(letters)]) + letters))
            else:
                records.append(_record(3, where + struct.pack("<d", value)))
    return b"".join([*records, _record(0x0A)])


def bare(rows: Rows, *, beginning: tuple[int, bytes]) -> bytes:
    """Return a sheet of Excel 3 to 5 by its first record: (0x209, …), (0x409, …) or (0x809, …)."""
    records = [_record(*beginning)]
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            where = struct.pack("<3H", row, column, 0)
            if isinstance(value, str):
                letters = value.encode("cp1252")
                records.append(_record(0x204, where + struct.pack("<H", len(letters)) + letters))
            else:
                records.append(_record(0x203, where + struct.pack("<d", value)))
    return b"".join([*records, _record(0x0A)])
