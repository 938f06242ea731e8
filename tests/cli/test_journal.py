"""`journal backup|check`, and a journal that was brought back, as a person meets them."""

import contextlib
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from batch_sender.journal import Journal, JournalFault
from batch_sender.models import MessageState
from batch_sender.standin import StandIn
from tests.cli.terminals import Terminal
from tests.support import Run, number

ROWS = 120
TEXT = ("--text", "Oi {nome}", "--rate", "off")


@pytest.fixture(autouse=True)
def place(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With a memory of its own, which a journal that is brought back is compared with."""
    monkeypatch.setenv("BATCH_SENDER_STATE", str(place / "state"))
    return place


def a_list(folder: Path, rows: int = 3, *, first: int = 0, name: str = "clientes.csv") -> Path:
    path = folder / name
    tails = (1000 * (n // 100) + n % 100 for n in range(first, first + rows))  # choose no fault
    lines = [f"Cliente {tail},{number(tail)}" for tail in tails]
    path.write_text("\n".join(["nome,telefone", *lines]) + "\n", "utf-8")
    return path


def send(run: Run, path: Path, *more: str) -> tuple[int, str, str]:
    return run("send", path, *TEXT, "--yes", *more)


def asked(api: StandIn) -> list[str]:
    return [each.number for each in api.received if each.number]


@contextlib.contextmanager
def sending(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "batch_sender", *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe) as process:
        try:
            yield process
        finally:
            process.kill()


# ── backup and check ──────────────────────────────────────────────────────────────────────────


def test_a_backup_taken_while_a_batch_is_sent_is_a_true_past_state(
    run: Run, place: Path, api: StandIn
) -> None:
    contacts = a_list(place, ROWS)
    under_way = threading.Event()
    api.tell(lambda _request: under_way.set() if len(asked(api)) >= 20 else None)
    with sending("send", str(contacts), *TEXT, "--yes") as sender:
        assert under_way.wait(60)
        before = set(asked(api)[:-1])  # the last may still wait for its answer to be written down
        code, out, _err = run("journal", "backup", place / "copy.sqlite3", "--json")
        after = set(asked(api))
        sender.communicate(timeout=60)

    assert (code, sender.returncode) == (0, 0), "neither disturbed the other"
    assert json.loads(out)["backup"] == str(place / "copy.sqlite3")
    with Journal(place / "copy.sqlite3") as past:
        assert {each.fault for each in past.maintenance.check().findings} <= {JournalFault.STRANDED}
        assert past.batches.counts(1).read == ROWS
        rows = list(past.messages.rows(1))
    accepted = {row.number for row in rows if row.state is MessageState.ACCEPTED}
    marked = {row.number for row in rows if row.state is MessageState.SENDING}
    assert len(before - accepted) <= 1
    assert before <= accepted | marked
    assert accepted <= after, "what it calls accepted had arrived by then"
    assert max(map(asked(api).count, set(asked(api)))) == 1


def test_a_backup_does_not_replace_a_file_by_mistake(run: Run, place: Path) -> None:
    run("check", a_list(place), *TEXT)
    assert run("journal", "backup", "copy.sqlite3")[0] == 0
    code, out, err = run("journal", "backup", "copy.sqlite3")
    assert (code, out) == (1, "")
    assert "--force" in err
    code, out, _err = run("journal", "backup", "copy.sqlite3", "--force")
    assert code == 0
    assert f"Backup: {place / 'copy.sqlite3'}" in out


@pytest.mark.parametrize("command", [("backup", "copy.sqlite3"), ("check",)])
def test_no_journal_is_made_to_be_looked_at(
    run: Run, place: Path, command: tuple[str, ...]
) -> None:
    code, out, err = run("journal", *command)
    assert (code, out) == (1, "")
    assert f"There is no journal {place / 'journal.sqlite3'}" in err
    assert sorted(each.name for each in place.iterdir()) == []


def test_a_healthy_journal_is_checked(run: Run, place: Path) -> None:
    send(run, a_list(place))
    code, out, _err = run("journal", "check")
    assert code == 0
    assert "1 batch, 3 messages, 0 opt-outs" in out
    assert "Nothing wrong was found." in out
    assert json.loads(run("journal", "check", "--json")[1]) == {
        "journal": str(place / "journal.sqlite3"),
        "batches": 1,
        "messages": 3,
        "opt_outs": 0,
        "findings": [],
    }


@pytest.mark.parametrize(
    ("statement", "code", "said"),
    [
        ("UPDATE messages SET state = 'sent' WHERE row = 2", 1, "there is no state “sent”"),
        ("UPDATE batches SET state = 'finished'", 1, "rows still wait: 2"),
        ("UPDATE messages SET state = 'sending' WHERE row = 2", 1, "without an attempt"),
        (
            "UPDATE messages SET state = 'sending', attempts = 1 WHERE row = 2; "
            "INSERT INTO attempts (batch_id, row, attempt, part, started_at) "
            "VALUES (1, 2, 1, 'text', '2026-11-23 15:00:00')",
            3,
            "batch-sender status",
        ),
    ],
)
def test_what_is_wrong_is_said(run: Run, place: Path, statement: str, code: int, said: str) -> None:
    run("check", a_list(place, 2), *TEXT)
    with (
        Journal(place / "journal.sqlite3") as journal,
        journal._handle.engine.begin() as connection,
    ):
        for each in statement.split("; "):
            connection.exec_driver_sql(each)
    ended, out, _err = run("journal", "check")
    assert ended == code
    assert said in out
    found = json.loads(run("journal", "check", "--json")[1])["findings"]
    assert any(said in each["message"] for each in found)
    assert ("bring back a backup" in out) == (code == 1)


def test_a_damaged_journal_is_said_to_be(run: Run, place: Path) -> None:
    run("check", a_list(place, 900), *TEXT)
    file = place / "journal.sqlite3"
    content = bytearray(file.read_bytes())
    at = len(content) * 3 // 4  # among the rows, behind the tables that are read to open it
    content[at : at + 16384] = b"\xa5" * 16384
    file.write_bytes(content)
    code, out, _err = run("journal", "check")
    assert code == 1
    assert "The file is damaged" in out


# ── a journal that was brought back ───────────────────────────────────────────────────────────


@pytest.fixture
def brought_back(run: Run, place: Path) -> Path:
    """A list was checked, the journal copied, the list sent, and the copy brought back."""
    run("check", a_list(place), *TEXT)
    run("journal", "backup", "copy.sqlite3")
    assert run("resume", "1", "--yes")[0] == 0
    shutil.copy(place / "copy.sqlite3", place / "journal.sqlite3")
    return place


@pytest.mark.parametrize("memory", ["kept", "lost"])
def test_nothing_leaves_from_a_copy_until_somebody_says_so(
    run: Run, brought_back: Path, api: StandIn, memory: str
) -> None:
    if memory == "lost":
        shutil.rmtree(brought_back / "state")
    sent = asked(api)
    assert len(sent) == 3
    other = a_list(brought_back, 2, first=50, name="outros.csv")
    for command in (("resume", "1", "--yes"), ("send", other, *TEXT, "--yes")):
        code, out, err = run(*command)
        assert (code, out) == (1, "")
        assert "It has forgotten what was sent" in err
        assert "--after-restore" in err
    assert json.loads(run("resume", "1", "--yes", "--json")[1])["error"]["code"] == (
        "journal_restored"
    )
    assert "It has forgotten what was sent" in run("status")[2]
    assert asked(api) == sent


def test_resume_after_restore_sends_nobody_a_second_time(
    run: Run, brought_back: Path, api: StandIn
) -> None:
    sent = asked(api)
    code, out, err = run("resume", "1", "--yes", "--after-restore", "--json")
    summary = json.loads(out)
    assert (code, summary["state"], summary["unknown"]) == (3, "finished", 3)
    assert "3 rows that waited in it are unknown now" in err
    assert asked(api) == sent
    # The same list, sent once more, is known to be in doubt.
    code, out, _err = send(run, brought_back / "clientes.csv", "--json")
    assert json.loads(out)["problems"] == {"already_sent": 3}
    assert asked(api) == sent
    assert run("status")[2] == ""


def test_send_after_restore_goes_on_with_new_lists(
    run: Run, brought_back: Path, api: StandIn
) -> None:
    other = a_list(brought_back, 2, first=50, name="outros.csv")
    code, _out, err = send(run, other, "--after-restore")
    assert code == 0
    assert "3 rows" in err
    assert len(asked(api)) == 5
    assert send(run, a_list(brought_back, 1, first=60, name="mais.csv"))[0] == 0, "once is enough"


def test_after_restore_on_a_healthy_journal_changes_nothing(run: Run, place: Path) -> None:
    run("check", a_list(place), *TEXT)
    code, _out, err = run("resume", "1", "--yes", "--after-restore")
    assert code == 0
    assert "copy" not in err


def test_a_journal_beside_another_state_folder_is_not_suspected(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another user, a new machine, a state folder that cannot be written: nothing is known there."""
    send(run, a_list(place))
    (place / "no folder").write_text("", "utf-8")
    monkeypatch.setenv("BATCH_SENDER_STATE", str(place / "no folder"))
    assert send(run, a_list(place, 2, first=50, name="outros.csv"))[0] == 0


# ── where it lies ─────────────────────────────────────────────────────────────────────────────


def test_a_synchronised_folder_is_warned_of_once(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = place / "OneDrive - Loja" / "journal.sqlite3"
    code, out, err = run("check", a_list(place), "--text", "Oi", "--journal", shared, "--json")
    assert code == 0
    assert err.count("Warning: ") == 1
    assert "OneDrive" in err
    assert json.loads(out)["read"] == 3
    monkeypatch.setenv("BATCH_SENDER_JOURNAL", str(shared))
    assert run("status")[2].count("Warning: ") == 1


# ── rows that came to rest before the copy was made ───────────────────────────────────────────


@pytest.fixture
def sent_again_since(run: Run, place: Path) -> Path:
    """A batch was cancelled, the journal copied, the batch retried, and the copy brought back."""
    run("check", a_list(place), *TEXT)
    run("cancel", "1")
    run("journal", "backup", "copy.sqlite3")
    assert run("retry", "1", "--yes")[0] == 0
    shutil.copy(place / "copy.sqlite3", place / "journal.sqlite3")
    return place


@pytest.mark.usefixtures("sent_again_since")
def test_what_may_have_been_sent_again_since_the_copy_is_not_sent_unasked(
    run: Run, api: StandIn
) -> None:
    sent = asked(api)
    assert len(sent) == 3
    assert "It has forgotten what was sent" in run("retry", "1", "--yes")[2]
    # The word for the copy is not yet one for these rows: it was given before this was said.
    code, _out, err = run("retry", "1", "--yes", "--after-restore")
    assert code == 1
    assert "Rows of batch 1 that may have been sent again already: 3" in err
    code, _out, err = run("retry", "1", "--yes")
    assert code == 1
    assert "--after-restore" in err
    assert asked(api) == sent
    assert run("retry", "1", "--yes", "--after-restore")[0] == 0, "a person said so"


def test_what_came_to_rest_after_the_copy_is_sent_again_as_ever(
    run: Run, brought_back: Path
) -> None:
    run("check", a_list(brought_back, 2, first=50, name="outros.csv"), *TEXT)
    assert run("resume", "2", "--yes", "--after-restore")[0] == 0
    run("check", a_list(brought_back, 2, first=60, name="mais.csv"), *TEXT)
    run("cancel", "3")
    code, _out, err = run("retry", "3", "--yes")
    assert code == 0
    assert "already" not in err


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals here")
def test_on_a_terminal_it_is_said_before_it_is_asked(sent_again_since: Path, api: StandIn) -> None:
    sent = asked(api)
    with Terminal("retry", "1", "--after-restore", folder=sent_again_since) as terminal:
        terminal.see("may have been sent again already: 3")
        terminal.see("Look on the phone of the connection first")
        terminal.see("[y/N]")
        terminal.type("")
        terminal.end()
    assert asked(api) == sent
