"""Hold many locks by one session of PostgreSQL: a worker's lanes, and the batches that they send.

A session's locks end with it, 4 ms after its process was killed (docs/measured.md). One session for all
of them: a lock for each lane on a connection of its own would take as many as the server has.
"""

import contextlib
import threading
from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from batch_sender.journal.database import locks
from batch_sender.journal.database.faults import shown, translated
from batch_sender.journal.database.pooler import refuse_pooler
from batch_sender.journal.database.session_names import SESSION
from batch_sender.journal.errors import JournalError

_LANE_SPACE: Final = 0x6C616E65
"""The first half of a lane's two-part advisory lock; the connection's number is the other."""

_DISPATCH_SPACE: Final = 0x64697370
"""The first half of the lock of the one worker that hands lanes out."""

_WATCH_SPACE: Final = 0x77617463
"""The same of the one service that looks on at a batch; the batch's number is the other half."""


def held_lanes(connection: Connection) -> frozenset[int]:
    """Return the connections whose lanes some session holds."""
    held = text(
        "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2 "
        "AND classid::bigint = :space "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    return frozenset(connection.execute(held, {"space": _LANE_SPACE}).scalars())


def connected_workers(connection: Connection) -> frozenset[str]:
    """Return the workers that have a session."""
    named = text(
        "SELECT DISTINCT application_name FROM pg_stat_activity "
        "WHERE starts_with(application_name, :begins)"
    )
    found = connection.execute(named, {"begins": SESSION}).scalars()
    return frozenset(name.removeprefix(SESSION) for name in found)


class SessionLocks:
    """The locks of one worker. Called from many threads; verbs raise `JournalError` once the session is gone."""

    def __init__(self, engine: Engine) -> None:
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._engine = engine
        self._location = shown(engine.url)
        self._dispatches = False
        self._sessions = 0
        self._alone: set[int] = set()

    @contextlib.contextmanager
    def lane(self, connection_id: int) -> Iterator[bool]:
        """Be the only one who has this connection's lane while the block runs; yields whether it worked.

        No second thread of this worker has it either: the server gives a session its own lock once more.
        """
        with self._lock:
            is_mine = connection_id in self._alone
            self._alone.add(connection_id)
        if is_mine:
            yield False
            return
        try:
            with self._held("", _LANE_SPACE, connection_id) as held:
                yield held
        finally:
            with self._lock:
                self._alone.discard(connection_id)

    @contextlib.contextmanager
    def batch(self, batch_id: int) -> Iterator[bool]:
        """Send a batch beside other lanes while the block runs, and let nobody else send or settle it.

        Yields whether it worked.
        """
        with self._held("_shared", locks.POSTGRES_SPACE, batch_id) as held:
            yield held

    @contextlib.contextmanager
    def watch(self, batch_id: int) -> Iterator[bool]:
        """Be the only one who looks on at a batch of workers while the block runs; yields whether it worked."""
        with self._held("", _WATCH_SPACE, batch_id) as held:
            yield held

    @contextlib.contextmanager
    def _held(self, shared: str, space: int, what: int) -> Iterator[bool]:
        session = self._ask(f"SELECT pg_try_advisory_lock{shared}(:space, :what)", space, what)
        if session is None:
            yield False
            return
        try:
            yield True
        finally:
            unlock = f"SELECT pg_advisory_unlock{shared}(:space, :what)"
            with contextlib.suppress(JournalError):  # gone with the session
                self._ask(unlock, space, what, of=session)

    def try_dispatch(self) -> bool:
        """Be the only worker who hands lanes out, from here on; say whether it is."""
        if not self._dispatches:
            asked = "SELECT pg_try_advisory_lock(:space, :what)"
            self._dispatches = self._ask(asked, _DISPATCH_SPACE, 0) is not None
        return self._dispatches

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
        """Begin a session, where none is: one that was lost has lost its locks.

        Raises:
            PoolerInBetween: no session lasts longer than a transaction.
        """
        with self._lock:
            if self._connection is None:
                with translated(self._location):
                    refuse_pooler(self._engine)
                    opened = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
                opened.detach()  # its locks must never come back to the pool
                self._connection = opened
                self._sessions += 1

    def close(self) -> None:
        """End the session, and all locks with it."""
        with self._lock:
            self._drop()

    def _ask(self, question: str, space: int, what: int, *, of: int | None = None) -> int | None:
        """Ask something of the session; return which one said yes, None where it said no or there is none.

        `of`: of that session alone. One that was begun since may hold the lock for somebody else.
        """
        with self._lock:
            if self._connection is None or of not in {None, self._sessions}:
                return None
            try:
                with translated(self._location):
                    found = self._connection.execute(text(question), {"space": space, "what": what})
            except JournalError:
                self._drop()
                raise
            return self._sessions if found.scalar() else None

    def _drop(self) -> None:
        self._dispatches = False
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(DBAPIError):
                connection.close()
