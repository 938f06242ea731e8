"""Check a media file before it is sent: where it lies, its type, size and digest, and the name it goes by."""

import math
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePath, PurePosixPath
from typing import Final

from batch_sender.compose.errors import (
    MediaFileEmpty,
    MediaFileMissing,
    MediaFileMissingNear,
    MediaFileTooLarge,
    MediaFileUnreadable,
    MediaTypeNotAllowed,
)
from batch_sender.compose.media.facts import FileFacts, MediaFault, MediaRefusal, read_facts
from batch_sender.compose.media.folders import facts_in_store, folder_at, near_in_store
from batch_sender.compose.media.names import CONTENT_TYPES, safe_name
from batch_sender.compose.media.paths import Neighbours, inside
from batch_sender.compose.media.stores import Store
from batch_sender.language import number
from batch_sender.models import NEAR, MediaFile, Problem, ProblemCode
from batch_sender.models.places import Place, StoreAddress

MAX_BYTES: Final = 16 * 1024 * 1024
"""WhatsApp's own limit for audio and video; the API itself states none."""

_REMEMBERED_FILES: Final = 1024


def check_media(
    path_text: str, *, folder: Place, name: str | None = None, max_bytes: int = MAX_BYTES
) -> MediaFile | Problem:
    """Check one path of a list; see `MediaChecker`, which is cheaper for many."""
    return MediaChecker(folder, max_bytes=max_bytes).check(path_text, name=name)


class MediaChecker:
    """Checks the paths of a list against one folder; nothing outside of it is ever opened.

    Remembers the last answers, so that a file that stands in every row is read once.

    Raises:
        MediaFolderUnusable: the folder is not there. StoreError: the store cannot be read.
    """

    def __init__(self, folder: Place, *, max_bytes: int = MAX_BYTES) -> None:
        self._folder = folder_at(folder)
        self._max_bytes = max_bytes
        self._answers: OrderedDict[str, MediaFile | Problem] = OrderedDict()

    def look_ahead(self, path_texts: Iterable[str]) -> None:
        """Measure together the files that will be asked for, where they lie in an object store."""
        wanted = (text for text in path_texts if text not in self._answers)
        relatives = (each for each in map(_sendable, wanted) if each is not None)
        self._folder.look_ahead(list(relatives), self._max_bytes)

    def check(self, path_text: str, *, name: str | None = None) -> MediaFile | Problem:
        """Return the file at `path_text`, relative to the folder, or why it cannot be sent.

        `name` is what the receiver shall see; without it the file's own name, made safe.
        `Problem.detail` is the path as found, with what there is instead where that helps.
        """
        answer = self._answers.get(path_text)
        if answer is None:
            answer = self._judge(path_text)
            self._answers[path_text] = answer
            if len(self._answers) > _REMEMBERED_FILES:
                self._answers.popitem(last=False)
        if name is None or isinstance(answer, Problem):
            return answer
        return replace(answer, name=safe_name(name, extension=PurePosixPath(answer.name).suffix))

    def _judge(self, path_text: str) -> MediaFile | Problem:
        if not path_text.strip():
            return Problem(code=ProblemCode.MEDIA_MISSING, detail=path_text)
        relative = _sendable(path_text)
        if relative is None:
            return Problem(code=ProblemCode.MEDIA_NOT_ALLOWED, detail=path_text)
        facts = self._folder.facts(relative, self._max_bytes)
        if isinstance(facts, FileFacts):
            return _media_file(facts, relative)
        if facts.fault is MediaFault.MISSING:
            there = self._folder.near(relative)
            detail = f"{path_text}{NEAR}{there}" if there else path_text
            return Problem(code=ProblemCode.MEDIA_MISSING, detail=detail)
        size = "" if facts.size is None else f" ({_megabytes(facts.size)} MB)"
        return Problem(code=ProblemCode.MEDIA_NOT_ALLOWED, detail=path_text + size)


def _sendable(path_text: str) -> PurePosixPath | None:
    """Return the path of a file that may be sent, by its name; it leads out of no folder."""
    relative = inside(path_text)
    if relative is None or relative.suffix.lower() not in CONTENT_TYPES:
        return None
    return relative


def check_whole_list_file(
    path: Place, *, name: str | None = None, max_bytes: int = MAX_BYTES
) -> MediaFile:
    """Check the one file that goes to everybody; it was named on purpose and may lie anywhere.

    Raises:
        MediaError: the subclass that says what is wrong with the file.
    """
    facts = _facts_of(path, max_bytes)
    if isinstance(facts, MediaRefusal) and facts.fault is MediaFault.MISSING:
        raise _not_there(path)
    if isinstance(facts, MediaRefusal) and facts.fault is MediaFault.UNREADABLE:
        raise MediaFileUnreadable(path=path)
    if path.suffix.lower() not in CONTENT_TYPES:
        raise MediaTypeNotAllowed(path=path, allowed=" ".join(CONTENT_TYPES))
    if isinstance(facts, FileFacts):
        return _media_file(facts, path, name=name)
    if facts.fault is MediaFault.EMPTY:
        raise MediaFileEmpty(path=path)
    size = _megabytes(facts.size or 0)
    raise MediaFileTooLarge(path=path, size=size, limit=_megabytes(max_bytes))


def _facts_of(path: Place, max_bytes: int) -> FileFacts | MediaRefusal:
    if isinstance(path, StoreAddress):
        return facts_in_store(Store(), path, max_bytes)
    return read_facts(path.absolute(), max_bytes)  # a batch may go on from another folder


def _not_there(path: Place) -> MediaFileMissing:
    if isinstance(path, StoreAddress):
        near: Place | None = near_in_store(Store(), path)
    else:
        there = Neighbours(path.parent).of(PurePosixPath(path.name))
        near = None if there is None else path.with_name(there.name)
    if near is None:
        return MediaFileMissing(path=path)
    return MediaFileMissingNear(path=path, nearest=near)


def _media_file(
    facts: FileFacts, written: PurePath | StoreAddress, *, name: str | None = None
) -> MediaFile:
    extension = written.suffix.lower()
    return MediaFile(
        path=facts.path,
        name=safe_name(name or written.stem, extension=extension),
        content_type=CONTENT_TYPES[extension],
        size=facts.size,
        sha256=facts.sha256,
    )


def _megabytes(size: int) -> str:
    """Return bytes as people read them, rounded up: what is over a limit never looks equal to it."""
    return number(math.ceil(size * 10 / 1024 / 1024) / 10)
