"""Tell the kind of a packed file (XLSX, ODS), and refuse one that is not safe to unpack."""

import errno
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from batch_sender.language import N_, _, number
from batch_sender.load.errors import ListDamaged, ListProtected, ListTooLarge
from batch_sender.load.files.limits import Limits

_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_LONGEST_COMMENT: Final = 65_535
_KINDS: Final = (
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
    ("index/document.iwa", "iwork"),
    ("index.zip", "iwork"),
    ("index.xml", "iwork"),
)
_ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
_CUT: Final = N_("the file is cut short or altered")
_BROKEN: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    EOFError,
    NotImplementedError,
    RuntimeError,
    UnicodeError,
    lzma.LZMAError,
    struct.error,
    zlib.error,
)
"""What `zipfile` raises at an archive that is not as it should be, besides `OSError`."""


class ArchiveDamaged(Exception):
    """The archive itself is cut short or altered, whatever its parts hold."""


@contextmanager
def archive_checked() -> Iterator[None]:
    """Turn whatever `zipfile` makes of a damaged archive into `ArchiveDamaged`.

    Raises:
        OSError: the system itself does not let the file be read.
    """
    try:
        yield
    except _BROKEN as err:
        raise ArchiveDamaged from err
    except OSError as err:
        # A place before the file's beginning, or a stream that bz2 cannot unpack: no disk said that.
        if err.errno not in {None, errno.EINVAL}:
            raise
        raise ArchiveDamaged from err


@contextmanager
def damage_told(path: Path) -> Iterator[None]:
    """Say of a damaged archive that it is one.

    Raises:
        ListDamaged: it is. OSError: the system itself does not let it be read.
    """
    try:
        with archive_checked():
            yield
    except ArchiveDamaged as err:
        raise ListDamaged(path=path, reason=_(_CUT)) from err


def archive_kind(path: Path, limits: Limits) -> str:
    """Return "xlsx", "ods", "docx", … or "" for another archive, after bounding what it unpacks to.

    Raises:
        ListTooLarge: it declares more than `limits` allow.
        ListDamaged, OSError: it is no sound archive, or cannot be read.
    """
    with damage_told(path):
        return _kind(path, limits)


def _kind(path: Path, limits: Limits) -> str:
    _check_directory(path, limits)
    with zipfile.ZipFile(path) as archive:
        _check_parts(path, archive.infolist(), limits)
        names = {name.lower() for name in archive.namelist()}
        for part, kind in _KINDS:
            if part in names:
                return kind
        return _open_document_kind(path, archive)


def _open_document_kind(path: Path, archive: zipfile.ZipFile) -> str:
    if "mimetype" not in archive.namelist():
        return ""
    with archive.open("mimetype") as part:
        mimetype = part.read(200).decode("ascii", "replace").strip()
    if not mimetype.startswith(_ODS):
        return "odt" if "opendocument" in mimetype else ""
    if "META-INF/manifest.xml" in archive.namelist():
        with archive.open("META-INF/manifest.xml") as part:
            if b"encryption-data" in part.read(1 << 20):
                raise ListProtected(path=path)
    return "ods"


def _check_directory(path: Path, limits: Limits) -> None:
    """Bound the table of contents before `zipfile` reads all of it into memory."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise zipfile.BadZipFile("no end of central directory")
    count, directory = struct.unpack_from("<HI", tail, at + 10)
    if count > limits.part_count or directory > limits.directory:
        raise ListTooLarge(path=path, reason=_("it has too many parts"))


def _check_parts(path: Path, parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(parts) > limits.part_count:
        raise ListTooLarge(path=path, reason=_("it has too many parts"))
    if sum(part.compress_size for part in parts) > path.stat().st_size:
        raise ListTooLarge(path=path, reason=_("its parts lie over each other"))
    total = sum(part.file_size for part in parts)
    steep = any(
        part.file_size > limits.ratio_from
        and part.file_size > limits.ratio * max(1, part.compress_size)
        for part in parts
    )
    if total > limits.unpacked or steep:
        megabytes = total // 1024**2
        raise ListTooLarge(
            path=path, reason=_("it unpacks to {size} MB").format(size=number(megabytes))
        )
    if any(part.flag_bits & 1 for part in parts):
        raise ListProtected(path=path)
