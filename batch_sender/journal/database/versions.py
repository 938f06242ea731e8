"""The version of a journal's tables: make a new one, bring an older one up to date, refuse all others."""

from typing import Final

from sqlalchemy import Connection, Engine, inspect, select, text

from batch_sender.journal.database import sqlite_file
from batch_sender.journal.database.faults import shown
from batch_sender.journal.database.reading import reading
from batch_sender.journal.errors import (
    JournalCopyUnfinished,
    JournalFolderReadOnly,
    JournalFromFirstVersion,
    JournalFromNewerVersion,
    JournalNeedsMigration,
    JournalNotADatabase,
)
from batch_sender.journal.schema import migrations
from batch_sender.journal.schema.tables import metadata

NEWEST: Final = migrations.HEAD
"""The version of this program's journals."""

_WITH_WORKERS: Final = migrations.KNOWN.index("j0008")
_AT_WORK: Final = text(
    "SELECT count(*) FROM workers WHERE beat_at > clock_timestamp() - interval '30 seconds'"
)


def bring_up_to_date(engine: Engine, *, over_workers: bool = False) -> str | None:
    """Make a new journal, or migrate an older one; return its version before, None of a new one.

    `over_workers`: also while workers of the older version are at work, who end then.

    Raises:
        JournalNeedsMigration: they are, and nobody has said so.
    """
    with reading(engine) as connection:
        before = _version(connection)
    # Only now, so that a file which is no journal of ours stays as it is.
    if engine.dialect.name == "sqlite":
        sqlite_file.write_ahead(engine)
    if before == migrations.HEAD:
        return before
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({migrations.LOCK})")
        # Another process may have been quicker while this one waited for its turn.
        version = _version(connection)
        if version is None:
            migrations.create(connection)
        elif version != migrations.HEAD:
            if not over_workers:
                _refuse_over_workers(connection, version)
            migrations.upgrade(connection)
    return before


def _refuse_over_workers(connection: Connection, version: str) -> None:
    is_shared = connection.dialect.name == "postgresql"
    if is_shared and migrations.KNOWN.index(version) >= _WITH_WORKERS:
        workers = int(connection.execute(_AT_WORK).scalar_one())
        if workers:
            raise JournalNeedsMigration(location=shown(connection.engine.url), workers=workers)


def refuse_out_of_date(engine: Engine) -> None:
    """See that a journal that is to be read alone is of this version.

    Raises:
        JournalFolderReadOnly: it would have to be migrated first.
    """
    with reading(engine) as connection:
        if _version(connection) != migrations.HEAD:
            raise JournalFolderReadOnly(location=shown(engine.url))


def refuse_other_version(connection: Connection) -> None:
    """See that an open journal still is of this version: a newer program may have migrated it.

    Raises:
        JournalFromNewerVersion: one has.
    """
    version = connection.execute(select(migrations.VERSION_TABLE.c.version_num)).scalar()
    if version != migrations.HEAD:
        raise JournalFromNewerVersion(location=shown(connection.engine.url))


def _version(connection: Connection) -> str | None:
    """Return the version of the journal behind `connection`; None for a place that is still empty.

    Raises:
        JournalNotADatabase: the tables there are somebody else's.
        JournalFromNewerVersion: it is ours, and of a later time.
        JournalCopyUnfinished: it is to be ours once all of it is there.
        JournalFromFirstVersion: it is ours, and nothing leads from there to the present version.
    """
    tables = set(inspect(connection).get_table_names())
    location = shown(connection.engine.url)
    ours = tables & set(metadata.tables)
    if migrations.VERSION_TABLE.name not in tables:
        # A PostgreSQL schema may well be shared with other programs; a file is ours or is not.
        if ours if connection.dialect.name == "postgresql" else tables:
            raise JournalNotADatabase(location=location)
        return None
    found = connection.execute(select(migrations.VERSION_TABLE.c.version_num))
    version: str | None = found.scalar()
    if version in migrations.KNOWN:
        return version
    if version is not None and version.startswith(migrations.COPYING):
        raise JournalCopyUnfinished(location=location)
    if not ours:
        raise JournalNotADatabase(location=location)
    is_first = version in migrations.FROM_BEFORE_THE_FIRST
    raise (JournalFromFirstVersion if is_first else JournalFromNewerVersion)(location=location)
