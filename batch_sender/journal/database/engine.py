"""Open the database at a path or URL; make a new journal in it, or migrate an older one."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy import exc as sql
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from batch_sender.journal.database import sqlite_file, versions
from batch_sender.journal.database.faults import shown, translated
from batch_sender.journal.database.places import System, refuse_network_drive, this_system
from batch_sender.journal.database.reading import MARK
from batch_sender.journal.database.session_names import session_name
from batch_sender.journal.errors import (
    JournalFolderReadOnly,
    JournalNeedsDriver,
    JournalUnusable,
)

BUSY_SECONDS: Final = 30
_CONNECT_SECONDS: Final = 10
_POSTGRES: Final = "postgresql+psycopg"

# A cable that is out says nothing. Without these a program waits a quarter of an hour for an answer that
# cannot come, and the server keeps the locks of a machine that is gone for two hours: half a minute each.
# No limit on the time that a statement takes: a large report or a migration may take its hours.
_SILENT_SECONDS: Final = 10
_PROBE_SECONDS: Final = 5
_PROBES: Final = 3
_UNACKNOWLEDGED_MILLISECONDS: Final = 25_000
_CLIENT_NOTICES: Final = {
    "keepalives": 1,
    "keepalives_idle": _SILENT_SECONDS,
    "keepalives_interval": _PROBE_SECONDS,
    "keepalives_count": _PROBES,
    "tcp_user_timeout": _UNACKNOWLEDGED_MILLISECONDS,
}
# Not in the connection's options, which poolers refuse. Through a socket file most of them mean nothing.
_SETTINGS: Final = "SELECT " + ", ".join(
    f"set_config('{name}', '{value}', false)"
    for name, value in (
        ("lock_timeout", f"{BUSY_SECONDS}s"),
        ("tcp_keepalives_idle", _SILENT_SECONDS),
        ("tcp_keepalives_interval", _PROBE_SECONDS),
        ("tcp_keepalives_count", _PROBES),
        ("tcp_user_timeout", _UNACKNOWLEDGED_MILLISECONDS),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """A journal's version before (None: there was none), and now. The location as it may be printed."""

    location: str
    before: str | None
    now: str


def open_engine(
    location: str | Path, system: System | None = None, *, to_read: bool = False
) -> Engine:
    """Open the journal at `location`, make it if it is new, migrate it if it is old.

    `system`: what is known of the machine's drives; this machine's own, unless told. `to_read`:
    make, migrate and write nothing: its disk takes no writes.

    Raises:
        JournalError: with the step that puts it right.
    """
    engine = open_as_it_is(location, system, to_read=to_read)
    with translated(shown(engine.url)):
        try:
            if to_read:
                versions.refuse_out_of_date(engine)
            else:
                versions.bring_up_to_date(engine)
        except BaseException:
            engine.dispose()
            raise
    return engine


def open_as_it_is(
    location: str | Path, system: System | None = None, *, to_read: bool = False
) -> Engine:
    """Do so and look at nothing in it: for who is to put a journal there.

    Raises:
        JournalError: with the step that puts it right.
    """
    url = _url(location)
    with translated(shown(url)):
        if url.get_backend_name() == "sqlite":
            refuse_network_drive(Path(str(url.database)), system or this_system())
            return _sqlite(url, to_read=to_read)
        return _postgres(url)


def migrate(location: str | Path) -> Migrated:
    """Bring the journal at `location` to the newest version, workers or not; a new one is made.

    Raises:
        JournalError: with the step that puts it right.
    """
    engine = open_as_it_is(location)
    with translated(shown(engine.url)):
        try:
            before = versions.bring_up_to_date(engine, over_workers=True)
        finally:
            engine.dispose()
    return Migrated(location=shown(engine.url), before=before, now=versions.NEWEST)


def file_of(location: str | Path) -> Path | None:
    """Return the file that a location names; None for a journal on a server.

    Raises:
        JournalError: it names nothing that a journal can be.
    """
    url = _url(location)
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


_OF_A_WORKER: Final = {
    # A server that is cut off must be noticed within seconds, not in the quarter of an hour that TCP takes.
    "keepalives_idle": "5",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}


