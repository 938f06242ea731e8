"""One journal in each database: a SQLite file, and a schema of its own on a PostgreSQL server."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from batch_sender.journal import Journal
from batch_sender.journal.schema.tables import metadata
from tests.journal.desk import Desk
from tests.postgres import new_schema
from tests.support import FakeClock

# Migrating and flushing take longer than most tests do. So what the migrations make is made once,
# emptied or copied for each test, and kept where nothing waits for a disk. That flushes are asked
# for is a test of its own.


@pytest.fixture(scope="session")
def migrated_schema(postgres: str) -> str:
    import psycopg  # noqa: PLC0415

    url = new_schema(postgres)
    Journal(url).close()
    with psycopg.connect(url, autocommit=True) as admin:
        for table in reversed(metadata.sorted_tables):
            admin.execute(f"ALTER TABLE {table.name} SET UNLOGGED")
    return url


@pytest.fixture
def emptied_schema(migrated_schema: str) -> str:
    import psycopg  # noqa: PLC0415

    with psycopg.connect(migrated_schema, autocommit=True) as admin:
        for table in reversed(metadata.sorted_tables):
            admin.execute(f"DELETE FROM {table.name}")  # noqa: S608 - our own names
        for (sequence,) in admin.execute(
            "SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema()"
        ):
            admin.execute(f"ALTER SEQUENCE {sequence} RESTART")
    return migrated_schema


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "journal.sqlite3"
    Journal(path).close()
    return path


@pytest.fixture
def memory_path() -> Iterator[Path]:
    """A folder that lies in memory, on systems that have one."""
    shared = Path("/dev/shm")  # noqa: S108 - only what is made below it is used
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def location(request: pytest.FixtureRequest) -> str:
    """Where a journal may be, once in each database: a new place, or `journal`'s, if it is used."""
    in_use = "journal" in request.fixturenames
    if request.param == "postgres":
        return str(request.getfixturevalue("emptied_schema" if in_use else "schema"))
    path = request.getfixturevalue("memory_path") / "journal.sqlite3"
    if in_use:
        shutil.copy(request.getfixturevalue("migrated_file"), path)
    return str(path)


@pytest.fixture
def journal(location: str, clock: FakeClock) -> Iterator[Journal]:
    with Journal(location, now=clock.now) as opened:
        yield opened


@pytest.fixture
def terminals(location: str, clock: FakeClock, desk: Desk) -> Iterator[list[Desk]]:
    """Two programs on one journal, each with its own connections to the database."""
    with Journal(location, now=clock.now) as second:
        yield [desk, Desk(second, clock)]
