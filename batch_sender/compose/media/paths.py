"""Keep a path from the list inside the media folder, and find the file that a mistyped name means."""

import os
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Final

from batch_sender.compose.media.names import is_device

_LONGEST_PATH: Final = 1024
_REMEMBERED_FOLDERS: Final = 64
_LISTED_FILES: Final = 50_000  # of one folder, when looking for a name written otherwise


def inside(path_text: str) -> PurePosixPath | None:
    """Return the path as written if it cannot lead out of a folder, on any system.

    A colon is a drive or a stream of Windows, or a web address; a backslash its folder sign.
    """
    text = path_text.strip()
    if not text or len(text) > _LONGEST_PATH or text.endswith("/"):
        return None
    if any(c in "\\:" or unicodedata.category(c) in {"Cc", "Cs"} for c in text):
        return None
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts:
        return None
    return None if any(map(is_device, path.parts)) else path


def nearest(
    relative: PurePosixPath, names: Callable[[PurePosixPath], Mapping[str, str]]
) -> PurePosixPath | None:
    """Return a path as it is written there, if it differs only in case, accents, blanks or Unicode form.

    `names`: what lies in a folder, by `name_key`.
    """
    found = PurePosixPath()
    for part in relative.parts:
        name = names(found).get(name_key(part))
        if name is None:
            return None
        found /= name
    return found


class Neighbours:
    """Finds, under one folder, files whose names differ only in case, accents, blanks or Unicode form."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._listings: OrderedDict[Path, Mapping[str, str]] = OrderedDict()

    def of(self, relative: PurePosixPath) -> PurePosixPath | None:
        """Return the path as it is written on the disk, if there is such a one."""
        return nearest(relative, lambda folder: self._names(self._root / folder))

    def _names(self, folder: Path) -> Mapping[str, str]:
        """Return the names in a folder by their key, read once while it is remembered."""
        names = self._listings.get(folder)
        if names is None:
            names = self._listings[folder] = self._listed(folder)
            if len(self._listings) > _REMEMBERED_FOLDERS:
                self._listings.popitem(last=False)
        return names

    def _listed(self, folder: Path) -> dict[str, str]:
        try:
            # A link may lead out of the folder, and the names out there are nobody's business.
            if not folder.resolve().is_relative_to(self._root):
                return {}
            with os.scandir(folder) as entries:
                return by_key(e.name for e in islice(entries, _LISTED_FILES))
        except (OSError, RuntimeError):
            return {}


def by_key(names: Iterable[str]) -> dict[str, str]:
    """Return names by what they have in common with those that are written otherwise."""
    return {name_key(name): name for name in sorted(names, reverse=True)}


def name_key(name: str) -> str:
    """Return what a name has in common with those that differ in case, accents, blanks or Unicode form."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())
