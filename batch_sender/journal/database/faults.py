"""Translate the database's errors into ours, with a next step and without secrets."""

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from typing import Final

from sqlalchemy import URL
from sqlalchemy import exc as sql

from batch_sender.journal.errors import (
    JournalBusy,
    JournalDamaged,
    JournalDiskFault,
    JournalError,
    JournalFailed,
    JournalFolderReadOnly,
    JournalFull,
    JournalMoved,
    JournalNotADatabase,
    JournalServerFull,
    JournalServerReadOnly,
    JournalServerRefused,
    JournalServerUnreachable,
)

_BY_SQLITE_CODE: Final[dict[str, type[JournalError]]] = {
    "SQLITE_READONLY": JournalFolderReadOnly,
    "SQLITE_CANTOPEN": JournalFolderReadOnly,
    "SQLITE_PERM": JournalFolderReadOnly,
    "SQLITE_FULL": JournalFull,
    "SQLITE_IOERR_WRITE": JournalFull,
    "SQLITE_IOERR_SHMSIZE": JournalFull,
    "SQLITE_IOERR_SHMOPEN": JournalFolderReadOnly,
    "SQLITE_IOERR": JournalDiskFault,
    "SQLITE_NOTADB": JournalNotADatabase,
    "SQLITE_CORRUPT": JournalDamaged,
    "SQLITE_BUSY": JournalBusy,
    "SQLITE_LOCKED": JournalBusy,
}

# PostgreSQL's manual, appendix A.
_TRANSIENT: Final = frozenset({"40001", "40P01"})
_BY_SQLSTATE: Final[dict[str, type[JournalError]]] = {
    **dict.fromkeys(_TRANSIENT, JournalBusy),
    "25006": JournalServerReadOnly,
    "0A000": JournalServerReadOnly,  # a standby's word for a transaction that asks to write
    "53100": JournalFull,
    "53300": JournalServerFull,
    "55P03": JournalBusy,
}

MOVED: Final = "this journal was copied to "
"""Begins what the guards of a journal say that was copied elsewhere; the rest is where to."""

MOVED_STATE: Final = "BSMVD"
"""The code that PostgreSQL says it under; none of its own begins with these letters."""

OF_A_LOST_FILE: Final = (
    JournalDamaged,
    JournalDiskFault,
    JournalFailed,
    JournalFolderReadOnly,
    JournalFull,
    JournalNotADatabase,
)
"""What SQLite, and whoever makes a file beside the journal, say where its file is gone."""

_SAID_BY_SERVER: Final = re.compile(r"\b(?:FATAL|PANIC):\s+(.+)")
"""What a server answers to a connection that it refuses, in libpq's words; no code comes with them."""

# In English and as PostgreSQL's catalogue for pt_BR has them.
_NO_CONNECTION_LEFT: Final = re.compile(
    r"too many (?:clients|connections)|remaining connection slots"
    r"|(?:muitos|muitas) (?:clientes|conexões)|conexões restantes",
    re.IGNORECASE,
)


def shown(url: URL) -> str:
    """Return the location as it may be printed: a path, or a URL without what may be secret."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    # The query may hold a password too, as may the options in it.
    plain = url.set(drivername=url.get_backend_name(), query={})
    return plain.render_as_string(hide_password=True)


@contextlib.contextmanager
def translated(location: str) -> Iterator[None]:
    """Turn the database's own errors into ours, with the location in the sentence."""
    try:
        yield
    except sql.DBAPIError as err:
        raise _ours(err, location) from err
    except sql.TimeoutError as err:  # every connection of the pool is in use
        raise JournalBusy(location=location) from err
    except sqlite3.Error as err:
        raise _from_sqlite(err, location) from err


def is_transient(error: BaseException | None) -> bool:
    """Say whether the same work may well succeed a moment later: two transactions met badly."""
    return isinstance(error, sql.DBAPIError) and _sqlstate(error) in _TRANSIENT


def took_everything(error: BaseException) -> bool:
    """Say whether the connection itself went, and the whole transaction with it."""
    return isinstance(error, sql.DBAPIError) and error.connection_invalidated


def _sqlstate(err: sql.DBAPIError) -> str | None:
    return getattr(err.orig, "sqlstate", None)


def _ours(err: sql.DBAPIError, location: str) -> JournalError:
    if isinstance(err.orig, sqlite3.Error):
        return _from_sqlite(err.orig, location)
    if _sqlstate(err) == MOVED_STATE:
        return _moved(str(err.orig), location)
    known = _BY_SQLSTATE.get(_sqlstate(err) or "")
    if known is not None:
        return known(location=location)
    if isinstance(err, sql.OperationalError) or err.connection_invalidated:
        return _of_server(err, location)
    return JournalFailed(location=location, cause=type(err.orig).__name__)


def _of_server(err: sql.DBAPIError, location: str) -> JournalError:
    said = _SAID_BY_SERVER.search(str(err.orig))
    if said is None:
        return JournalServerUnreachable(location=location)
    if _NO_CONNECTION_LEFT.search(said[1]):
        return JournalServerFull(location=location)
    return JournalServerRefused(location=location, cause=said[1].strip())


def _from_sqlite(err: sqlite3.Error, location: str) -> JournalError:
    name = getattr(err, "sqlite_errorname", "")
    if name == "SQLITE_CONSTRAINT_TRIGGER" and MOVED in str(err):
        return _moved(str(err), location)
    ours = _BY_SQLITE_CODE.get(name) or _BY_SQLITE_CODE.get("_".join(name.split("_")[:2]))
    if ours is None:
        return JournalFailed(location=location, cause=name or type(err).__name__)
    return ours(location=location, cause=name)


def _moved(said: str, location: str) -> JournalMoved:
    first_line = said.partition("\n")[0]
    return JournalMoved(location=location, to=first_line.partition(MOVED)[2])
