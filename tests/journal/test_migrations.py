"""What the migrations make is what the tables say, from every version on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, select, text

from batch_sender.journal import Journal, migrations
from batch_sender.journal.engine import open_engine
from batch_sender.journal.tables import attempts, metadata
from tests.postgres import new_schema


def indexes(connection: Connection) -> dict[str, str]:
    """Every index by its name, in the database's own words."""
    lite = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    server = (
        "SELECT indexname, replace(indexdef, schemaname || '.', '') FROM pg_indexes "
        "WHERE schemaname = current_schema() AND tablename <> 'alembic_version'"
    )
    found = connection.execute(text(lite if connection.dialect.name == "sqlite" else server))
    # Spaces and quotation marks are written differently; what they say is not.
    return {name: "".join(sql.replace('"', "").split()).lower() for name, sql in found}


def bare(location: str) -> Engine:
    """The database itself, with nothing made in it."""
    if "://" in location:
        pytest.importorskip("psycopg")
        return create_engine(location.replace("postgresql://", "postgresql+psycopg://"))
    return create_engine(f"sqlite:///{location}")


@pytest.fixture(params=["new", "migrated"])
def made(request: pytest.FixtureRequest, location: str) -> Iterator[Connection]:
    """A journal that was made as one now is, or version by version."""
    if request.param == "migrated":
        engine = bare(location)
        with engine.begin() as connection:
            migrations.upgrade(connection)
        engine.dispose()
    engine = open_engine(location)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_a_journal_has_the_tables(made: Connection) -> None:
    context = MigrationContext.configure(made, opts={"compare_type": True})
    assert compare_metadata(context, metadata) == []
    assert context.get_current_revision() == migrations.HEAD


def test_a_journal_has_the_indexes_to_the_letter(
    made: Connection, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Alembic compares neither their conditions nor their order; a wrong one costs a full scan."""
    at_once = bare(
        new_schema(request.getfixturevalue("postgres"))
        if made.dialect.name == "postgresql"
        else str(tmp_path / "at-once.sqlite3")
    )
    with at_once.begin() as connection:
        metadata.create_all(connection)
        wanted = indexes(connection)
    at_once.dispose()
    assert indexes(made) == wanted


def test_both_keep_their_version_alike(tmp_path: Path) -> None:
    """What Alembic made it goes on with, and the other way round."""
    found = []
    for name, make in (("new", migrations.create), ("migrated", migrations.upgrade)):
        engine = bare(str(tmp_path / f"{name}.sqlite3"))
        with engine.begin() as connection:
            make(connection)
            table = text("SELECT sql FROM sqlite_master WHERE name = 'alembic_version'")
            found.append("".join(str(connection.execute(table).scalar()).split()))
        engine.dispose()
    assert found[0] == found[1]


def test_every_version_is_known_in_its_order() -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    revisions = [script.revision for script in scripts.walk_revisions()]
    assert tuple(reversed(revisions)) == migrations.KNOWN
    assert scripts.get_heads() == [migrations.HEAD]


def test_opening_again_changes_nothing(location: str) -> None:
    for _ in range(2):
        with Journal(location) as journal, journal._engine.connect() as connection:
            made = connection.execute(text("SELECT version_num FROM alembic_version"))
            assert list(made.scalars()) == [migrations.HEAD]


def test_an_older_journal_keeps_its_attempts(location: str) -> None:
    engine, told = bare(location), ("text", "2026-11-26 10:00:00", "accepted", 200, "ok")
    columns = 'batch_id, "row", attempt, part, started_at, outcome, status, answer'
    tries = [(1, 2, 1, *told), (1, 3, 1, *told), (1, 3, 2, *told[:2], None, None, None)]
    with engine.begin() as connection:
        migrations.upgrade(connection, to="0009")
        for values in tries:
            written = ", ".join("NULL" if value is None else repr(value) for value in values)
            connection.exec_driver_sql(f"INSERT INTO attempts ({columns}) VALUES ({written})")  # noqa: S608 - ours
        before = connection.execute(select(attempts).order_by(attempts.c.row)).all()
    engine.dispose()
    with Journal(location) as after, after._engine.connect() as connection:
        assert connection.execute(select(attempts).order_by(attempts.c.row)).all() == before
    assert [tuple(row)[:3] for row in before] == [each[:3] for each in tries]


def test_each_try_is_kept_in_one_tree(tmp_path: Path) -> None:
    """Of two, each message would write to both."""
    for name, make in (("new", migrations.create), ("migrated", migrations.upgrade)):
        engine = bare(str(tmp_path / f"{name}.sqlite3"))
        with engine.begin() as connection:
            make(connection)
            made = text("SELECT sql FROM sqlite_master WHERE name = 'attempts'")
            assert "WITHOUT ROWID" in str(connection.execute(made).scalar())
        engine.dispose()
