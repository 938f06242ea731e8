"""Split a worksheet's XML into raw rows, in constant memory."""

import re
import zipfile
from collections.abc import Iterator
from typing import IO, Final

from batch_sender.load.files.limits import Limits
from batch_sender.load.workbooks.parts import UnsafePart

_BLOCK: Final = 1 << 18
_ROOT: Final = re.compile(rb"<(?:(\w+):)?worksheet\b")
_ROW: Final = b"<row"
_END: Final = (b"</sheetData", b"<sheetData/>")
_AFTER_NAME: Final = b" \t\r\n>/"


def raw_rows(archive: zipfile.ZipFile, part: str, limits: Limits) -> Iterator[bytes]:
    """Yield what stands between each "<row" of `part` and the next, in constant memory.

    Tags come without their prefix. It ends with the sheet's data; links and the like behind them
    are not read.

    Raises:
        UnsafePart: a document type (the door to entities), another encoding than UTF-8, an endless row.
    """
    with archive.open(part) as file:
        prefix = b""
        rest, begun = b"", False
        for block in _blocks(file):
            data = rest + block
            if not begun:
                prefix = _prefix(data, part)
            if prefix:
                data = data.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
            data, ended = _until_end(data)
            rows = data.split(_ROW)
            rest = b"" if ended else rows.pop()
            if not begun and rows:
                begun = True
                del rows[0]
            yield from (row for row in rows if row[:1] in _AFTER_NAME)
            if ended:
                return
            if len(rest) > limits.row_text:
                raise UnsafePart(part)


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block


def _prefix(beginning: bytes, part: str) -> bytes:
    """Return the prefix of the sheet's tags, such as b"x:"; mostly there is none."""
    if b"<!DOCTYPE" in beginning or b"\x00" in beginning:
        raise UnsafePart(part)
    root = _ROOT.search(beginning)
    return root[1] + b":" if root is not None and root[1] else b""


def _until_end(data: bytes) -> tuple[bytes, bool]:
    ends = [at for at in map(data.find, _END) if at >= 0]
    return (data[: min(ends)], True) if ends else (data, False)
