"""What the migrations make is what the tables say, from every version on."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, text

from batch_sender.journal import Journal, migrations
from batch_sender.journal.engine import open_engine
from batch_sender.journal.tables import metadata


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


@pytest.fixture
def made_at_once(location: str, tmp_path: Path) -> Engine:
    """The same tables, made from `tables` alone."""
    if "://" in location:
        pytest.importorskip("psycopg")
        url = location.replace("postgresql://", "postgresql+psycopg://")
        return create_engine(url)
    return create_engine(f"sqlite:///{tmp_path / 'at-once.sqlite3'}")


def test_the_migrations_make_the_tables(location: str) -> None:
    engine = open_engine(location)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_migrations_make_the_indexes_to_the_letter(location: str, made_at_once: Engine) -> None:
    """Alembic compares neither their conditions nor their order; a wrong one costs a full scan."""
    with made_at_once.begin() as connection:
        metadata.create_all(connection)
        wanted = indexes(connection)
        metadata.drop_all(connection)
    made_at_once.dispose()
    engine = open_engine(location)
    with engine.connect() as connection:
        assert indexes(connection) == wanted
    engine.dispose()


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
