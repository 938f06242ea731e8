"""Notice while a journal is open that its file was removed, replaced, or written by somebody else.

SQLite goes on with a file that was removed: what it writes then is on no disk that anybody finds.
The files are only asked about (`stat`), never opened: a plain open and close in the process that
holds them would drop SQLite's locks.
"""

from pathlib import Path
from typing import Final, NamedTuple, Self

from sqlalchemy import Engine

from batch_sender.journal.database.faults import shown
from batch_sender.journal.errors import JournalVanished

WRITE_AHEAD_LOG: Final = "-wal"
"""What the name of SQLite's write-ahead log ends in. It lies there as long as a journal is open."""


class _Identity(NamedTuple):
    device: int
    inode: int


class OpenFile:
    """The files of an open journal, as they were when it was opened."""

    def __init__(self, engine: Engine) -> None:
        self.path = path = Path(str(engine.url.database))
        self._location = shown(engine.url)
        # Whoever closes the last connection deletes the log: it would come back as another file.
        self._kept_open = engine.raw_connection()
        beside = path.with_name(path.name + WRITE_AHEAD_LOG)
        self._identities = {
            each: identity
            for each in (path, beside)
            if (identity := _identity_of(each)) is not None  # a journal may be open for reading
        }
        self._written_at = self._last_write()

    @classmethod
    def of(cls, engine: Engine) -> Self | None:
        """Take note of an engine's files; None for a journal on a server."""
        return cls(engine) if engine.dialect.name == "sqlite" else None

    def close(self) -> None:
        """Let the files go."""
        self._kept_open.close()

    def refuse_if_gone(self) -> None:
        """See that the files are those that were opened.

        Raises:
            JournalVanished: one of them was removed, moved or replaced.
        """
        for path, identity in self._identities.items():
            if _identity_of(path) != identity:
                raise JournalVanished(location=self._location)

    def was_written(self) -> bool:
        """Say whether the file itself was written since this was last asked.

        A commit writes to the write-ahead log alone: that was a checkpoint, or somebody else.
        """
        before, self._written_at = self._written_at, self._last_write()
        return self._written_at != before

    def size(self) -> int:
        """Return the size of the file in bytes, without its write-ahead log."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def _last_write(self) -> int | None:
        try:
            return self.path.stat().st_mtime_ns
        except OSError:
            return None


def _identity_of(path: Path) -> _Identity | None:
    try:
        found = path.stat()
    except OSError:  # whatever the reason: nobody else finds it there
        return None
    return _Identity(found.st_dev, found.st_ino)
