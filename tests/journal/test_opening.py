"""A journal that cannot be opened is said in one sentence with the next step; nothing is harmed."""

import os
import secrets
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Connection

from batch_sender.journal import Journal
from batch_sender.journal.errors import (
    JournalDamaged,
    JournalError,
    JournalFolderReadOnly,
    JournalFromNewerVersion,
    JournalNotADatabase,
    JournalServerFull,
    JournalServerReadOnly,
    JournalServerRefused,
    JournalServerUnreachable,
    JournalUnusable,
)
from tests.journal.desk import new_batch


def refused(location: str | Path) -> JournalError:
    with pytest.raises(JournalError) as caught, Journal(location):
        pytest.fail("it was opened")
    assert caught.value.message
    assert caught.value.next
    return caught.value


# ── a place that can be used ──────────────────────────────────────────────────────────────────


def test_folders_on_the_way_are_made(tmp_path: Path) -> None:
    path = tmp_path / "com espaço" / "ação" / "journal.sqlite3"
    with Journal(path) as journal:
        assert journal.location == str(path)
    assert path.is_file()


def test_a_file_url_is_a_path(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    Journal(f"sqlite:///{path}").close()
    assert path.is_file()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_journal_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "journal.sqlite3"
    umask = os.umask(0)
    try:
        with Journal(path) as journal:
            journal.batches.add(new_batch())
            files = [each for each in path.parent.iterdir() if each.is_file()]
            assert {each.suffix for each in files} >= {".sqlite3", ".sqlite3-wal"}
            assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    finally:
        os.umask(umask)


def test_what_is_committed_is_on_disk(tmp_path: Path) -> None:
    """docs/measured.md, SQLite: WAL, FULL; NORMAL may lose a mark on power loss, that is, send twice."""
    with (
        Journal(tmp_path / "journal.sqlite3") as journal,
        journal._handle.engine.connect() as connection,
    ):
        pragmas = ("journal_mode", "synchronous", "foreign_keys")
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas]
    assert found == ["wal", 2, 1]


@pytest.mark.postgres
def test_a_server_answers_after_its_disk_does(schema: str) -> None:
    hasty = schema + "%20-csynchronous_commit%3Doff"
    with Journal(hasty) as journal, journal._handle.engine.connect() as connection:
        shown = connection.exec_driver_sql("SHOW synchronous_commit").scalar()
    assert shown == "on"


def test_a_copy_made_by_vacuum_is_opened_like_any_other(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.sqlite3") as journal:
        batch_id = journal.batches.add(new_batch())
        with journal._handle.engine.connect() as connection:
            copy = str(tmp_path / "copy.sqlite3")
            connection.connection.driver_connection.execute("VACUUM INTO ?", (copy,))  # type: ignore[union-attr]  # connected
    with Journal(copy) as journal:
        assert journal.batches.state(batch_id) == "judging"


OPEN_AND_WRITE = """
import sys
from batch_sender.journal import Journal

sys.stdin.readline()
with Journal(sys.argv[1]) as journal:
    print(journal.sending.known_connection(fingerprint="#", name=None, address="a"), journal.key().hex())
"""


def test_two_processes_that_open_a_new_journal_at_one_instant_both_work(location: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN_AND_WRITE, location],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("now\n")
        process.stdin.flush()
    told = {process.communicate(timeout=60)[0] for process in processes}
    assert [process.returncode for process in processes] == [0, 0]
    assert len(told) == 1


# ── a place that cannot ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"nome;telefone\nAna;11 91234-5678\n" * 99, id="a list"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(4096), id="a picture"),
        pytest.param(b"ok", id="two bytes"),
    ],
)
def test_a_file_that_is_no_database_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "clientes.csv"
    path.write_bytes(content)
    assert isinstance(refused(path), JournalNotADatabase)
    assert path.read_bytes() == content
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("CREATE TABLE bookmarks (url)", id="another program's"),
        pytest.param(
            "CREATE TABLE alembic_version (version_num); CREATE TABLE users (id);"
            "INSERT INTO alembic_version VALUES ('ae1027a6acf')",
            id="one that Alembic looks after too",
        ),
    ],
)
def test_somebody_elses_database_stays_as_it_is(tmp_path: Path, script: str) -> None:
    path = tmp_path / "places.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript(script)
    connection.close()
    before = path.read_bytes()
    assert isinstance(refused(path), JournalNotADatabase)
    assert path.read_bytes() == before


def test_a_folder_is_no_journal(tmp_path: Path) -> None:
    assert isinstance(refused(tmp_path), JournalNotADatabase)


def test_a_damaged_journal_is_told_from_a_file_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    Journal(path).close()
    content = bytearray(path.read_bytes())
    content[100:] = b"\xff" * (len(content) - 100)  # the header is left
    path.write_bytes(content)
    assert isinstance(refused(path), JournalDamaged)


def test_below_a_file_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    error = refused(tmp_path / "file" / "sub" / "journal.sqlite3")
    assert isinstance(error, JournalFolderReadOnly)
    assert str(tmp_path) in error.message


