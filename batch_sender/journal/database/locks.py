"""Lock a batch for one sender; the lock ends with its process."""

import contextlib
import errno
import os
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from batch_sender.journal.database.pooler import refuse_pooler
from batch_sender.journal.errors import JournalFolderReadOnly

_LOCKED: Final = frozenset({errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES})

_PATIENCE: Final = 1.0
"""Seconds a starting sender waits: `status` holds the lock for a moment when it looks."""

POSTGRES_SPACE: Final = 0x62617463
"""The first half of PostgreSQL's two-part advisory lock; the batch number is the other."""

_LOCK_NOT_AVAILABLE: Final = "55P03"

NOT_YET_A_BATCH: Final = 0
"""Held while a new batch has its number and not yet its own lock; no batch has this number."""


def number_of(what: str) -> int:
    """Return the number under which something else than a batch is held: below 0, as no batch's is.

    Two things may share one, very rarely: then one waits for the other.
    """
    return -1 - zlib.crc32(what.encode("utf-8", "surrogatepass")) % 0x7FFF_FFFE


@contextlib.contextmanager
def hold(engine: Engine, batch_id: int, *, patience: float = _PATIENCE) -> Iterator[bool]:
    """Hold the batch while the block runs; yields False if another process does.

    `patience`: seconds to wait for it, 0 to look only once.
    """
    if engine.dialect.name == "postgresql":
        with _hold_in_postgres(engine, batch_id, patience) as held:
            yield held
    else:
        with _hold_file(Path(str(engine.url.database)), batch_id, patience) as held:
            yield held


def is_held(engine: Engine, batch_id: int) -> bool:
    """Say whether some process, this one included, holds the batch; also on a disk that takes no writes."""
    try:
        with hold(engine, batch_id, patience=0) as held:
            return not held
    except JournalFolderReadOnly:
        return _is_locked(_lock_file(Path(str(engine.url.database)), batch_id))


def _is_locked(path: Path) -> bool:
    """Ask a file that cannot be written whether another process has locked it."""
    if sys.platform == "win32":
        return False
    import fcntl  # noqa: PLC0415 - Windows has none

    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:  # it was never made, so nobody holds it
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as err:
        return err.errno in _LOCKED
    finally:
        os.close(descriptor)
    return False


def _lock_file(journal: Path, batch_id: int) -> Path:
    # Resolved: one journal reached through two links is still one.
    journal = journal.resolve()
    return journal.with_name(journal.name + ".locks") / f"batch-{batch_id}"


@contextlib.contextmanager
def _hold_file(journal: Path, batch_id: int, patience: float) -> Iterator[bool]:
    import filelock  # noqa: PLC0415 - most questions lock nothing

    path = _lock_file(journal, batch_id)
    folder = path.parent
    lock = filelock.FileLock(path, timeout=patience, is_singleton=False)
    try:
        folder.mkdir(exist_ok=True, mode=0o700)
        lock.acquire()
    except filelock.Timeout:
        yield False
        return
    except (OSError, NotImplementedError) as err:
        raise JournalFolderReadOnly(location=str(folder)) from err
    try:
        yield True
    finally:
        lock.release()


@contextlib.contextmanager
def _hold_in_postgres(engine: Engine, batch_id: int, patience: float) -> Iterator[bool]:
    refuse_pooler(engine)
    # A session lock: it lives and dies with this one connection.
    key = {"space": POSTGRES_SPACE, "batch": batch_id}
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        held = _lock(connection, key, patience)
        try:
            yield held
        finally:
            if held:
                _unlock(connection, key)


def _lock(connection: Connection, key: dict[str, int], patience: float) -> bool:
    if connection.execute(text("SELECT pg_try_advisory_lock(:space, :batch)"), key).scalar():
        return True
    if not patience:
        return False
    # Never back to the pool with a patience that is only meant for here.
    connection.detach()
    connection.execute(text(f"SET lock_timeout = {int(patience * 1000)}"))
    try:
        connection.execute(text("SELECT pg_advisory_lock(:space, :batch)"), key)
    except DBAPIError as err:
        if getattr(err.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        return False
    return True


def _unlock(connection: Connection, key: dict[str, int]) -> None:
    try:
        connection.execute(text("SELECT pg_advisory_unlock(:space, :batch)"), key)
    except DBAPIError:
        # The session is gone, and the lock with it; a doubtful one must not go back to the pool.
        connection.invalidate()
