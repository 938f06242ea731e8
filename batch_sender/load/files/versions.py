"""Tell one state of a file from another: by size and time of its last change, or for certain by its content."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from batch_sender.models import FileContent


def file_version(path: Path) -> tuple[int, int]:
    """Return size in bytes and time of the last change in nanoseconds.

    Raises:
        OSError: it cannot be looked at.
    """
    status = path.stat()
    return status.st_size, status.st_mtime_ns


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSnapshot:
    """What a file held before it was read, by which a change on the way is known."""

    path: Path
    version: tuple[int, int]
    content: FileContent

    @classmethod
    def of(cls, path: Path) -> Self:
        """Look at a file that is about to be read.

        Raises:
            OSError: it cannot be read.
        """
        return cls(path=path, version=file_version(path), content=content_of(path))

    def still_holds(self) -> bool:
        """Say whether what was read since is this content; a file that was only touched holds it still.

        Raises:
            OSError: it cannot be read any more.
        """
        return file_version(self.path) == self.version or content_of(self.path) == self.content


def content_of(path: Path) -> FileContent:
    """Return what tells a file's content from any other.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return FileContent(size=file.tell(), sha256=sha256)
