"""Notice a pooler that hands each transaction to another session of PostgreSQL.

Behind one, a session's lock is taken in one session and given back in another: it keeps nobody out, or
everybody. Told by what it does, not by its name: two connections that are open side by side have two
sessions, and each keeps its own. In transaction mode two of them are seen in the same session, or one of
them in two (PgBouncer hands out the session that was freed last or, with server_round_robin, the one
that has waited longest; either shows within a few rounds). Without a pooler neither can happen.
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, Final, Literal
from weakref import WeakSet

from sqlalchemy import Connection, Engine, text

from batch_sender.journal.database.faults import shown
from batch_sender.journal.errors import PoolerInBetween

_ROUNDS: Final = 3
_MORE_ROUNDS: Final = 20
"""Where something surely stands in between, which may be a pooler in session mode."""

_OWN_SESSION: Final = text("SELECT pg_backend_pid()")

_asking: Final = threading.Lock()
_direct: Final[WeakSet[Engine]] = WeakSet()
"""Those that were looked at and found to have sessions of their own."""


def refuse_pooler(engine: Engine) -> None:
    """See that a connection to PostgreSQL keeps its session; looked at once for each engine.

    Raises:
        PoolerInBetween: it does not.
    """
    with _asking:
        if engine in _direct:
            return
        if _sessions_wander(engine):
            raise PoolerInBetween(location=shown(engine.url))
        _direct.add(engine)


def _sessions_wander(engine: Engine) -> bool:
    with ExitStack() as stack:
        one = stack.enter_context(_connected(engine, "AUTOCOMMIT"))
        other = stack.enter_context(_connected(engine, "READ COMMITTED"))
        first = _session(one)
        rounds = _ROUNDS if _announced(one) == first else _MORE_ROUNDS
        return any(seen for _round in range(rounds) for seen in _odd(one, other, first))


def _connected(engine: Engine, isolation: Literal["AUTOCOMMIT", "READ COMMITTED"]) -> Connection:
    connection = engine.connect().execution_options(isolation_level=isolation)
    connection.detach()  # as it is now, it is for these questions alone
    # A statement that was prepared in one session is not known in another: that is no news here.
    _driver(connection).prepare_threshold = None
    return connection


def _odd(one: Connection, other: Connection, first: int) -> Iterator[bool]:
    """Ask both, while the other one is in a transaction, and after it."""
    with other.begin():
        theirs = _session(other)
        ours = _session(one)
        yield ours == theirs or ours != first
    yield _session(one) != first


def _session(connection: Connection) -> int:
    return int(connection.execute(_OWN_SESSION).scalar_one())


def _announced(connection: Connection) -> int:
    """Return the session that was announced when the connection began: a pooler makes a number up."""
    return int(_driver(connection).info.backend_pid)


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection  # a detached one is told by no other name
