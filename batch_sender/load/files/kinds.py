"""Tell the format of a list from its content, whatever its name says."""

import difflib
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Final

from batch_sender.language import _
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
from batch_sender.load.files import foreign
from batch_sender.load.files.archives import archive_kind
from batch_sender.load.files.foreign import Foreign
from batch_sender.load.files.limits import Limits
from batch_sender.models.system_words import said_of


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


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn what the system says against reading `path` into a `ListError`."""
    try:
        yield
    except FileNotFoundError as err:
        raise _not_found(path) from err
    except OSError as err:
        raise ListUnreadable(path=path, reason=said_of(err)) from err


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
    found = foreign.foreign(head)
    if found is not None:
        raise _not_a_list(path, found)
    return FileKind.CSV


def _not_a_list(path: Path, found: Foreign) -> ListNotAList:
    return ListNotAList(path=path, what=_(found.what), how=_(found.how))


def _check_ordinary(path: Path) -> None:
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        # On a Mac such a document may be a folder that looks like a file.
        is_document = path.suffix.casefold() == ".numbers"
        raise _not_a_list(path, foreign.APPLE) if is_document else ListIsFolder(path=path)
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
    raise _not_a_list(path, _ARCHIVES.get(kind, foreign.PACKED))


_ARCHIVES: Final = {
    "docx": foreign.WORD,
    "pptx": foreign.SLIDES,
    "xlsb": foreign.XLSB,
    "odt": foreign.TEXT_DOCUMENT,
    "iwork": foreign.APPLE,
}


def _kind_of_ole2(path: Path) -> FileKind:
    names = _ole2_names(path)
    if "EncryptedPackage" in names:
        raise ListProtected(path=path)
    if names & {"Workbook", "Book"}:
        return FileKind.XLS
    known = (found for name, found in _OLE2_FOREIGN.items() if name in names)
    raise _not_a_list(path, next(known, foreign.OLD_OFFICE))


_OLE2_FOREIGN: Final = {
    "WordDocument": foreign.WORD,
    "PowerPoint Document": foreign.SLIDES,
    "__properties_version1.0": foreign.MESSAGE,
}
_OLE2_STREAMS: Final = ("EncryptedPackage", "Workbook", "Book", *_OLE2_FOREIGN)


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
