"""Find the lists that a path or a pattern names, and put them away."""

import glob
import os
import shutil
from itertools import chain, count, islice, takewhile
from pathlib import Path

from batch_sender.load.at_rest import is_part
from batch_sender.load.errors import ListFolderUnreadable
from batch_sender.models.file_names import fitting
from batch_sender.models.system_words import said_of
from batch_sender.sentences.result_files import is_named_as_results


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
    return sorted(path for path in found if not _is_left_by_a_program(path) and _may_be_list(path))


def _is_left_by_a_program(path: Path) -> bool:
    name = path.name
    return name.startswith(("~$", ".")) or is_part(path) or is_named_as_results(name)


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
        reason = said_of(err)
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


def put_away(path: Path, folder: Path) -> Path:
    """Move a file into a folder, under a free name; return where it lies now.

    Raises:
        OSError: it cannot be moved; it lies where it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    others = (folder / fitting(path.stem, f"-{n}{path.suffix}") for n in count(2))
    target = next(place for place in chain([folder / path.name], others) if not place.exists())
    return Path(shutil.move(path, target))
