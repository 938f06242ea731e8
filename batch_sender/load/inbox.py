"""Find the lists that a path or a pattern names and that nobody is writing to any more."""

import glob
import hashlib
import os
import shutil
import threading
from collections.abc import Sequence
from itertools import chain, count, islice, takewhile
from pathlib import Path
from typing import Final

from batch_sender.load.errors import ListFolderUnreadable
from batch_sender.models.file_names import fitting
from batch_sender.timing.clock import Clock

_FRESH: Final = 60.0
"""Seconds: what was written to within them may still be written to, so it is looked at twice."""

BETWEEN_LOOKS: Final = 2.0

_PIECE: Final = 1 << 20


def is_pattern(text: str) -> bool:
    """Say whether this names any number of files, not one."""
    return glob.has_magic(text)


def found_by(pattern: str, folder: Path) -> list[Path]:
    """Return the files that a pattern, counted from `folder`, finds; what programs leave is no list.

    Raises:
        ListFolderUnreadable: the folder is not there, or does not let its files be seen.
    """
    _refuse_unreadable(_fixed_part(pattern, folder))
    # Path.glob takes no absolute pattern; and a folder's own name must not be read as one.
    names = glob.glob(pattern, root_dir=folder, recursive=True)  # noqa: PTH207
    found = (folder / name for name in names)
    return sorted(
        path for path in found if not path.name.startswith(("~$", ".")) and _may_be_list(path)
    )


def _fixed_part(pattern: str, folder: Path) -> Path:
    """Return the folder that a pattern begins in, as far as it is one for all it finds."""
    fixed = takewhile(lambda part: not glob.has_magic(part), Path(pattern).parts[:-1])
    return folder.joinpath(*fixed)


def _refuse_unreadable(folder: Path) -> None:
    """See that a folder lets its files be seen: `glob` takes any that does not for an empty one."""
    try:
        with os.scandir(folder) as entries:
            for entry in islice(entries, 1):
                entry.stat(follow_symlinks=False)  # without its x bit it gives names, and no more
    except OSError as err:
        reason = err.strerror or type(err).__name__
        raise ListFolderUnreadable(folder=folder, reason=reason) from err


def _may_be_list(path: Path) -> bool:
    """Say whether a path leads to a file; one that cannot even be looked at is told when it is read."""
    try:
        return path.is_file()
    except OSError:
        return True


def would_find(pattern: str, folder: Path, path: Path) -> bool:
    """Say whether a pattern would find a file in its own folder, which need not be there yet."""
    lists = folder / pattern
    return path.parent == lists.parent and path.match(lists.name)


def whole(paths: Sequence[Path], *, clock: Clock, stop: threading.Event) -> list[Path]:
    """Return those that nobody is writing to, as far as two looks tell.

    Open in Excel, or changed between the looks: left for the next run.
    """
    closed = [path for path in paths if not _is_open_in_excel(path)]
    before = {path: _look(path) for path in closed}
    now = clock.now().timestamp()
    if any(look is None or abs(now - look[0]) < _FRESH for look in before.values()):
        clock.wait(stop, BETWEEN_LOOKS)
    return [path for path in closed if before[path] and _look(path) == before[path]]


def _is_open_in_excel(path: Path) -> bool:
    try:
        return path.with_name(f"~${path.name}").exists()
    except OSError:  # a name that is too long for a mark beside it
        return False


def _look(path: Path) -> tuple[float, int, int] | None:
    """Return when a file was last touched, its size, and its time of writing; None: it is gone."""
    try:
        seen = path.stat()
    except FileNotFoundError:
        return None
    except OSError:
        return 0.0, 0, 0  # whoever reads it says why that cannot be done
    # A copy keeps the time of writing of what it was copied from; its own time is the other one.
    return max(seen.st_mtime, seen.st_ctime), seen.st_size, seen.st_mtime_ns


def content_of(path: Path) -> str:
    """Return what tells a file's content from any other: SHA-256, in hex.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def put_away(path: Path, folder: Path) -> Path:
    """Move a file into a folder, under a free name; return where it lies now.

    Raises:
        OSError: it cannot be moved; it lies where it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    others = (folder / fitting(path.stem, f"-{n}{path.suffix}") for n in count(2))
    target = next(place for place in chain([folder / path.name], others) if not place.exists())
    return Path(shutil.move(path, target))
