"""What the migrations make is what the tables say, from every version on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, text

from batch_sender.journal import Journal, migrations
from batch_sender.journal.engine import open_engine
from batch_sender.journal.tables import metadata
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


# ── the indexes are used ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        pytest.param(
            "SELECT * FROM messages WHERE batch_id = 1 AND state = 'pending' "
            'ORDER BY parts_done DESC, put_back, "row" LIMIT 1',
            "messages_pending",
            id="the next message",
        ),
        pytest.param(
            "SELECT 1 FROM messages WHERE person = '1' AND state = 'sending'",
            "messages_one_sending_per_person",
            id="the same person",
        ),
        pytest.param(
            "SELECT 1 FROM messages WHERE said = 'x' AND "
            "(state IN ('sending', 'accepted', 'unknown') OR parts_done > 0)",
            "messages_said",
            id="said already",
        ),
        pytest.param(
            "SELECT EXISTS (SELECT * FROM other_texts, messages WHERE other_texts.key = 'x' "
            "AND other_texts.batch_id = messages.batch_id "
            'AND other_texts."row" = messages."row" AND '
            "(state IN ('sending', 'accepted', 'unknown') OR parts_done > 0))",
            "other_texts_key",
            id="said in other words",
        ),
    ],
)
def test_sqlite_finds_it_by_index(tmp_path: Path, sql: str, index: str) -> None:
    with Journal(tmp_path / "journal.sqlite3") as journal, journal._engine.connect() as connection:
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {sql}")).all()
    assert index in str(plan)
    assert "TEMP B-TREE" not in str(plan)
