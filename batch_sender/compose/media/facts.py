"""Read a media file's size and SHA-256, refusing what is no ordinary, readable file within the size limit."""

import hashlib
import os
import stat
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import BinaryIO, Final

from batch_sender.models.places import Place

_CHUNK: Final = 1024 * 1024  # bytes


class MediaFault(Enum):
    """What keeps a file from being sent."""

    MISSING = auto()
    OUTSIDE = auto()
    UNREADABLE = auto()
    EMPTY = auto()
    TOO_LARGE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRefusal:
    """A fault, with the size in bytes where that is the fault."""

    fault: MediaFault
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What was read of a file: its size in bytes and SHA-256 in hex."""

    path: Place
    size: int
    sha256: str


def read_facts(path: Path, max_bytes: int) -> FileFacts | MediaRefusal:
    """Read an ordinary file of 1 to `max_bytes` bytes once through."""
    try:
        # Asked before opening: to open a pipe waits for its other end, to open a tape rewinds it.
        if not stat.S_ISREG(path.stat().st_mode):
            return MediaRefusal(fault=MediaFault.UNREADABLE)
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > max_bytes:
                return MediaRefusal(fault=MediaFault.TOO_LARGE, size=size)
            return _digest(path, stream, max_bytes)
    except (FileNotFoundError, NotADirectoryError):
        return MediaRefusal(fault=MediaFault.MISSING)
    except (OSError, ValueError):
        return MediaRefusal(fault=MediaFault.UNREADABLE)


def _digest(path: Path, stream: BinaryIO, max_bytes: int) -> FileFacts | MediaRefusal:
    size, digest = 0, hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        digest.update(chunk)
        if size > max_bytes:  # it grows while it is read
            return MediaRefusal(fault=MediaFault.TOO_LARGE, size=size)
    if size == 0:
        return MediaRefusal(fault=MediaFault.EMPTY, size=0)
    return FileFacts(path=path, size=size, sha256=digest.hexdigest())
