"""Find out whether a list is open in a spreadsheet program, by the lock file that this puts beside it."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_LOCKS: Final = (("~${name}", "Excel"), (".~lock.{name}#", "LibreOffice"))


def lock_names(path: Path) -> Iterator[str]:
    """Yield the names of the lock files that spreadsheet programs put beside a list."""
    return (lock.format(name=path.name) for lock, _program in _LOCKS)


def open_in(path: Path) -> str | None:
    """Name the program that has a list open, or had it when it died; None where none is known to."""
    for name, (_lock, program) in zip(lock_names(path), _LOCKS, strict=True):
        with contextlib.suppress(OSError):  # no file can have so long a name
            if path.with_name(name).is_file():
                return program
    return None
