"""Check a media file before it is sent: where it lies, its type, size and digest, and the name it goes by."""

import math
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path, PurePath, PurePosixPath
from typing import Final

from batch_sender.compose.errors import (
    MediaFileEmpty,
    MediaFileMissing,
    MediaFileMissingNear,
    MediaFileTooLarge,
    MediaFileUnreadable,
    MediaFolderUnusable,
    MediaTypeNotAllowed,
)
from batch_sender.compose.media.facts import FileFacts, MediaFault, MediaRefusal, read_facts
from batch_sender.compose.media.names import CONTENT_TYPES, safe_name
from batch_sender.compose.media.paths import Neighbours, inside
from batch_sender.language import number
from batch_sender.models import NEAR, MediaFile, Problem, ProblemCode

MAX_BYTES: Final = 16 * 1024 * 1024
"""WhatsApp's own limit for audio and video; the API itself states none."""

_REMEMBERED_FILES: Final = 1024


def check_media(
    path_text: str, *, folder: Path, name: str | None = None, max_bytes: int = MAX_BYTES
) -> MediaFile | Problem:
    """Check one path of a list; see `MediaChecker`, which is cheaper for many."""
    return MediaChecker(folder, max_bytes=max_bytes).check(path_text, name=name)


class MediaChecker:
    """Checks the paths of a list against one folder; nothing outside of it is ever opened.

    Remembers the last answers, so that a file that stands in every row is read once.

    Raises:
        MediaFolderUnusable: the folder is not there.
    """

    def __init__(self, folder: Path, *, max_bytes: int = MAX_BYTES) -> None:
        try:
            self._root = folder.resolve(strict=True)
        except (OSError, RuntimeError, ValueError) as err:
            raise MediaFolderUnusable(path=folder) from err
        if not self._root.is_dir():
            raise MediaFolderUnusable(path=folder)
        self._max_bytes = max_bytes
        self._answers: OrderedDict[str, MediaFile | Problem] = OrderedDict()
        self._neighbours = Neighbours(self._root)

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
        relative = inside(path_text)
        if relative is None or relative.suffix.lower() not in CONTENT_TYPES:
            return Problem(code=ProblemCode.MEDIA_NOT_ALLOWED, detail=path_text)
        path = self._locate(relative)
        facts = path if isinstance(path, MediaRefusal) else read_facts(path, self._max_bytes)
        if isinstance(facts, FileFacts):
            return _media_file(facts, relative)
        if facts.fault is MediaFault.MISSING:
            there = self._neighbours.of(relative)
            detail = f"{path_text}{NEAR}{there}" if there else path_text
            return Problem(code=ProblemCode.MEDIA_MISSING, detail=detail)
        size = "" if facts.size is None else f" ({_megabytes(facts.size)} MB)"
        return Problem(code=ProblemCode.MEDIA_NOT_ALLOWED, detail=path_text + size)

    def _locate(self, relative: PurePosixPath) -> Path | MediaRefusal:
        try:
            path = self._root.joinpath(*relative.parts).resolve(strict=True)
        except (FileNotFoundError, NotADirectoryError):
            return MediaRefusal(fault=MediaFault.MISSING)
        except (OSError, RuntimeError, ValueError):  # closed to us, a loop of links, no file name
            return MediaRefusal(fault=MediaFault.UNREADABLE)
        return path if path.is_relative_to(self._root) else MediaRefusal(fault=MediaFault.OUTSIDE)


def check_whole_list_file(
    path: Path, *, name: str | None = None, max_bytes: int = MAX_BYTES
) -> MediaFile:
    """Check the one file that goes to everybody; it was named on purpose and may lie anywhere.

    Raises:
        MediaError: the subclass that says what is wrong with the file.
    """
    facts = read_facts(path.absolute(), max_bytes)  # a batch may go on from another folder
    if isinstance(facts, MediaRefusal) and facts.fault in {
        MediaFault.MISSING,
        MediaFault.UNREADABLE,
    }:
        raise (
            _not_there(path)
            if facts.fault is MediaFault.MISSING
            else MediaFileUnreadable(path=path)
        )
    if path.suffix.lower() not in CONTENT_TYPES:
        raise MediaTypeNotAllowed(path=path, allowed=" ".join(CONTENT_TYPES))
    if isinstance(facts, FileFacts):
        return _media_file(facts, path, name=name)
    if facts.fault is MediaFault.EMPTY:
        raise MediaFileEmpty(path=path)
    size = _megabytes(facts.size or 0)
    raise MediaFileTooLarge(path=path, size=size, limit=_megabytes(max_bytes))


def unchanged(media: MediaFile) -> bool:
    """Tell whether the file is still the one that was checked; asked right before it leaves."""
    facts = read_facts(media.path, media.size)
    return (
        isinstance(facts, FileFacts) and facts.size == media.size and facts.sha256 == media.sha256
    )


def _not_there(path: Path) -> MediaFileMissing:
    there = Neighbours(path.parent).of(PurePosixPath(path.name))
    if there is None:
        return MediaFileMissing(path=path)
    return MediaFileMissingNear(path=path, nearest=path.with_name(there.name))


def _media_file(facts: FileFacts, written: PurePath, *, name: str | None = None) -> MediaFile:
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
