"""A folder of files on a disk or in an object store: measure a file in it, and find the one that is meant."""

from collections import OrderedDict
from collections.abc import Collection, Mapping
from contextvars import copy_context
from dataclasses import replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from batch_sender.compose.errors import MediaFolderUnusable
from batch_sender.compose.media.facts import FileFacts, MediaFault, MediaRefusal, read_facts
from batch_sender.compose.media.paths import Neighbours, by_key, nearest
from batch_sender.compose.media.stores import Listing, Store
from batch_sender.models.places import Place, StoreAddress

_AT_ONCE: Final = 8
"""Files of a store that are read side by side, a piece of each in memory."""
_REMEMBERED_FOLDERS: Final = 64


class Folder(Protocol):
    """Where the files of a list lie; nothing outside of it is ever opened."""

    def facts(self, relative: PurePosixPath, most: int) -> FileFacts | MediaRefusal:
        """Read a file of 1 to `most` bytes once through."""

    def look_ahead(self, files: Collection[PurePosixPath], most: int) -> None:
        """Measure files that will be asked for, if that is quicker together."""

    def near(self, relative: PurePosixPath) -> PurePosixPath | None:
        """Return the path of a file that is not there as it is written there, if there is such a one."""


def folder_at(place: Place) -> Folder:
    """Return the folder at a place.

    Raises:
        MediaFolderUnusable: it is not there. StoreError: the store cannot be read.
    """
    return StoreFolder(place) if isinstance(place, StoreAddress) else LocalFolder(place)


class LocalFolder:
    """A folder of this machine, or one that is mounted."""

    def __init__(self, folder: Path) -> None:
        try:
            self._root = folder.resolve(strict=True)
        except (OSError, RuntimeError, ValueError) as err:
            raise MediaFolderUnusable(path=folder) from err
        if not self._root.is_dir():
            raise MediaFolderUnusable(path=folder)
        # Kept as it was given: where it is a link, another machine has another one under this name.
        self._named = folder.absolute()
        self._neighbours = Neighbours(self._root)

    def facts(self, relative: PurePosixPath, most: int) -> FileFacts | MediaRefusal:
        """Read a file once through, unless a link leads out of the folder."""
        try:
            path = self._root.joinpath(*relative.parts).resolve(strict=True)
        except (FileNotFoundError, NotADirectoryError):
            return MediaRefusal(fault=MediaFault.MISSING)
        except (OSError, RuntimeError, ValueError):  # closed to us, a loop of links, no file name
            return MediaRefusal(fault=MediaFault.UNREADABLE)
        if not path.is_relative_to(self._root):
            return MediaRefusal(fault=MediaFault.OUTSIDE)
        found = read_facts(path, most)
        if isinstance(found, MediaRefusal):
            return found
        return replace(found, path=self._named.joinpath(*relative.parts))

    def look_ahead(self, files: Collection[PurePosixPath], most: int) -> None:
        """Do nothing: a disk is quick enough, one file after the other."""

    def near(self, relative: PurePosixPath) -> PurePosixPath | None:
        """Find it, following no link out of the folder."""
        return self._neighbours.of(relative)


class StoreFolder:
    """A folder in an object store: listed once, its files read several at a time."""

    def __init__(self, root: StoreAddress) -> None:
        self._root = root
        self._store = Store()
        self._all = self._store.listing(root, flat=True)
        if not self._all.sizes:
            raise MediaFolderUnusable(path=root)
        self._ahead: dict[PurePosixPath, FileFacts | MediaRefusal] = {}
        self._names: OrderedDict[PurePosixPath, Mapping[str, str]] = OrderedDict()

    def facts(self, relative: PurePosixPath, most: int) -> FileFacts | MediaRefusal:
        """Measure a file: by the list of names, and by reading what is on it."""
        found = self._ahead.get(relative)
        return self._measured(relative, most) if found is None else found

    def look_ahead(self, files: Collection[PurePosixPath], most: int) -> None:
        """Measure files side by side; they are remembered until the next ones are asked for."""
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - for stores alone

        wanted = list(dict.fromkeys(files))
        pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="media")
        try:
            measuring = [
                pool.submit(copy_context().run, self._measured, each, most) for each in wanted
            ]
            found = [each.result() for each in measuring]
        finally:
            pool.shutdown(cancel_futures=True)
        self._ahead = dict(zip(wanted, found, strict=True))

    def near(self, relative: PurePosixPath) -> PurePosixPath | None:
        """Find it among the names of each folder on the way."""
        return nearest(relative, self._names_in)

    def _measured(self, relative: PurePosixPath, most: int) -> FileFacts | MediaRefusal:
        return self._by_listing(relative, most) or facts_in_store(
            self._store, self._root / relative, most
        )

    def _by_listing(self, relative: PurePosixPath, most: int) -> MediaRefusal | None:
        """Say what the list of names tells of a file that cannot be sent; None where it may be."""
        size = self._all.sizes.get(str(relative))
        if size is None:
            return MediaRefusal(fault=MediaFault.MISSING) if self._all.whole else None
        if not size:
            return MediaRefusal(fault=MediaFault.EMPTY, size=0)
        return MediaRefusal(fault=MediaFault.TOO_LARGE, size=size) if size > most else None

    def _names_in(self, folder: PurePosixPath) -> Mapping[str, str]:
        names = self._names.get(folder)
        if names is None:
            names = self._names[folder] = by_key(_first_parts(self._listed(folder)))
            if len(self._names) > _REMEMBERED_FOLDERS:
                self._names.popitem(last=False)
        return names

    def _listed(self, folder: PurePosixPath) -> Collection[str]:
        if not self._all.whole:
            inside = self._root / folder if folder.parts else self._root
            return self._store.listing(inside, flat=False).sizes
        under = f"{folder}/" if folder.parts else ""
        return [name[len(under) :] for name in self._all.sizes if name.startswith(under)]


def _first_parts(names: Collection[str]) -> set[str]:
    return {name.partition("/")[0] for name in names}


def facts_in_store(store: Store, file: StoreAddress, most: int) -> FileFacts | MediaRefusal:
    """Read a file of a store once through; nothing of it is kept."""
    digest = sha256()
    found = store.read(file, most=most, into=digest.update)
    if isinstance(found, MediaRefusal):
        return found
    return FileFacts(path=file, size=found.size, sha256=digest.hexdigest())


def near_in_store(store: Store, file: StoreAddress) -> StoreAddress | None:
    """Return a file beside this one that is written otherwise, if there is such a one."""
    listed = store.listing(file.parent, flat=False)
    there = nearest(PurePosixPath(file.name), lambda _folder: _names(listed))
    return None if there is None else file.parent / there


def _names(listed: Listing) -> Mapping[str, str]:
    return by_key(name for name in listed.sizes if not name.endswith("/"))
