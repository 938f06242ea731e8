"""`status`, `report`, `history`, `journal check` and `optout list` on a disk that takes no writes, or is full."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from batch_sender.journal import Journal
from tests.support import Run, number

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts are Linux's own")

LOOKS = [
    pytest.param(("status",), id="status"),
    pytest.param(("status", "1"), id="status of one"),
    pytest.param(("report", "1", "--out", "results.csv"), id="report"),
    pytest.param(("report", "--since", "2026-01-01"), id="report across"),
    pytest.param(("history", number(1)), id="history"),
    pytest.param(("journal", "check"), id="journal check"),
    pytest.param(("optout", "list"), id="optout list"),
]

KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from batch_sender.journal import Journal, Terms
journal = Journal(sys.argv[1])
connection = journal.sending.known_connection(fingerprint="#", name=None, address="a")
with journal.batches.holding(1):
    sender = {"pid": os.getpid(), "host": "here", "id": "x"}
    journal.batches.start(1, connection_id=connection, who="ana", sender=sender)
    with journal._handle.engine.begin() as tx:  # as much as a claim leaves behind
        tx.exec_driver_sql("UPDATE messages SET state = 'sending', attempts = 1 WHERE row = 2")
        tx.exec_driver_sql(
            "INSERT INTO attempts (batch_id, row, attempt, part, started_at) "
            "VALUES (1, 2, 1, 'text', '2026-11-23 15:00:00')"
        )
    if len(sys.argv) > 2:
        print("held", flush=True)
        sys.stdin.read()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def disk(place: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = place / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no small disk can be made here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def journal(run: Run, place: Path, disk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journal with one checked batch on that disk; nobody has it open."""
    monkeypatch.setenv("BATCH_SENDER_JOURNAL", str(disk / "journal.sqlite3"))
    contacts = place / "clientes.csv"
    lines = ["nome,telefone", *(f"Cliente {tail},{number(tail)}" for tail in (1, 2, 3))]
    contacts.write_text("\n".join(lines) + "\n", "utf-8")
    assert run("check", contacts, "--text", "Oi {nome}")[0] == 0
    assert run("optout", "add", number(4))[0] == 0
    return disk / "journal.sqlite3"


def closed(journal: Path) -> None:
    """Nobody has died."""
    assert [each.name for each in journal.parent.glob("*-wal")] == []


def killed(journal: Path) -> None:
    """Its sender died with a row on its way."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(journal)], check=False)
    assert done.returncode == -9
    assert journal.with_name(journal.name + "-wal").stat().st_size


def read_only(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)


def full(disk: Path) -> None:
    with (disk / "ballast").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"\0" * 4096):
            pass


@pytest.mark.parametrize("unwritable", [read_only, full])
@pytest.mark.parametrize("left", [closed, killed])
@pytest.mark.parametrize("look", LOOKS)
def test_whoever_only_looks_is_shown_what_is_there(
    run: Run,
    journal: Path,
    look: tuple[str, ...],
    left: Callable[[Path], None],
    unwritable: Callable[[Path], None],
) -> None:
    left(journal)
    before = json.loads(run("journal", "check", "--json")[1])
    files = {each.name for each in journal.parent.iterdir()}
    unwritable(journal.parent)
    code, out, err = run(*look)
    stranded = look[0] == "journal" and left is killed
    assert code == (3 if stranded else 0), err
    assert out
    assert "Error" not in err
    after = json.loads(run("journal", "check", "--json")[1])
    assert (after["messages"], after["opt_outs"]) == (before["messages"], before["opt_outs"])
    # What SQLite could not make beside it may lie there, empty.
    made = {each.name for each in journal.parent.iterdir()} - files
    assert made <= {
        "ballast",
        "journal.sqlite3-wal",
        "journal.sqlite3-shm",
        "journal.sqlite3.locks",
    }


@pytest.mark.parametrize("unwritable", [read_only, full])
def test_how_it_stands_is_told_as_it_is(
    run: Run, journal: Path, unwritable: Callable[[Path], None]
) -> None:
    killed(journal)
    unwritable(journal.parent)
    code, out, _err = run("status")
    assert code == 0
    assert "stopped in the middle" in out
    found = json.loads(run("status", "1", "--json")[1])
    # A full disk may have had room for this little more.
    assert found["sending"] + found["unknown"] == 1
    assert (found["pending"], found["being_sent"]) == (2, False)


def test_a_living_sender_is_seen_where_nothing_can_be_written(
    run: Run, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-c", KILLED, str(journal), "hold"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as sender:
        assert sender.stdout is not None
        assert sender.stdout.readline() == "held\n"
        beside = journal.parent.parent / "read only"
        beside.mkdir()
        subprocess.run(["mount", "--bind", str(journal.parent), str(beside)], check=True)
        try:
            subprocess.run(["mount", "-o", "remount,bind,ro", str(beside)], check=True)
            monkeypatch.setenv("BATCH_SENDER_JOURNAL", str(beside / journal.name))
            found = json.loads(run("status", "1", "--json")[1])
        finally:
            subprocess.run(["umount", "--lazy", str(beside)], check=True)
        sender.kill()
    assert (found["state"], found["being_sent"]) == ("running", True)


@pytest.mark.parametrize("unwritable", [read_only, full])
def test_it_is_said_that_it_is_shown_as_it_stands(
    run: Run, journal: Path, unwritable: Callable[[Path], None]
) -> None:
    unwritable(journal.parent)
    _code, _out, err = run("status")
    assert "It is shown as it stands." in err
    said = "cannot be written" if unwritable is read_only else "is full"
    assert said in err


@pytest.mark.parametrize("unwritable", [read_only, full])
def test_what_changes_something_is_refused_all_the_same(
    run: Run, journal: Path, unwritable: Callable[[Path], None]
) -> None:
    unwritable(journal.parent)
    for command in (("cancel", "1"), ("resume", "1", "--yes"), ("optout", "add", number(1))):
        code, out, err = run(*command)
        assert (code, out) == (1, ""), command
        assert "Error: " in err


def test_a_missing_journal_on_a_read_only_disk_is_no_journal(
    run: Run, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATCH_SENDER_JOURNAL", str(disk / "journal.sqlite3"))
    read_only(disk)
    assert run("status")[0] == 1


def test_a_limit_on_files_is_no_hindrance(journal: Path) -> None:
    """What a quota does: this process may write no byte to any file."""
    script = (
        "import resource, sys; from batch_sender.cli import main; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY)); "
        "sys.exit(main(['status', '1']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "3  rows read in all" in done.stdout
    with Journal(journal) as whole:
        assert whole.maintenance.check().findings == ()
