"""Tell the format of a list from its content, whatever its name says."""

import difflib
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Final

from batch_sender.language import N_, _
from batch_sender.load.clean_text import utf16_name
from batch_sender.load.errors import (
    ListEmpty,
    ListIsFolder,
    ListLockFile,
    ListNotAFile,
    ListNotAList,
    ListNotFound,
    ListNotFoundNearby,
    ListProtected,
    ListUnreadable,
)
from batch_sender.load.files.archives import archive_kind
from batch_sender.load.files.limits import Limits


class FileKind(StrEnum):
    """The formats that are read, and what no file holds: rows in memory."""

    CSV = "csv"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    ROWS = "rows"


_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLE2: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_XLS: Final = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
"""Begins a sheet of Excel 2, 3 or 4; or one of 5 and later that old programs write without its container."""
_PICTURE: Final = N_("a picture")
_PACKED: Final = N_("a packed archive")
_WEB_PAGE: Final = N_("a web page (HTML)")
_PROGRAM: Final = N_("a program")
_WORD: Final = N_("a Word document")

_MAGIC: Final = (
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"BM", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"%PDF", N_("a PDF document")),
    (b"{\\rtf", N_("an RTF document")),
    (b"\x1f\x8b", _PACKED),
    (b"Rar!", _PACKED),
    (b"7z\xbc\xaf", _PACKED),
    (b"MZ", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
    (b"SQLite format 3\x00", N_("a database")),
)
_MARKUP: Final = (
    (b"<!doctype html", _WEB_PAGE),
    (b"<html", _WEB_PAGE),
    (b"<table", _WEB_PAGE),
    (b"<?xml", N_("an XML document")),
)
_AMBIGUOUS_MAGIC: Final = frozenset({b"BM", b"MZ"})


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn what the system says against reading `path` into a `ListError`."""
    try:
        yield
    except FileNotFoundError as err:
        raise _not_found(path) from err
    except OSError as err:
        raise ListUnreadable(path=path, reason=err.strerror or type(err).__name__) from err


def file_kind(path: Path, limits: Limits) -> FileKind:
    """Tell the format of `path` from its content.

    Raises:
        ListError: it cannot be read, or is no contact list.
    """
    with readable(path):
        _check_ordinary(path)
        with path.open("rb") as file:
            head = file.read(4096)
    if not head.strip(b"\x00"):
        raise ListEmpty(path=path)
    if head.startswith(_ZIP):
        return _kind_of_archive(path, limits)
    if head.startswith(_OLE2):
        return _kind_of_ole2(path)
    if head.startswith(_BARE_XLS):
        return FileKind.XLS
    what = _foreign(head)
    if what is not None:
        raise ListNotAList(path=path, what=_(what))
    return FileKind.CSV


def _check_ordinary(path: Path) -> None:
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise ListIsFolder(path=path)
    if not stat.S_ISREG(mode):
        raise ListNotAFile(path=path)
    if path.name.startswith("~$"):
        raise ListLockFile(path=path)


def _not_found(path: Path) -> ListNotFound:
    try:
        names = [entry.name for entry in path.parent.iterdir() if not entry.name.startswith("~$")]
    except OSError:
        names = []
    folded = {name.casefold(): name for name in names}
    near = difflib.get_close_matches(path.name.casefold(), folded, n=1, cutoff=0.7)
    if near:
        return ListNotFoundNearby(path=path, near=path.with_name(folded[near[0]]))
    return ListNotFound(path=path)


def _kind_of_archive(path: Path, limits: Limits) -> FileKind:
    with readable(path):
        kind = archive_kind(path, limits)
    if kind in {"xlsx", "ods"}:
        return FileKind(kind)
    raise ListNotAList(path=path, what=_(_ARCHIVES.get(kind, _PACKED)))


_ARCHIVES: Final = {
    "docx": _WORD,
    "pptx": N_("a presentation"),
    "xlsb": N_("a binary workbook (XLSB)"),
    "odt": N_("a text document"),
}


def _kind_of_ole2(path: Path) -> FileKind:
    names = _ole2_names(path)
    if "EncryptedPackage" in names:
        raise ListProtected(path=path)
    if names & {"Workbook", "Book"}:
        return FileKind.XLS
    what = _WORD if "WordDocument" in names else N_("a document of an old Office program")
    raise ListNotAList(path=path, what=_(what))


_OLE2_STREAMS: Final = ("EncryptedPackage", "Workbook", "Book", "WordDocument")


def _ole2_names(path: Path) -> set[str]:
    """Return which of the known streams `path` names: 64-byte UTF-16 names in the directory."""
    wanted = {name: name.encode("utf-16-le") + b"\x00\x00" for name in _OLE2_STREAMS}
    found: set[str] = set()
    tail = b""
    with readable(path), path.open("rb") as file:
        while block := file.read(1 << 20):
            window = tail + block
            found.update(name for name, mark in wanted.items() if _has_entry(window, mark))
            tail = window[-128:]
    return found


def _has_entry(window: bytes, mark: bytes) -> bool:
    """Tell whether `mark` stands where a directory entry's name would: on a 128-byte step."""
    at = window.find(mark)
    while at >= 0:
        entry = window[at : at + 64]
        if not entry[len(mark) :].strip(b"\x00"):
            return True
        at = window.find(mark, at + 1)
    return False


def _foreign(head: bytes) -> str | None:
    for magic, what in _MAGIC:
        if head.startswith(magic) and (magic not in _AMBIGUOUS_MAGIC or b"\x00" in head):
            return what
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, what in _MARKUP:
        if start.startswith(mark):
            return what
    if head[4:8] == b"ftyp" or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        return N_("a picture or a video")
    return _binary(head)


def _binary(head: bytes) -> str | None:
    """Recognise what is no text: many control characters that are not those of UTF-16."""
    if len(head) < 64 or utf16_name(head) is not None:
        return None
    controls = sum(head.count(code) for code in range(1, 32) if code not in b"\t\n\r\x0b\x0c\x1a")
    if controls * 30 > len(head) or head.count(0) * 4 > len(head):
        return N_("no text")
    return None
