"""Decode a text file as clean UTF-8: no NUL, no lone surrogate, no byte-order mark.

PostgreSQL can store neither NUL nor lone surrogates, so they must not come further than this.
"""

import codecs
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from batch_sender.load.errors import EncodingUnknown

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BLOCK: Final = 1 << 18
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNICODE: Final = ("utf-8", "utf-16", "utf-32")


def clean(text: str) -> str:
    """Return `text` without NUL, and with U+FFFD for each lone surrogate."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return _LONE_SURROGATE.sub("\ufffd", text)
    return text


def encodings_to_try(path: Path, wanted: str | None) -> tuple[str, ...]:
    """Return the encodings that `path` may be in, the likeliest first; `wanted` alone if given.

    Latin-1 comes last: it takes any byte, also the five that cp1252 does not have.

    Raises:
        EncodingUnknown: Python knows no text encoding of the name `wanted`.
    """
    if wanted is not None:
        return (_known(wanted),)
    with path.open("rb") as file:
        head = file.read(4096)
    name = next((name for mark, name in _MARKS if head.startswith(mark)), utf16_name(head))
    return (name,) if name is not None else ("utf-8", "cp1252", "latin-1")


def utf16_name(head: bytes) -> str | None:
    """Return the codec if `head` is UTF-16: by its mark, or by its NULs, all on one side."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 10 < len(head) * 3 or min(even, odd) * 10 > max(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _known(name: str) -> str:
    try:
        "".encode(name)
        return codecs.lookup(name).name
    except (LookupError, ValueError) as err:
        raise EncodingUnknown(encoding=name) from err


class _CleanBytes(io.RawIOBase):
    """A text file in any encoding, read as clean UTF-8 bytes."""

    def __init__(self, path: Path, encoding: str) -> None:
        errors = "surrogatepass" if encoding.startswith(_UNICODE) else "strict"
        self._decoder = codecs.getincrementaldecoder(encoding)(errors)
        self._file = path.open("rb")
        self._ready = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer).cast("B")
        while not self._ready and not self._ended:
            self._ready = self._next_block()
        size = min(len(view), len(self._ready))
        view[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _next_block(self) -> bytes:
        block = self._file.read(_BLOCK)
        self._ended = not block
        text = self._decoder.decode(block, self._ended).replace("\x00", "")
        try:
            return text.encode("utf-8")
        except UnicodeEncodeError:
            return clean(text).encode("utf-8")


def open_clean(path: Path, encoding: str) -> io.TextIOWrapper:
    """Open `path` for reading clean text; line breaks stay as they are in the file.

    Raises:
        UnicodeError: while reading, where the bytes are not `encoding`.
    """
    raw = _CleanBytes(path, encoding)
    return io.TextIOWrapper(
        io.BufferedReader(raw, _BLOCK), encoding="utf-8-sig", newline="", errors="strict"
    )
