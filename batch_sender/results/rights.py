"""Who may read a file with people in it: its owner, unless whoever owns its place says otherwise."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

_OWNER: Final = 0o600
_GROUP: Final = 0o060


def create(path: Path) -> None:
    """Make an empty file that its owner alone may open, whatever the umask.

    Raises:
        OSError: it is there already, or the system refuses it.
    """
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER))


def settle(path: Path, *, target: Path) -> None:
    """Give a file the rights that it is to have as `target`.

    Those of the file that stands there; else the group's in a folder whose owner shares it with its
    group (setgid, as `chmod g+s` makes it), as far as the group may read and write there.
    """
    if os.name != "posix":
        return  # Windows keeps the user's folders to the user, and has a new file take after its folder
    mode, group = _wanted(target)
    if mode == _OWNER:
        return
    with suppress(OSError):  # a file system that knows no rights
        if not _belongs_to(path, group):
            mode &= ~_GROUP  # they were meant for another group
        path.chmod(mode)


def _wanted(target: Path) -> tuple[int, int]:
    try:
        before = target.stat()
    except FileNotFoundError:
        folder = target.parent.stat()
        shared = folder.st_mode & _GROUP if folder.st_mode & stat.S_ISGID else 0
        return _OWNER | shared, folder.st_gid
    return stat.S_IMODE(before.st_mode) & 0o666 | _OWNER, before.st_gid


def _belongs_to(path: Path, group: int) -> bool:
    """Let a file belong to a group; say whether it does."""
    if path.stat().st_gid != group:
        with suppress(OSError):
            os.chown(path, -1, group)
    return path.stat().st_gid == group


def is_open_to_all(path: Path) -> bool:
    """Say whether everybody on this machine may read a file: it lets them, and each folder above."""
    if os.name != "posix" or not path.is_absolute():
        return False
    try:
        mode = path.stat().st_mode
        readable = stat.S_ISREG(mode) and mode & stat.S_IROTH
        return bool(readable) and all(each.stat().st_mode & stat.S_IXOTH for each in path.parents)
    except OSError:
        return False