def of_worker(location: str, worker: str) -> str:
    """Return the address of a journal on a server as a worker opens it: its sessions carry its name.

    It holds whatever password the location holds: it is never shown.

    Raises:
        JournalError: it names nothing that a journal can be.
    """
    url = _url(location)
    own = {"application_name": session_name(worker)}
    return url.update_query_dict({**_OF_A_WORKER, **dict(url.query), **own}).render_as_string(
        hide_password=False
    )


def connection_info(location: str) -> str:
    """Return the address of a journal on a server as its driver, without SQLAlchemy, takes it."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - only who works without SQLAlchemy

    url = _url(location)
    _none, parameters = url.get_dialect()().create_connect_args(url)
    return make_conninfo(**parameters)


# ── the location ──────────────────────────────────────────────────────────────────────────────


def _url(location: str | Path) -> URL:
    if isinstance(location, Path) or "://" not in location:
        return _file_url(location)
    try:
        url = make_url(location)
    except (sql.ArgumentError, ValueError) as err:
        raise JournalUnusable(location="BATCH_SENDER_JOURNAL", cause="URL") from err
    if url.get_backend_name() in {"postgresql", "postgres"}:
        return url.set(drivername=_POSTGRES)
    if url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}:
        return _file_url(str(url.database))
    raise JournalUnusable(location=shown(url), cause=url.get_backend_name())


def _file_url(path: str | Path) -> URL:
    try:
        absolute = Path(path).expanduser().absolute()
    except RuntimeError as err:  # "~somebody" whose home is not known
        raise JournalFolderReadOnly(location=str(path)) from err
    return URL.create("sqlite", database=str(absolute))


# ── SQLite ────────────────────────────────────────────────────────────────────────────────────


def _sqlite(url: URL, *, to_read: bool) -> Engine:
    path = Path(str(url.database))
    if not to_read:
        sqlite_file.make_private(path)
    connect = sqlite_file.connect_to_read if to_read else sqlite_file.connect
    engine = create_engine(
        url,
        creator=partial(connect, path, busy_seconds=BUSY_SECONDS),
        hide_parameters=True,  # people's numbers and texts stay out of error texts
    )

    @event.listens_for(engine, "connect")
    def _settings(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        raw: Any = connection
        raw.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in (
            f"busy_timeout = {BUSY_SECONDS * 1000}",
            # NORMAL may lose a committed `sending` mark on power loss, that is, send twice.
            "synchronous = FULL",
            "foreign_keys = ON",
        ):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "checkin")
    def _forget(_connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        entry.info.pop(MARK, None)

    # Said by the dialect, not by an event of the engine: with one of those, SQLAlchemy asks for
    # listeners around each single statement, which takes a quarter of the statement's time.
    engine.dialect.do_begin = _begin  # type: ignore[method-assign,assignment]
    return engine


def _begin(connection: PoolProxiedConnection) -> None:
    # A writer takes its lock at once: a read that later wants to write would meet SQLITE_BUSY.
    asks_only = connection.info.get(MARK, False)
    driver: Any = connection.driver_connection
    driver.execute("BEGIN" if asks_only else "BEGIN IMMEDIATE")


# ── PostgreSQL ────────────────────────────────────────────────────────────────────────────────


def _notices(url: URL) -> dict[str, int]:
    return {name: value for name, value in _CLIENT_NOTICES.items() if name not in url.query}


def _postgres(url: URL) -> Engine:
    try:
        engine = create_engine(
            url,
            pool_pre_ping=True,
            # The claim looks again after waiting for a lock: a snapshot of its own for each look.
            isolation_level="READ COMMITTED",
            connect_args={"connect_timeout": _CONNECT_SECONDS, **_notices(url)},
            hide_parameters=True,
        )
    except ImportError as err:
        raise JournalNeedsDriver from err

    @event.listens_for(engine, "connect")
    def _settings(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        raw: Any = connection
        # A server set to answer before its disk does could lose a `sending` mark.
        raw.execute(
            "SELECT set_config('synchronous_commit', 'on', false) "
            "WHERE current_setting('synchronous_commit') = 'off'"
        )
        raw.execute(_SETTINGS)
        raw.commit()

    return engine
