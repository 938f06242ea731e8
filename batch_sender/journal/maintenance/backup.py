"""Write a copy of a live journal as it is at one moment, while senders go on.

A journal that is in use is never read or copied as a file: a plain open and close in a process that
holds it drops SQLite's locks. SQLite itself makes the copy.
"""

import contextlib
import errno
import os
import secrets
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine

from batch_sender.journal.database.restore_detection import BACKED_UP_AT
from batch_sender.journal.errors import JournalDamaged
from batch_sender.journal.maintenance.errors import (
    BackupDiskFull,
    BackupExists,
    BackupFolderMissing,
    BackupNotAFile,
    BackupNotWritten,
    BackupOntoJournal,
    BackupTargetInUse,
    BackupWithServerTools,
)
from batch_sender.models.system_words import said_of

_SIDE_FILES: Final = ("-wal", "-shm", "-journal")
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

# What SQLite says of the place the copy goes to; anything else is about the journal itself.
_OF_THE_TARGET: Final = ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM", "SQLITE_READONLY")


def backup(engine: Engine, target: Path, *, over: bool, now: datetime) -> Path:
    """Write a whole copy of the journal as it is at one moment; return where it lies.

    Messages may be leaving meanwhile. The copy appears under its name only when it is complete and
    was read once; `over`: an earlier file of that name gives way.

    Raises:
        BackupError: it cannot be written there; nothing was changed.
        JournalDamaged: the copy is not sound, so the journal is not.
    """
    if engine.dialect.name == "postgresql":
        raise BackupWithServerTools(path=target, database=engine.url.database)
    target, journal = target.absolute(), Path(str(engine.url.database))
    with _faults_told(target):
        _refuse_unusable(target, journal, over=over)
        unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
        try:
            # Made before SQLite does: it holds people's numbers, so it is for its owner alone.
            os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            _copy(engine, unfinished)
            _mark_and_look(unfinished, journal, now)
            _flush(unfinished)
            unfinished.replace(target)
        finally:
            for path in (unfinished, *_side_files(unfinished)):
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)
    return target


def _refuse_unusable(target: Path, journal: Path, *, over: bool) -> None:
    place, own = target.resolve(), journal.resolve()
    if place in {own, *_side_files(own)} or (target.exists() and target.samefile(journal)):
        raise BackupOntoJournal(path=target)
    if target.exists() and not target.is_file():
        raise BackupNotAFile(path=target)
    if not target.parent.is_dir():
        raise BackupFolderMissing(path=target, folder=target.parent)
    if target.exists() and not over:
        raise BackupExists(path=target)
    for beside in _side_files(target):
        # Left beside the new file, SQLite would read it as part of it.
        if beside.exists():
            raise BackupTargetInUse(path=target, beside=beside.name)


def _side_files(path: Path) -> list[Path]:
    return [path.with_name(path.name + ending) for ending in _SIDE_FILES]


def _copy(engine: Engine, unfinished: Path) -> None:
    raw = engine.raw_connection()
    try:
        driver: Any = raw.driver_connection
        # As bytes: a name may be no UTF-8.
        driver.execute("VACUUM INTO CAST(? AS TEXT)", (os.fsencode(unfinished),))
    finally:
        raw.close()


def _mark_and_look(unfinished: Path, journal: Path, now: datetime) -> None:
    """Write into the copy that it is one, and read it once."""
    with contextlib.closing(sqlite3.connect(unfinished, isolation_level=None)) as copy:
        # A copy of a copy is as old as the first.
        copy.execute(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (BACKED_UP_AT, now.astimezone(UTC).isoformat()),
        )
        if copy.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise JournalDamaged(location=str(journal))


def _flush(unfinished: Path) -> None:
    # "r+b": Windows flushes only what is open for writing.
    with unfinished.open("r+b") as file:
        os.fsync(file.fileno())


@contextlib.contextmanager
def _faults_told(target: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as err:
        name = getattr(err, "sqlite_errorname", "")
        if name == "SQLITE_FULL":
            raise BackupDiskFull(path=target) from err
        if name.startswith(_OF_THE_TARGET):
            raise BackupNotWritten(path=target, cause=name) from err
        raise
    except OSError as err:
        if err.errno in _NO_ROOM:
            raise BackupDiskFull(path=target) from err
        raise BackupNotWritten(path=target, cause=said_of(err)) from err
