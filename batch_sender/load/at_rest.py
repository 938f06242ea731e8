"""Tell lists that are whole from those that somebody may still be writing.

A file is at rest when nothing was written to it for a span: by its own time, or, where that cannot be
(a share whose clock is ahead), as it was seen here.
"""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from batch_sender.load.errors import (
    ListHasNeighbour,
    ListLineUnfinished,
    ListNotAtRest,
    ListNotYetWhole,
)
from batch_sender.load.files.open_elsewhere import lock_names
from batch_sender.timing.clock import Clock

SPAN: Final = 60.0
"""Seconds for which nothing may have been written to a list."""

UNFINISHED: Final = 5
"""Times that span: what was written within it and ends in the middle of a line may go on."""

_RECENT: Final = 600.0
"""Seconds: what was written to within them is looked at twice. Some systems tell late of writing."""

_BETWEEN_LOOKS: Final = 2.0
_FORGOTTEN: Final = 86_400.0  # seconds

_PARTS: Final = (".part", ".tmp", ".filepart", ".crdownload")
"""What programs name a file by until it is whole: browsers, WinSCP, rsync and many more."""

_NO_TEXT: Final = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")
"""How workbooks begin: they have no last line. One that is cut off cannot be opened."""

_ENDS: Final = (b"\n", b"\r", b"\x1a")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """Lists that are whole, and why the others are not taken yet."""

    whole: list[Path]
    not_yet: list[ListNotYetWhole]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What a file showed: its size, and when it was last touched."""

    touched: float
    size: int


def is_part(path: Path) -> bool:
    """Say whether a file's own name says that it is not whole."""
    return path.name.lower().endswith(_PARTS)


class FolderWatch:
    """Looks at files, and remembers those that were not at rest, for when they are looked at again."""

    def __init__(self, clock: Clock, stop: threading.Event) -> None:
        self._clock, self._stop = clock, stop
        self._seen: dict[Path, tuple[_Look, float]] = {}

    def sort_out(self, paths: Sequence[Path], *, span: float = SPAN) -> Sorted:
        """Say which files are whole; `span` 0 trusts all of them but those with a part beside them."""
        whole, not_yet = [], []
        looks = {path: look for path in paths if (look := _look(path)) is not None}
        for path, look in looks.items():
            why = self._why_not(path, look, span)
            if why is None:
                whole.append(path)
            else:
                not_yet.append(why)
        if span and any(self._is_recent(path, looks[path]) for path in whole):
            self._clock.wait(self._stop, _BETWEEN_LOOKS)
            moved = [path for path in whole if _look(path) != looks[path]]
            not_yet += [ListNotAtRest(path=path, seconds=_shown(span)) for path in moved]
            whole = [path for path in whole if path not in moved]
        self._forget()
        return Sorted(whole=whole, not_yet=not_yet)

    def _why_not(self, path: Path, look: _Look, span: float) -> ListNotYetWhole | None:
        if (neighbour := _neighbour(path)) is not None:
            return ListHasNeighbour(path=path, neighbour=neighbour)
        quiet = self._quiet_for(path, look)
        if quiet < span:
            return ListNotAtRest(path=path, seconds=_shown(span))
        if quiet < span * UNFINISHED and _ends_in_a_line(path):
            return ListLineUnfinished(path=path, seconds=_shown(span * UNFINISHED))
        return None

    def _is_recent(self, path: Path, look: _Look) -> bool:
        """Say whether a file was written to lately, and is seen for the first time."""
        _known, since = self._seen[path]
        return self._age(look) < _RECENT and self._clock.monotonic() - since < _BETWEEN_LOOKS

    def _quiet_for(self, path: Path, look: _Look) -> float:
        """Return for how many seconds nothing was written to a file, by its own time or as seen."""
        now = self._clock.monotonic()
        known, since = self._seen.get(path, (look, now))
        if known != look:
            since = now
        self._seen[path] = (look, since)
        return max(self._age(look), now - since)

    def _age(self, look: _Look) -> float:
        """Return how long ago a file was touched; below 0 where its time has not come yet."""
        return self._clock.now().timestamp() - look.touched

    def _forget(self) -> None:
        now = self._clock.monotonic()
        self._seen = {
            path: (look, since)
            for path, (look, since) in self._seen.items()
            if now - since < _FORGOTTEN
        }


def _look(path: Path) -> _Look | None:
    """Look at a file; None: it is gone. Whoever reads one that cannot be looked at says why."""
    try:
        seen = path.stat()
    except FileNotFoundError:
        return None
    except OSError:
        return _Look(touched=0.0, size=0)
    # A copy keeps the time of writing of what it was copied from; its own time is the other one.
    return _Look(touched=max(seen.st_mtime, seen.st_ctime), size=seen.st_size)


def _neighbour(path: Path) -> str | None:
    """Return the name of a file beside it that says that it is open or not whole, if there is one."""
    for name in _signs(path):
        try:
            if path.with_name(name).exists():
                return name
        except OSError:
            continue  # no file can be called so
    return None


def _signs(path: Path) -> Iterator[str]:
    yield from lock_names(path)
    for part in _PARTS:
        yield path.name + part
        yield path.stem + part


def _ends_in_a_line(path: Path) -> bool:
    """Say whether a text ends in the middle of a line."""
    try:
        with path.open("rb") as file:
            if file.read(4).startswith(_NO_TEXT):
                return False
            file.seek(max(file.seek(0, 2) - 4, 0))
            tail = file.read()
    except OSError:
        return False
    # In UTF-16 each sign has a zero on one of its sides.
    return bool(tail) and not tail.replace(b"\0", b"").endswith(_ENDS)


def _shown(seconds: float) -> str:
    return f"{seconds:g}"
