"""The files that a batch was judged from, and what became of them since."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path


class FileRole(StrEnum):
    """What a file is for a batch. Of a text that was typed, and of rows in memory, there is none."""

    LIST = "list"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContent:
    """What tells the content of a file from any other: its size in bytes, and SHA-256 in hex."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedFile:
    """A file that a batch was judged from: where it lay, and what was read of it."""

    role: FileRole
    path: Path
    content: FileContent


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """A file that does not hold any more what was judged: `now` it holds that, written at a moment (UTC).

    `now` None: it is gone, or it cannot be read, and `reason` says why.
    """

    file: JudgedFile
    now: FileContent | None = None
    written: datetime | None = None
    reason: str | None = None
