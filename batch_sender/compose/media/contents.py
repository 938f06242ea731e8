"""Read a judged file right before it is sent: the very bytes that were judged, or what is the matter.

That a file is gone, and that this machine does not see it, are two things: the one concerns its row
alone, the other all of them.
"""

import stat
import threading
from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum, auto
from hashlib import sha256
from pathlib import Path
from typing import Final

from batch_sender.compose.errors import (
    StoreBucketMissing,
    StoreDenied,
    StoreError,
    StoreExtraMissing,
)
from batch_sender.compose.media.facts import MediaFault, MediaRefusal
from batch_sender.compose.media.stores import Store, Unmodified
from batch_sender.models import MediaFile
from batch_sender.models.places import Place, StoreAddress
from batch_sender.models.system_words import said_of

_KEPT: Final = 64 * 1024 * 1024
"""Bytes of files of a store that are kept in memory: one for all is fetched once, and then asked for by its tag."""


class Trouble(Enum):
    """Why a file cannot be sent as it was judged."""

    CHANGED = auto()
    MISSING = auto()  # it is not there; or all of its folder is not
    AWAY = auto()  # the disk or the store does not answer: it may pass
    DENIED = auto()  # somebody has to do something about it


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRead:
    """A file that was not read: what the trouble is, and what was said of it."""

    trouble: Trouble
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fetched:
    content: bytes
    tag: str


class MediaContents:
    """Reads judged files, for any number of threads; of a store's files the last ones are kept in memory."""

    def __init__(self) -> None:
        self._store = Store()
        self._lock = threading.Lock()
        self._fetched: OrderedDict[StoreAddress, _Fetched] = OrderedDict()

    def of(self, media: MediaFile) -> bytes | NotRead:
        """Read the file once, whole; what is returned has the digest that was judged."""
        if isinstance(media.path, StoreAddress):
            return self._of_store(media.path, media)
        return _of_disk(media.path, media)

    def is_there(self, place: Place) -> bool:
        """Say whether a file is seen from here, whatever is in it."""
        try:
            if isinstance(place, StoreAddress):
                return self._store.is_there(place)
            return stat.S_ISREG(place.stat().st_mode)
        except (StoreError, OSError, ValueError):
            return False

    def _of_store(self, place: StoreAddress, media: MediaFile) -> bytes | NotRead:
        try:
            content = self._content(place, media.size)
        except StoreError as err:
            lasting = isinstance(err, StoreExtraMissing | StoreDenied | StoreBucketMissing)
            return NotRead(trouble=Trouble.DENIED if lasting else Trouble.AWAY, said=err.message)
        if isinstance(content, MediaRefusal):
            missing = content.fault is MediaFault.MISSING
            return NotRead(trouble=Trouble.MISSING if missing else Trouble.CHANGED)
        return content if _is(content, media) else NotRead(trouble=Trouble.CHANGED)

    def _content(self, place: StoreAddress, most: int) -> bytes | MediaRefusal:
        with self._lock:
            kept = self._fetched.get(place)
        content = bytearray()
        try:
            found = self._store.read(
                place, most=most, into=content.extend, unless=kept.tag if kept else None
            )
        except Unmodified:
            if kept is not None:
                return kept.content
            raise
        if isinstance(found, MediaRefusal):
            return found
        fetched = _Fetched(content=bytes(content), tag=found.tag)
        self._keep(place, fetched)
        return fetched.content

    def _keep(self, place: StoreAddress, fetched: _Fetched) -> None:
        if not fetched.tag:
            return
        with self._lock:
            self._fetched[place] = fetched
            self._fetched.move_to_end(place)
            while len(self._fetched) > 1 and self._size > _KEPT:
                self._fetched.popitem(last=False)

    @property
    def _size(self) -> int:
        return sum(len(each.content) for each in self._fetched.values())


def _of_disk(path: Path, media: MediaFile) -> bytes | NotRead:
    try:
        # Asked before opening: to open a pipe waits for its other end.
        if not stat.S_ISREG(path.stat().st_mode):
            return NotRead(trouble=Trouble.CHANGED)
        with path.open("rb") as file:
            content = file.read(media.size + 1)
    except (FileNotFoundError, NotADirectoryError) as err:
        return NotRead(trouble=Trouble.MISSING, said=said_of(err))
    except OSError as err:
        return NotRead(trouble=Trouble.AWAY, said=said_of(err))
    except ValueError:
        return NotRead(trouble=Trouble.CHANGED)
    return content if _is(content, media) else NotRead(trouble=Trouble.CHANGED)


def _is(content: bytes, media: MediaFile) -> bool:
    return len(content) == media.size and sha256(content).hexdigest() == media.sha256