@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder that not even root can write")
def test_a_read_only_folder_is_said() -> None:
    assert isinstance(refused("/proc/self/fdinfo/journal.sqlite3"), JournalFolderReadOnly)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root can write anywhere"
)
def test_a_journal_in_a_folder_that_became_read_only_is_said(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    Journal(path).close()
    path.chmod(0o400)
    tmp_path.chmod(0o500)
    try:
        assert isinstance(refused(path), JournalFolderReadOnly)
    finally:
        tmp_path.chmod(0o700)


def test_the_home_of_nobody_is_said() -> None:
    assert isinstance(refused("~nobody-of-this-name/journal.sqlite3"), JournalFolderReadOnly)


# ── servers and other addresses ───────────────────────────────────────────────────────────────


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


SECRET = "s3cret-token-value"


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://ana:{SECRET}@127.0.0.1:{{port}}/envios",
        f"postgres://ana@127.0.0.1:{{port}}/envios?password={SECRET}",
        f"postgresql://ana@127.0.0.1:{{port}}/envios?options=-csearch_path%3D{SECRET}",
    ],
)
def test_a_server_that_does_not_answer_is_said_without_its_password(
    closed_port: int, address: str
) -> None:
    pytest.importorskip("psycopg")
    error = refused(address.format(port=closed_port))
    assert isinstance(error, JournalServerUnreachable)
    assert f"127.0.0.1:{closed_port}/envios" in error.message
    assert SECRET not in str(error)


@pytest.mark.postgres
def test_a_database_that_is_not_there_is_said(postgres: str) -> None:
    error = refused(postgres.rpartition("/")[0] + "/no_such_database")
    assert isinstance(error, JournalServerRefused)
    assert "no_such_database" in error.message.rpartition("refused")[2]


@pytest.mark.postgres
def test_a_server_that_takes_no_writes_is_said(schema: str) -> None:
    def as_on_a_standby(tx: Connection) -> None:
        tx.exec_driver_sql("SET TRANSACTION READ ONLY")
        tx.exec_driver_sql("DELETE FROM meta")

    with Journal(schema) as journal, pytest.raises(JournalServerReadOnly) as refused:
        journal._handle.write(as_on_a_standby)
    assert "takes no writes" in refused.value.message
    assert "folder" not in refused.value.next


@pytest.mark.postgres
def test_a_server_without_a_connection_left_is_said(postgres: str) -> None:
    import psycopg  # noqa: PLC0415 - where it is missing this test does not run

    role = f"crowd_{secrets.token_hex(4)}"
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {role} LOGIN CONNECTION LIMIT 0")
        try:
            parts = urlsplit(postgres)
            host = parts.netloc.rpartition("@")[2] or "127.0.0.1"
            error = refused(parts._replace(netloc=f"{role}@{host}", query="").geturl())
        finally:
            admin.execute(f"DROP ROLE {role}")
    assert isinstance(error, JournalServerFull)
    assert "has no connection left" in error.message
    assert "password" not in error.next


@pytest.mark.parametrize(
    "address",
    [
        f"mysql://ana:{SECRET}@localhost/envios",
        f"postgresql://ana:{SECRET}@localhost:port/envios",
        f"://{SECRET}",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_an_address_of_no_use_is_said_without_its_password(address: str) -> None:
    error = refused(address)
    assert isinstance(error, JournalUnusable)
    assert SECRET not in str(error)


def test_what_was_bound_never_shows_in_an_error(location: str) -> None:
    """Numbers, texts and whatever else is written stay out of errors and their causes."""
    with Journal(location) as journal, pytest.raises(JournalError) as caught:
        journal.batches.note(
            99, SECRET, who=SECRET, detail={"token": SECRET}
        )  # there is no batch 99
    links: list[BaseException] = [caught.value]
    while links[-1].__cause__ is not None:
        links.append(links[-1].__cause__)
    assert len(links) > 1
    assert not any(SECRET in f"{link} {link!r}" for link in links)


# ── versions ──────────────────────────────────────────────────────────────────────────────────


def test_a_journal_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path, kept = tmp_path / "journal.sqlite3", tmp_path / "kept.sqlite3"
    with Journal(path) as journal:
        journal.batches.add(new_batch())
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.execute("CREATE TABLE from_the_future (id)")
    connection.commit()
    connection.close()
    shutil.copy(path, kept)
    assert isinstance(refused(path), JournalFromNewerVersion)
    assert path.read_bytes() == kept.read_bytes()


@pytest.mark.postgres
def test_so_is_one_on_a_server(schema: str) -> None:
    with Journal(schema) as journal, journal._handle.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert isinstance(refused(schema), JournalFromNewerVersion)


@pytest.mark.postgres
def test_a_schema_may_be_shared_but_not_its_names(schema: str) -> None:
    import psycopg  # noqa: PLC0415 - where it is missing this test does not run

    with psycopg.connect(schema, autocommit=True) as admin:
        admin.execute("CREATE TABLE procrastinate_jobs (id int)")
    Journal(schema).close()
    with psycopg.connect(schema, autocommit=True) as admin:
        admin.execute("DROP TABLE alembic_version")
    assert isinstance(refused(schema), JournalNotADatabase)
