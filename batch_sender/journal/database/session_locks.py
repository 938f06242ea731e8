"""Hold many locks by one session of PostgreSQL: a worker's lanes, and the batches that they send.

A session's locks end with it, 4 ms after its process was killed (docs/measured.md). One session for all
of them: a lock for each lane on a connection of its own would take as many as the server has.
"""

import contextlib
import threading
from typing import Final

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from batch_sender.journal.database import locks

_LANE_SPACE: Final = 0x6C616E65
"""The first half of a lane's two-part advisory lock; the connection's number is the other."""


_WATCH_SPACE: Final = 0x77617463
"""The same of who watches over a batch; the batch's number is the other."""


class SessionLocks:
    """The locks of one worker. Called from many threads; each verb raises `DBAPIError` once the session is gone."""

    def __init__(self, engine: Engine) -> None:
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._engine = engine

    def try_lane(self, connection_id: int) -> bool:
        """Be the only one who has this connection's lane; say whether it worked."""
        asked = "SELECT pg_try_advisory_lock(:space, :what)"
        return self._ask(asked, _LANE_SPACE, connection_id)

    def release_lane(self, connection_id: int) -> None:
        """Let another worker have it."""
        self._release("SELECT pg_advisory_unlock(:space, :what)", _LANE_SPACE, connection_id)

    def try_batch(self, batch_id: int) -> bool:
        """Send a batch beside other lanes, and let nobody else send or settle it; say whether it worked."""
        asked = "SELECT pg_try_advisory_lock_shared(:space, :what)"
        return self._ask(asked, locks.POSTGRES_SPACE, batch_id)

    def release_batch(self, batch_id: int) -> None:
        """Be done with it; whoever took it twice is so twice."""
        asked = "SELECT pg_advisory_unlock_shared(:space, :what)"
        self._release(asked, locks.POSTGRES_SPACE, batch_id)

    def try_watch(self, batch_id: int) -> bool:
        """Be the only one who watches over a batch that workers send; say whether it worked."""
        return self._ask("SELECT pg_try_advisory_lock(:space, :what)", _WATCH_SPACE, batch_id)

    def release_watch(self, batch_id: int) -> None:
        """Watch over it no more; whoever took it twice is so twice."""
        self._release("SELECT pg_advisory_unlock(:space, :what)", _WATCH_SPACE, batch_id)

    def are_held(self) -> bool:
        """Say whether the session is still there, and the locks with it."""
        with self._lock:
            if self._connection is None:
                return False
            try:
                self._connection.execute(text("SELECT 1"))
            except DBAPIError:
                self._drop()
                return False
            return True

    def open(self) -> None:
        """Begin a session, where none is: one that was lost has lost its locks."""
        with self._lock:
            if self._connection is None:
                opened = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
                opened.detach()  # its locks must never come back to the pool
                self._connection = opened

    def close(self) -> None:
        """End the session, and all locks with it."""
        with self._lock:
            self._drop()

    def _ask(self, question: str, space: int, what: int) -> bool:
        with self._lock:
            if self._connection is None:
                return False
            try:
                found = self._connection.execute(text(question), {"space": space, "what": what})
            except DBAPIError:
                self._drop()
                raise
            return bool(found.scalar())

    def _release(self, statement: str, space: int, what: int) -> None:
        with contextlib.suppress(DBAPIError):  # gone with the session
            self._ask(statement, space, what)

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(DBAPIError):
                connection.close()
