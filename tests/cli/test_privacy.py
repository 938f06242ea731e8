"""`history`, `forget`, `purge` and the rule that runs by itself, as a person runs them."""

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from batch_sender.journal import Journal
from batch_sender.operations import retention
from tests.support import Run

pytestmark = pytest.mark.usefixtures("sent")

SENT = "Oi {nome}"


@pytest.fixture
def sent(run: Run, place: Path) -> Path:
    """One batch: Ana accepted, Bia refused; the list and its results lie in the folder."""
    contacts = place / "clientes.csv"
    contacts.write_text("nome,telefone\nAna,11 90000-0601\nBia,11 90000-0400\n", "utf-8")
    code, _out, err = run(
        "send", contacts, "--text", SENT, "--yes", "--rate", "off", "--purpose", "lembrete"
    )
    assert code == 3, err
    return contacts


def what_the_journal_holds(place: Path) -> bytes:
    files = [each for each in place.glob("journal.sqlite3*") if each.is_file()]
    return b"".join(each.read_bytes() for each in files)


# ── history ───────────────────────────────────────────────────────────────────────────────────


def test_history_answers_why_somebody_got_it(run: Run) -> None:
    code, out, _err = run("history", "(11) 90000-0601")
    assert code == 0
    for told in (
        "+55 11 90000-0601: 1 row was meant for this person.",
        "Batch 1, row 2 · clientes.csv",
        "accepted",
        "purpose: lembrete",
        "    Oi Ana",
        "text: accepted",
        "Not on the opt-out list.",
    ):
        assert told in out


def test_history_is_there_for_programs(run: Run) -> None:
    code, out, _err = run("history", "11900000400", "--json")
    told = json.loads(out)
    (message,) = told["messages"]
    assert code == 0
    assert (told["number"], told["opted_out"]) == ("5511900000400", False)
    assert (message["status"], message["reason"], message["message"]) == (
        "rejected", "refused", "Oi Bia",
    )  # fmt: skip
    assert [each["outcome"] for each in message["attempts"]] == ["rejected"]


def test_nobody_has_no_history(run: Run) -> None:
    code, out, _err = run("history", "11 91111-2222")
    assert (code, "nothing that was meant" in out) == (0, True)


@pytest.mark.parametrize("command", ["history", "forget"])
@pytest.mark.parametrize("number", ["12", "Ana", ""])
def test_what_is_no_number_is_told(run: Run, command: str, number: str) -> None:
    code, _out, err = run(command, number)
    assert (code, "cannot be read as a phone number" in err) == (2, True)


# ── forget ────────────────────────────────────────────────────────────────────────────────────


def test_forget_leaves_no_byte_of_a_person(run: Run, sent: Path, place: Path) -> None:
    run("optout", "add", "11 91234-5678")
    assert b"90000-0601" in what_the_journal_holds(place)
    code, out, _err = run("forget", "11 90000-0601", "--yes")
    assert code == 0
    assert "1 row was emptied" in out
    assert "nowhere any more" in out
    assert "Receipt " in out
    assert str(sent) in out
    assert "clientes-results-1.xlsx" in out
    held = what_the_journal_holds(place)
    assert b"0000-0601" not in held
    assert b"900000601" not in held
    assert b"Oi Ana" not in held
    assert b"Oi Bia" in held


def test_forget_tells_programs_what_it_did(run: Run) -> None:
    code, out, _err = run("forget", "11 90000-0601", "--yes", "--json")
    told = json.loads(out)
    assert (code, told["rows"], told["elsewhere"], told["rewritten"]) == (0, {"1": [2]}, [], True)
    assert len(told["receipt"]) == 8


def test_forget_asks_first(run: Run, typed: Callable[..., None]) -> None:
    code, _out, err = run("forget", "11 90000-0601")
    assert (code, "Nobody can confirm here" in err) == (2, True)
    typed("n")
    assert run("forget", "11 90000-0601")[0] == 1
    assert "1 row was meant" in run("history", "11 90000-0601")[1]
    typed("y")
    assert run("forget", "11 90000-0601")[0] == 0
    assert "nothing that was meant" in run("history", "11 90000-0601")[1]


def test_forget_waits_for_a_batch_that_is_under_way(run: Run, sent: Path, place: Path) -> None:
    run("check", sent, "--text", "Oi de novo {nome}")
    with Journal(place / "journal.sqlite3") as book:
        connection = book.sending.known_connection(fingerprint="#", name=None, address="a")
        book.batches.start(2, connection_id=connection, who="ana", sender={"pid": 1, "host": "x"})
    code, _out, err = run("forget", "11 90000-0601", "--yes")
    assert code == 1
    assert "batches that are under way: 2" in err
    assert "optout add" in err


def test_who_is_forgotten_gets_nothing_of_a_batch_that_was_checked_before(
    run: Run, sent: Path, place: Path
) -> None:
    sent.write_text("nome,telefone\nAna,11 90000-0601\nCaio,11 90000-0602\n", "utf-8")
    run("check", sent, "--text", "Oi de novo {nome}", "--rate", "off")
    code, out, _err = run("forget", "11 90000-0601", "--yes")
    assert code == 0
    assert "2 rows were emptied" in out
    code, out, _err = run("resume", "2", "--yes", "--json")
    told = json.loads(out)
    assert (code, told["accepted"], told["skipped"]) == (3, 1, 1)
    assert told["problems"] == {"forgotten": 1}
    assert b"90000-0601" not in what_the_journal_holds(place)


# ── purge ─────────────────────────────────────────────────────────────────────────────────────


