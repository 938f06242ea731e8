"""What the migrations make is what the tables say; a later one finds all that an older journal holds."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, inspect, select, text

from batch_sender.cli.remedies import remedy_of
from batch_sender.journal import FirstNewPeople, Journal
from batch_sender.journal.database.engine import open_engine
from batch_sender.journal.errors import JournalError, JournalFromFirstVersion
from batch_sender.journal.schema import migrations
from batch_sender.journal.schema.tables import metadata
from batch_sender.models import FileContent, FileRole, JudgedFile, JudgedRows
from tests.journal.desk import WHO, new_batch
from tests.journal.desk import text as row
from tests.journal.older import take_back
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


def test_one_module_of_tables_is_enough_to_know_all_of_them() -> None:
    """A journal that is made by whoever loaded only one of them lacks no table."""
    code = "from batch_sender.journal.schema.tables import metadata; print(*metadata.tables)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert sorted(done.stdout.split()) == sorted(metadata.tables)
    assert {"messages", "schedules", "sources", "dues"} <= set(metadata.tables)


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
        with Journal(location) as journal, journal._handle.engine.connect() as connection:
            made = connection.execute(text("SELECT version_num FROM alembic_version"))
            assert list(made.scalars()) == [migrations.HEAD]


# ── a version to come ─────────────────────────────────────────────────────────────────────────

NOW = migrations.HEAD
COMING = f"j{len(migrations.KNOWN) + 1:04}"
NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "{coming}", "{now}"


def upgrade() -> None:
    op.add_column("batches", sa.Column("remark", sa.String))
    op.execute("UPDATE batches SET remark = who")
    {more}
"""


def next_version(more: str = "") -> str:
    return NEXT.format(coming=COMING, now=NOW, more=more)


