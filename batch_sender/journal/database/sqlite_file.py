"""Make, open and write through the file of a journal in SQLite."""

import contextlib
import logging
import os
import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from batch_sender.journal.database.open_file import WRITE_AHEAD_LOG
from batch_sender.journal.errors import JournalFolderReadOnly, JournalNotADatabase

_log: Final = logging.getLogger(__name__)


def make_private(path: Path) -> None:
    """Make the file before SQLite does: it holds people's numbers, so it is for its owner alone."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as err:
        raise JournalFolderReadOnly(location=str(path)) from err
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        # Never opened here: a plain open and close would drop the locks SQLite holds on it.
        if not path.is_file():
            raise JournalNotADatabase(location=str(path)) from None
    except OSError as err:
        raise JournalFolderReadOnly(location=str(path)) from err


def connect(path: Path, *, busy_seconds: int) -> sqlite3.Connection:
    """Connect to a file that is there; SQLite by itself would make an empty one of a lost one."""
    return _connected(path, "mode=rw", busy_seconds)


def connect_to_read(path: Path, *, busy_seconds: int) -> sqlite3.Connection:
    """Connect without writing anything: the disk may be full, or take no writes.

    SQLite needs files beside the journal that it cannot make there. Where it left none with
    something in them, nobody has the journal open, and it can be read without.
    """
    beside = path.with_name(path.name + WRITE_AHEAD_LOG)
    try:
        has_log = beside.stat().st_size > 0
    except OSError:
        has_log = False
    return _connected(path, "mode=ro" if has_log else "mode=ro&immutable=1", busy_seconds)


def _connected(path: Path, how: str, busy_seconds: int) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.as_uri()}?{how}", uri=True, timeout=busy_seconds, check_same_thread=False
    )


def write_ahead(engine: Engine) -> None:
    """Switch the file to WAL, outside any transaction; kept in the file from then on."""
    _outside_transactions(engine, "PRAGMA journal_mode = WAL")


def checkpoint(engine: Engine) -> None:
    """Bring what the write-ahead log holds into the file itself, as far as nobody reads it.

    Waits for nobody. What cannot be brought over stays in the log, where it is as safe as before.
    """
    try:
        _outside_transactions(engine, "PRAGMA wal_checkpoint(PASSIVE)")
    except (SQLAlchemyError, sqlite3.Error) as err:
        _log.debug("the write-ahead log stays as it is: %s", type(err).__name__)


def _outside_transactions(engine: Engine, statement: str) -> None:
    with contextlib.closing(engine.raw_connection()) as raw:
        driver: Any = raw.driver_connection
        driver.execute(statement).fetchall()