def test_purge_says_what_is_gone_and_what_is_out_of_reach(
    run: Run, sent: Path, place: Path
) -> None:
    run("check", sent, "--text", "Oi de novo {nome}")
    code, out, _err = run("purge", "1", "--yes")
    assert code == 0
    for told in ("2 rows of 1 batch", "batch 1: 2 rows", str(sent), "clientes-results-1.xlsx"):
        assert told in out
    run("cancel", 2)
    run("purge", "2", "--yes")
    held = what_the_journal_holds(place)
    assert not [each for each in (b"Ana", b"90000-0601", b"900000601", b"Oi ") if each in held]
    status = json.loads(run("status", 1, "--json")[1])
    assert (status["accepted"], status["rejected"], status["read"]) == (1, 1, 2)
    before = (place / "clientes-results-1.xlsx").read_bytes()
    assert run("report", 1)[0] == 0
    assert (place / "clientes-results-1.xlsx").read_bytes() == before  # it still tells of people
    assert (place / "clientes-results-1-purged.xlsx").exists()


def test_purge_refuses_what_has_not_ended(run: Run, sent: Path) -> None:
    run("check", sent, "--text", "Oi de novo {nome}")
    code, _out, err = run("purge", "2", "--yes")
    assert code == 1
    assert "only removed from batches that have ended" in err
    assert "batch-sender cancel 2" in err


@pytest.mark.parametrize(
    ("flags", "ends", "told"),
    [
        pytest.param([], 2, "Neither an age nor a batch", id="nothing said"),
        pytest.param(["--older-than", "soon"], 2, "soon", id="no age"),
        pytest.param(["--retain", "2h"], 2, "1d or more", id="less than a day"),
        pytest.param(["1"], 2, "Nobody can confirm", id="not confirmed"),
        pytest.param(["99", "--yes"], 1, "99", id="no such batch"),
    ],
)
def test_purge_refuses_what_it_cannot_mean(
    run: Run, flags: list[str], ends: int, told: str
) -> None:
    code, _out, err = run("purge", *flags)
    assert (code, told in err) == (ends, True)


def test_what_is_younger_stays(run: Run) -> None:
    code, out, _err = run("purge", "--older-than", "1h", "--yes", "--json")
    assert (code, json.loads(out)["purged"]) == (0, [])


def test_whom_a_purged_batch_reached_cannot_be_left_out(run: Run, sent: Path) -> None:
    run("purge", "1", "--yes")
    code, _out, err = run("check", sent, "--text", SENT, "--not-in", "1")
    assert (code, "were removed from the journal" in err) == (1, True)


# ── by itself ─────────────────────────────────────────────────────────────────────────────────


def test_the_rule_is_set_and_ended(run: Run) -> None:
    code, out, _err = run("purge", "--retain", "90d", "--yes")
    assert (code, "older than 90 days" in out) == (0, True)
    code, out, _err = run("purge", "--retain", "forever", "--json")
    assert (code, json.loads(out)["retention_days"]) == (0, None)


def test_the_rule_runs_when_a_batch_ends(run: Run, place: Path) -> None:
    run("purge", "--retain", "30d", "--yes")
    later = datetime.now(UTC) + timedelta(days=31)
    with Journal(place / "journal.sqlite3", now=lambda: later) as book:
        assert [each.batch for each in retention.apply(book)] == [1]
        assert retention.apply(book) == []
        assert book.batches.one(1).counts.read == 2
    assert b"Oi Ana" not in what_the_journal_holds(place)


@pytest.fixture
def beside(place: Path, sent: Path) -> Iterator[sqlite3.Connection]:
    """Another program that has the journal open: its log stays, whoever closes the journal."""
    assert sent.exists()
    with contextlib.closing(sqlite3.connect(place / "journal.sqlite3")) as connection:
        connection.execute("SELECT count(*) FROM batches").fetchall()
        yield connection


@pytest.fixture
def many(run: Run, place: Path, beside: sqlite3.Connection) -> Path:
    """An older batch, cancelled: its people fill so many pages that emptied ones stand free."""
    contacts = place / "muitos.csv"
    people = [f"Zulmira{row},11 91{row:03}-{row:04}" for row in range(100, 500)]
    contacts.write_text("\n".join(["nome,telefone", *people]) + "\n", "utf-8")
    run("check", contacts, "--text", f"Oi {{nome}}, {'tudo bem? ' * 380}")
    run("cancel", 2)
    long_ago = str((datetime.now(UTC) - timedelta(days=40)).replace(tzinfo=None))
    beside.execute("UPDATE batches SET ended_at = ?", (long_ago,))
    beside.commit()
    assert b"Zulmira" in what_the_journal_holds(place)
    return place


def nobody_is_left(place: Path, beside: sqlite3.Connection) -> bool:
    """Look at every byte of the journal and its log; no page that was freed may still be there.

    Some builds of SQLite wipe what they free, others do not: the bytes alone would not show it.
    """
    held = what_the_journal_holds(place)
    found = [each for each in (b"Zulmira", b"91100-0100", b"911000100", b"Oi Ana") if each in held]
    (free,) = beside.execute("PRAGMA freelist_count").fetchone()
    return not found and not free


def test_a_purge_by_rule_rewrites_the_file(
    run: Run, many: Path, beside: sqlite3.Connection
) -> None:
    code, out, _err = run("purge", "--retain", "30d", "--yes", "--json")
    told = json.loads(out)
    assert (code, [each["batch"] for each in told["purged"]]) == (0, [1, 2])
    assert told["rewritten"] is True
    assert nobody_is_left(many, beside)


def test_the_rule_rewrites_the_file_when_it_runs_by_itself(
    many: Path, beside: sqlite3.Connection
) -> None:
    with Journal(many / "journal.sqlite3") as book:
        book.people.set_retention(timedelta(days=30), who="ana")
        assert [each.batch for each in retention.apply(book)] == [1, 2]
    assert nobody_is_left(many, beside)
