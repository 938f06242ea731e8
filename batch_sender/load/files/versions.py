"""Tell one state of a file from another, by its size and the time of its last change."""

from pathlib import Path


def file_version(path: Path) -> tuple[int, int]:
    """Return size in bytes and time of the last change in nanoseconds.

    Raises:
        OSError: it cannot be looked at.
    """
    status = path.stat()
    return status.st_size, status.st_mtime_ns
