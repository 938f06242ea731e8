"""Find the lists that a path or a pattern names, tell them by content, and put them away."""

import glob
import hashlib
import shutil
from itertools import chain, count
from pathlib import Path
from typing import Final

from batch_sender.load.at_rest import is_part

_PIECE: Final = 1 << 20


def is_pattern(text: str) -> bool:
    """Say whether this names any number of files, not one."""
    return glob.has_magic(text)


def found_by(pattern: str, folder: Path) -> list[Path]:
    """Return the files that a pattern, counted from `folder`, finds; what programs leave is no list."""
    # Path.glob takes no absolute pattern; and a folder's own name must not be read as one.
    names = glob.glob(pattern, root_dir=folder, recursive=True)  # noqa: PTH207
    found = (folder / name for name in names)
    return sorted(path for path in found if path.is_file() and not _is_left_by_a_program(path))


def _is_left_by_a_program(path: Path) -> bool:
    return path.name.startswith(("~$", ".")) or is_part(path)


def would_find(pattern: str, folder: Path, path: Path) -> bool:
    """Say whether a pattern would find a file in its own folder, which need not be there yet."""
    lists = folder / pattern
    return path.parent == lists.parent and path.match(lists.name)


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
    others = (folder / f"{path.stem}-{n}{path.suffix}" for n in count(2))
    target = next(place for place in chain([folder / path.name], others) if not place.exists())
    return Path(shutil.move(path, target))
