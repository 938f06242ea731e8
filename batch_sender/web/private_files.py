"""Keep files that hold a key or a ticket: nobody else reads them, and no link leads a write elsewhere."""

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from batch_sender.models.system_words import said_of
from batch_sender.web.errors import FolderNotPrivate

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def private_folder(folder: Path) -> Path:
    """Make a folder that is its owner's alone; one that is there and open is closed.

    Raises:
        FolderNotPrivate: it is a link, or somebody else's, or cannot be closed.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _close(folder)
    except OSError as err:
        raise FolderNotPrivate(path=folder, why=said_of(err)) from err
    return folder


def _close(folder: Path) -> None:
    if os.name == "nt":
        return  # a user's folder is the user's there, and mode bits say nothing
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise FolderNotPrivate(path=folder, why="")
    if found.st_mode & _OTHERS:
        folder.chmod(0o700)


def write_private(file: Path, content: str) -> None:
    """Replace a file in one step, readable by its owner alone; a link in its place is replaced, not followed."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as draft:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
        Path(name).replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