@pytest.fixture
def coming(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The scripts with one more version; its file, to be written anew."""
    scripts = tmp_path / "scripts 100%"
    shutil.copytree(migrations.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrations, "SCRIPTS", scripts)
    monkeypatch.setattr(migrations, "KNOWN", (*migrations.KNOWN, COMING))
    monkeypatch.setattr(migrations, "HEAD", COMING)
    path = scripts / "versions" / f"{COMING}_remarks.py"
    path.write_text(next_version(), encoding="utf-8")
    return path


def as_it_stands(location: str) -> tuple[str, list[str | None]]:
    """The version of a journal, and what its batches say of themselves."""
    engine = bare(location)
    with engine.connect() as connection:
        version = connection.execute(select(migrations.VERSION_TABLE)).scalar_one()
        columns = {each["name"] for each in inspect(connection).get_columns("batches")}
        named = "remark" if "remark" in columns else "NULL"
        said = connection.execute(text(f"SELECT {named} FROM batches ORDER BY id"))  # noqa: S608 - ours
        found = (version, list(said.scalars()))
    engine.dispose()
    return found


def test_an_older_journal_is_brought_up_to_date_once(
    location: str, request: pytest.FixtureRequest
) -> None:
    with Journal(location) as before:
        batch_id = before.batches.add(new_batch())
        before.batches.add_messages(batch_id, JudgedRows.of([row(2)]))
        settings = before.batches.settings(batch_id)
    request.getfixturevalue("coming")
    for _ in range(2):
        with Journal(location) as after:
            assert after.batches.settings(batch_id) == settings
            assert after.batches.counts(batch_id).read == 1
        assert as_it_stands(location) == (COMING, [WHO])


def test_a_version_that_fails_halfway_leaves_the_journal_as_it_was(
    location: str, request: pytest.FixtureRequest
) -> None:
    with Journal(location) as before:
        before.batches.add(new_batch())
    coming: Path = request.getfixturevalue("coming")
    coming.write_text(next_version('op.execute("SELECT * FROM nowhere")'), encoding="utf-8")
    with pytest.raises(JournalError):
        Journal(location)
    assert as_it_stands(location) == (NOW, [None])
    coming.write_text(next_version(), encoding="utf-8")
    Journal(location).close()
    assert as_it_stands(location) == (COMING, [WHO])


def test_of_batches_before_the_fifth_version_no_file_is_known(location: str) -> None:
    with Journal(location) as before:
        old = before.batches.add(new_batch())
    engine = bare(location)
    with engine.begin() as connection:
        take_back(connection, "j0004")
    engine.dispose()
    content = FileContent(size=3_000_000_000, sha256="a1")
    file = JudgedFile(role=FileRole.LIST, path=Path("/lists/a.csv"), content=content)
    with Journal(location) as after:
        new = after.batches.add(new_batch(files=(file,)))
        assert (after.batches.files(old), after.batches.files(new)) == ((), (file,))
        after.batches.discard(new)
        assert after.batches.files(new) == ()


@pytest.mark.parametrize(("earlier", "tried"), [((), 0), ((30, 40), 70), ((60, 70), 100)])
def test_a_connection_used_before_this_was_counted_is_as_old_as_its_messages(
    location: str, earlier: tuple[int, ...], tried: int
) -> None:
    with Journal(location) as before:
        number = before.sending.known_connection(fingerprint="#loja", name="loja", address="x")
    engine = bare(location)
    with engine.begin() as connection:
        take_back(connection, "j0004")
        for day, messages in enumerate(earlier):
            told = text("INSERT INTO quotas (connection_id, day, messages) VALUES (:c, :d, :m)")
            connection.execute(told, {"c": number, "d": f"2026-11-0{day + 1}", "m": messages})
    engine.dispose()
    with Journal(location) as after:
        found = after.sending.first_new_people(number)
        assert found == FirstNewPeople(tried=tried, refused=0)
        assert found.are_complete == (tried == 100)


# ── 0.1.0 ─────────────────────────────────────────────────────────────────────────────────────


def of_the_first_version(location: str, version: str) -> None:
    """A journal as 0.1.0 left it, as far as anybody looks at it."""
    engine = bare(location)
    with engine.begin() as connection:
        for told in (
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
            f"INSERT INTO alembic_version VALUES ('{version}')",  # noqa: S608 - ours
            "CREATE TABLE messages (batch_id INTEGER)",
            "INSERT INTO messages VALUES (7)",
        ):
            connection.exec_driver_sql(told)
    engine.dispose()


@pytest.mark.parametrize("version", ["0001", "0010"])
def test_a_journal_of_0_1_0_is_refused_and_says_what_to_do(location: str, version: str) -> None:
    of_the_first_version(location, version)
    with pytest.raises(JournalFromFirstVersion) as refused:
        Journal(location)
    assert "0.1.0" in str(refused.value)
    assert "BATCH_SENDER_JOURNAL or --journal" in str(remedy_of(JournalFromFirstVersion))
    engine = bare(location)
    with engine.connect() as connection:
        assert sorted(inspect(connection).get_table_names()) == ["alembic_version", "messages"]
        assert connection.execute(text("SELECT batch_id FROM messages")).scalar() == 7
    engine.dispose()


def test_its_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    of_the_first_version(str(path), "0010")
    before = path.read_bytes()
    with pytest.raises(JournalFromFirstVersion):
        Journal(path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_no_version_is_taken_for_one_of_0_1_0() -> None:
    assert not migrations.FROM_BEFORE_THE_FIRST & set(migrations.KNOWN)


def test_each_try_is_kept_in_one_tree(tmp_path: Path) -> None:
    """Of two, each message would write to both."""
    for name, make in (("new", migrations.create), ("migrated", migrations.upgrade)):
        engine = bare(str(tmp_path / f"{name}.sqlite3"))
        with engine.begin() as connection:
            make(connection)
            made = text("SELECT sql FROM sqlite_master WHERE name = 'attempts'")
            assert "WITHOUT ROWID" in str(connection.execute(made).scalar())
        engine.dispose()
