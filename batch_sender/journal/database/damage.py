"""Look through a journal's file for damage, whole or now and then while messages leave."""

import time
from typing import Final

from sqlalchemy import Connection
from sqlalchemy import exc as sql

_SHARE: Final = 50
"""One part in so many of a sender's time goes into looking for damage, at most."""

_LARGEST: Final = 64_000_000
"""Bytes. A look takes a second for 100 MB, and a marked message waits for it. In a larger file
SQLite tells of damage where it meets it."""


def damage(connection: Connection, *, most: int) -> list[str]:
    """Return SQLite's complaints about a file, at most so many; none for a journal on a server."""
    if connection.dialect.name != "sqlite":
        return []  # the server looks after its own files
    try:
        found = connection.exec_driver_sql(f"PRAGMA integrity_check({most})").scalars()
        return [str(each) for each in found if each != "ok"]
    except sql.DatabaseError as err:
        name = getattr(err.orig, "sqlite_errorname", "")
        if not name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            raise
        return [str(err.orig)]


class DamageTimer:
    """Says when a look for damage may be taken again: the longer the last took, the later."""

    def __init__(self) -> None:
        self._wanted = False
        self._not_before = 0.0

    def due(self, size: int, *, was_written: bool) -> bool:
        """Say whether a file of so many bytes is to be looked at: it was written, and it is time."""
        self._wanted = self._wanted or was_written
        return self._wanted and size <= _LARGEST and time.monotonic() >= self._not_before

    def done(self, began: float) -> None:
        """Take note of a look that began then, by the monotonic clock."""
        self._wanted = False
        now = time.monotonic()
        self._not_before = now + _SHARE * (now - began)
