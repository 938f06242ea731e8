"""`retry` and `resolve` as a person runs them, the events that `status` shows, and refusals."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from batch_sender.journal import Event, Journal
from batch_sender.journal.schema.tables import messages
from batch_sender.models import BatchState, MessageState, Reason
from batch_sender.sentences.events import describe_event, row_ranges
from batch_sender.standin import LineState, StandIn
from tests.journal.large import MANY, running_batch
from tests.support import TOKEN, Run

ROWS = {2: "Ana", 3: "Bia", 4: "Caio", 5: "Davi"}


# Behind each of the calls that are lost the sending waits for seconds. So the batch is sent once, and
# what lies in its folder then is put back for each test: the server and the folder stay the same, as
# the journal knows them by their addresses.


@pytest.fixture(scope="module")
def api() -> Iterator[StandIn]:
    with StandIn(tokens={TOKEN: LineState.CONNECTED}) as running:
        yield running


@pytest.fixture(scope="module")
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("decisions")


@pytest.fixture(autouse=True)
def place(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Emptied, and with a memory of its own: what is put back is older than what a test left."""
    for each in place.iterdir():
        shutil.rmtree(each) if each.is_dir() else each.unlink()
    monkeypatch.setenv("BATCH_SENDER_STATE", str(place / "state"))
    return place


@pytest.fixture(scope="module")
def as_sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the folder is kept as the sending left it, once it was done."""
    return tmp_path_factory.mktemp("kept") / "sent"


@pytest.fixture
def batch(place: Path, run: Run, as_sent: Path) -> int:
    """A batch that has been sent: Ana and Bia are in doubt, Caio was accepted, Davi refused."""
    if not as_sent.exists():
        _send(place, run)
        shutil.copytree(place, as_sent)
    else:
        shutil.copytree(as_sent, place, dirs_exist_ok=True)
    return 1


def _send(place: Path, run: Run) -> None:
    contact_list = place / "clientes.csv"
    ends = {"Ana": "0505", "Bia": "0507", "Caio": "0601", "Davi": "0400"}
    lines = [f"{name},11 90000-{tail}" for name, tail in ends.items()]
    contact_list.write_text("\n".join(["nome,telefone", *lines]) + "\n", "utf-8")
    code, _out, err = run("send", contact_list, "--text", "Oi {nome}", "--yes", "--rate", "off")
    assert code == 3, err
    assert states(place) == {2: "unknown", 3: "unknown", 4: "accepted", 5: "rejected"}


def states(place: Path) -> dict[int, str]:
    with Journal(place / "journal.sqlite3") as book:
        return {row.row: str(row.state) for row in book.messages.rows(1)}


def events(place: Path) -> list[Event]:
    with Journal(place / "journal.sqlite3") as book:
        return book.batches.events(1)


def answers(api: StandIn) -> list[str | None]:
    return [each.body for each in api.received if each.number]


# ── retry ─────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_put_back_for_a_connection_that_the_batch_did_not_begin_on(
    run: Run, batch: int, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = states(place), events(place)
    with StandIn(tokens={"another": LineState.CONNECTED}) as elsewhere:
        monkeypatch.setenv("BATCH_SENDER_URL", elsewhere.url)
        monkeypatch.setenv("BATCH_SENDER_TOKEN", "another")
        code, _out, err = run("retry", batch, "--rejected", "--yes")
    assert code == 1
    assert "--other-connection" in err
    assert (states(place), events(place)) == before


def test_a_cancelled_batch_is_sent_after_all(run: Run, place: Path, api: StandIn) -> None:
    (place / "l.csv").write_text("nome,telefone\nAna,11900000601\nBia,11900000602\n", "utf-8")
    run("check", "l.csv", "--text", "Oi {nome}", "--rate", "off")
    run("cancel", 1)
    sent = len(answers(api))
    code, out, err = run("retry", 1, "--yes", "--json")
    assert (code, answers(api)[sent:]) == (0, ["Oi Ana", "Oi Bia"])
    assert "2 rows are to be sent again" in err
    summary = json.loads(out)
    assert (summary["state"], summary["accepted"]) == ("finished", 2)
    assert run("retry", 1, "--yes")[0] == 1
    assert len(answers(api)) == sent + 2


def test_rejected_rows_go_again_only_if_asked(
    run: Run, place: Path, api: StandIn, batch: int
) -> None:
    sent = len(answers(api))
    code, _out, err = run("retry", batch, "--yes")
    assert (code, len(answers(api))) == (1, sent)
    assert "none of them surely stayed behind" in err
    assert "--rejected" in err
    code, _out, _err = run("retry", batch, "--rejected", "--yes")
    assert code == 3
    assert answers(api)[sent:] == ["Oi Davi"]
    assert states(place)[2] == "unknown", "what is in doubt is never among them"


def test_without_a_yes_nothing_leaves(
    run: Run, place: Path, api: StandIn, batch: int, typed: Callable[..., None]
) -> None:
    sent = len(answers(api))
    code, _out, err = run("retry", batch, "--rejected")
    assert (code, states(place)[5]) == (2, "rejected")
    assert "--yes" in err
    typed("n")
    code, _out, err = run("retry", batch, "--rejected")
    assert (code, len(answers(api))) == (4, sent)
    assert "Send 1 message through" in err
    assert "batch-sender resume 1" in err
    code, _out, _err = run("resume", "--yes")
    assert (code, len(answers(api))) == (1, sent), "only by its number, and with a yes"
    typed("y")
    assert run("resume", batch)[0] == 3
    assert answers(api)[sent:] == ["Oi Davi"]


def test_through_an_ill_connection_nothing_is_put_back(
    run: Run, place: Path, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATCH_SENDER_TOKEN", "wrong")
    before = states(place), len(events(place))
    assert run("retry", batch, "--rejected", "--yes")[0] == 1
    assert (states(place), len(events(place))) == before


# ── resolve ───────────────────────────────────────────────────────────────────────────────────


def test_all_in_doubt_count_as_sent(run: Run, place: Path, api: StandIn, batch: int) -> None:
    sent = len(answers(api))
    code, out, _err = run("resolve", batch, "--as-sent", "--yes")
    assert (code, len(answers(api))) == (0, sent)
    assert "Rows 2–3 count as sent." in out
    assert states(place) == {2: "accepted", 3: "accepted", 4: "accepted", 5: "rejected"}
    run("report", batch, "--out", "r.csv")
    sheet = (place / "r.csv").read_text("utf-8-sig").splitlines()
    assert "A person decided to count it as sent (" in sheet[1]
    assert sheet[1].endswith(",resolved_as_sent")
    assert "resolved_as_sent" not in sheet[3]


def test_one_row_is_sent_again_and_resume_goes_on(run: Run, api: StandIn, batch: int) -> None:
    sent = len(answers(api))
    code, out, _err = run("resolve", batch, "--send-again", "--row", 3, "--yes", "--json")
    assert (code, len(answers(api))) == (0, sent), "deciding sends nothing"
    told = json.loads(out)
    assert told["resolved"] == {"as_sent": [], "send_again": [3]}
    assert (told["state"], told["pending"], told["unknown"]) == ("checked", 1, 1)
    run("resume", batch, "--yes")
    assert answers(api)[sent:] == ["Oi Bia"]


def test_rows_are_named_one_by_one_or_together(run: Run, place: Path, batch: int) -> None:
    run("resolve", batch, "--as-sent", "--some", "2, 3", "--yes")
    assert [event.detail for event in events(place)[-1:]] == [
        {"decision": "as_sent", "rows": [2, 3]}
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["1"], {2: "accepted", 3: "accepted"}, id="all as sent"),
        pytest.param(["2"], {2: "pending", 3: "pending"}, id="all again"),
        pytest.param(["3", "1", "2"], {2: "accepted", 3: "pending"}, id="one by one"),
        pytest.param(["3", "", "1"], {2: "unknown", 3: "accepted"}, id="one is left"),
        pytest.param(
            ["s", "4", "1"], {2: "accepted", 3: "accepted"}, id="a wrong key is no answer"
        ),
        pytest.param(["3", "1"], {2: "unknown", 3: "unknown"}, id="broken off, nothing is decided"),
        pytest.param([""], {2: "unknown", 3: "unknown"}, id="all are left"),
        pytest.param([], {2: "unknown", 3: "unknown"}, id="nobody answers any more"),
    ],
)
def test_on_a_terminal_it_lists_explains_and_asks(
    run: Run,
    place: Path,
    batch: int,
    typed: Callable[..., None],
    lines: list[str],
    expected: dict[int, str],
) -> None:
    typed(*lines)
    code, _out, err = run("resolve", batch)
    assert code == 0
    assert "2 rows are in doubt" in err
    assert "row 2 · Ana\n      +55 11 90000-0505 · " in err
    assert "“Oi Ana”" in err
    assert "the connection broke while sending" in err
    assert "Look on the phone of the connection itself" in err
    assert {row: states(place)[row] for row in (2, 3)} == expected


def test_a_decision_on_the_command_line_is_confirmed_on_a_terminal(
    run: Run, place: Path, batch: int, typed: Callable[..., None]
) -> None:
    typed("n")
    _code, out, err = run("resolve", batch, "--as-sent", "--row", "2")
    assert "Count 1 row as sent?" in err
    assert "row 3" not in err
    assert "Nothing was decided" in out
    typed("y")
    run("resolve", batch, "--as-sent", "--row", "2")
    assert (states(place)[2], states(place)[3]) == ("accepted", "unknown")


def test_a_person_without_a_name_is_shown_by_the_number_to_look_for(
    run: Run, place: Path, typed: Callable[..., None]
) -> None:
    (place / "l.csv").write_text("telefone\n11900000505\n", "utf-8")
    run("send", "l.csv", "--text", "Oi", "--yes", "--rate", "off")
    typed("")
    err = run("resolve", 1)[2]
    assert "row 2\n      +55 11 90000-0505 · " in err


def test_half_a_message_is_explained(run: Run, place: Path, typed: Callable[..., None]) -> None:
    (place / "l.csv").write_text("nome,telefone\nAna,11900000505\n", "utf-8")
    (place / "aviso.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    run("send", "l.csv", "--text", "Oi", "--media", "aviso.pdf", "--yes", "--rate", "off")
    typed("")
    err = run("resolve", 1)[2]
    assert "its text is in doubt and its file has not left" in err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(["resolve", "1"], 2, "Nobody can decide here", id="no terminal"),
        pytest.param(["resolve", "1", "--as-sent"], 2, "--yes", id="no yes"),
        pytest.param(["resolve", "1", "--yes"], 2, "--as-sent or --send-again", id="no decision"),
        pytest.param(
            ["resolve", "1", "--as-sent", "--send-again", "--yes"], 2, "exclude", id="both"
        ),
        pytest.param(
            ["resolve", "1", "--as-sent", "--some", "2;3", "--yes"], 2, "“2;3”", id="no list"
        ),
        pytest.param(["resolve", "1", "--as-sent", "--row", "x", "--yes"], 2, "", id="no number"),
        pytest.param(
            ["resolve", "1", "--as-sent", "--some", "2,4,9", "--yes"],
            1,
            "These rows of batch 1 are not in doubt: 4, 9.",
            id="not in doubt",
        ),
        pytest.param(["resolve", "7", "--as-sent", "--yes"], 1, "no batch 7", id="unknown batch"),
        pytest.param(["retry", "7", "--yes"], 1, "no batch 7", id="unknown batch to retry"),
        pytest.param(["pause", "7"], 1, "no batch 7", id="unknown batch to pause"),
        pytest.param(["cancel", "7"], 1, "no batch 7", id="unknown batch to cancel"),
        pytest.param(["status", "7"], 1, "no batch 7", id="unknown batch to show"),
        pytest.param(
            ["resume", "1", "--yes"], 1, "retry 1", id="a finished one names what can be done"
        ),
        pytest.param(
            ["pause", "1"], 1, "Batch 1 is finished; only a running one", id="pause a finished one"
        ),
        pytest.param(["cancel", "1"], 1, "that has not ended", id="cancel a finished one"),
    ],
)
def test_what_cannot_be_done_says_so_and_changes_nothing(
    run: Run, place: Path, batch: int, arguments: list[str], code: int, said: str
) -> None:
    assert batch == 1
    before = states(place), events(place)
    got, _out, err = run(*arguments)
    assert (got, said in err) == (code, True), err
    assert (states(place), events(place)) == before
    got, out, _err = run(*arguments, "--json") if arguments[0] == "resolve" else (code, "", "")
    assert got == code
    assert not out or set(json.loads(out)["error"]) == {"code", "message", "next"}


def test_with_nothing_in_doubt_there_is_nothing_to_decide(run: Run, batch: int) -> None:
    run("resolve", batch, "--as-sent", "--yes")
    for further in (["--as-sent", "--yes"], ["--as-sent"], []):  # nobody has to be there for that
        code, _out, err = run("resolve", batch, *further)
        assert code == 1
        assert "no row in doubt" in err


def test_a_refusal_names_the_state_and_what_can_be_done(run: Run, place: Path) -> None:
    (place / "l.csv").write_text("nome,telefone\nAna,11900000601\n", "utf-8")
    run("check", "l.csv", "--text", "Oi {nome}")
    assert "Batch 1 is checked" in run("pause", 1)[2]
    with Journal(place / "journal.sqlite3") as book:
        connection = book.sending.known_connection(fingerprint="#", name=None, address="a")
        book.batches.start(1, connection_id=connection, who="ana", sender={"pid": 1, "host": "x"})
        with book.batches.holding(1):  # its sender lives
            assert "Batch 1 is running" in run("retry", 1, "--yes")[2]
    assert run("pause", 1)[0] == 0
    err = run("pause", 1)[2]
    assert "Batch 1 is paused" in err
    assert "batch-sender resume 1 goes on" in err


def test_pause_and_cancel_answer_programs_too(run: Run, place: Path) -> None:
    (place / "l.csv").write_text("nome,telefone\nAna,11900000601\n", "utf-8")
    run("check", "l.csv", "--text", "Oi {nome}")
    code, out, _err = run("pause", 1, "--json")
    assert (code, json.loads(out)["error"]["code"]) == (1, "no_such_move")
    with Journal(place / "journal.sqlite3") as book:
        connection = book.sending.known_connection(fingerprint="#", name=None, address="a")
        book.batches.start(1, connection_id=connection, who="ana", sender={})
    summary = json.loads(run("pause", 1, "--json")[1])
    assert (summary["state"], summary["paused_because"]) == ("paused", "asked")
    summary = json.loads(run("cancel", 1, "--json")[1])
    assert (summary["state"], summary["problems"]) == ("cancelled", {"cancelled": 1})


def test_on_a_terminal_cancel_asks(run: Run, place: Path, typed: Callable[..., None]) -> None:
    (place / "l.csv").write_text("nome,telefone\nAna,11900000601\n", "utf-8")
    run("check", "l.csv", "--text", "Oi {nome}")
    typed("n")
    code, _out, err = run("cancel", 1)
    assert code == 1
    assert "End batch 1, l.csv, for good? 1 message" in err
    assert states(place) == {2: "pending"}
    typed("y")
    assert run("cancel", 1)[0] == 0
    assert states(place) == {2: "skipped"}


def test_what_one_cause_brought_into_doubt_is_decided_at_once(
    run: Run, place: Path, typed: Callable[..., None]
) -> None:
    ends = {"Ana": "0505", "Bia": "1505", "Caio": "0507"}
    lines = [f"{name},11 90000-{tail}" for name, tail in ends.items()]
    (place / "l.csv").write_text("\n".join(["nome,telefone", *lines]) + "\n", "utf-8")
    run("send", "l.csv", "--text", "Oi {nome}", "--yes", "--rate", "off")
    typed("3", "1", "2")
    err = run("resolve", 1)[2]
    first, second = err[err.index("Group 1 of 2: 2 rows") :].split("Group 2 of 2: 1 row")
    assert "most of these had been sent" in " ".join(first.split())
    assert "may well not have been sent" in second
    assert states(place) == {2: "accepted", 3: "accepted", 4: "pending"}


# ── events ────────────────────────────────────────────────────────────────────────────────────


def test_status_tells_what_happened_and_who_did_it(run: Run, batch: int) -> None:
    run("resolve", batch, "--as-sent", "--row", 2, "--yes")
    run("retry", batch, "--rejected", "--yes")
    out = run("status", batch)[1]
    lines = out[out.index("What happened") :].splitlines()[1:]
    told = [line.split("  ", 3)[3] for line in lines]
    assert [each for each in told if not each.startswith("the results were written to")] == [
        "the list was checked",
        "the sending began",
        "waiting: CleverChat does not answer (the connection broke while sending: it may have "
        "gone out)",
        "CleverChat answers again",
        "finished: no row is left to send",
        "in doubt, decided: row 2 counts as sent",
        "1 row was put back to be sent again, rejected ones included",
        "the sending went on",
        "finished: no row is left to send",
    ]
    events = json.loads(run("status", batch, "--json")[1])["events"]
    events = [each for each in events if each["kind"] not in {"waiting", "answering"}]
    kinds = [each["kind"] for each in events]
    assert kinds[3:6] == ["results_written", "resolved", "retried"]
    assert all(set(each) == {"at", "kind", "who", "detail"} for each in events)
    assert events[4]["detail"] == {"decision": "as_sent", "rows": [2]}


def test_a_pause_from_outside_and_an_ill_connection_are_told_with_their_reason(
    run: Run, place: Path
) -> None:
    (place / "l.csv").write_text("nome,telefone\nAna,11900000403\nBia,11900000602\n", "utf-8")
    assert run("send", "l.csv", "--text", "Oi", "--yes", "--rate", "off")[0] == 4
    assert "paused: the WhatsApp connection is off" in run("status", 1)[1]


EVERY_KIND: list[tuple[str, dict[str, Any]]] = [
    ("checked", {}),
    ("started", {"pid": 1, "host": "x"}),
    ("resumed", {}),
    ("paused", {"because": "asked"}),
    ("paused", {"because": "interrupted"}),
    ("paused", {"because": Reason.TOKEN_REFUSED}),
    ("finished", {}),
    ("cancelled", {}),
    ("taken_over", {"unknown": 2}),
    ("proof_sending", {"number": "…1234"}),
    ("proof_failed", {"number": "…1234", "why": Reason.TIMED_OUT}),
    ("proof_approved", {"number": "…1234"}),
    ("proof_declined", {"number": "…1234"}),
    ("canary_approved", {"pending": 3}),
    ("canary_declined", {"pending": 3}),
    ("look_drawn", {"look": 1, "rows": [2, 5, 6]}),
    ("look_answered", {"looked_at": 5, "delivered": 4}),
    ("look_answered", {"looked_at": 0}),
    ("expired", {"rows": 3}),
    ("retried", {"rows": 3, "rejected": False}),
    ("resolved", {"decision": "send_again", "rows": [2, 3, 4, 9]}),
]


@pytest.mark.parametrize(("kind", "detail"), EVERY_KIND)
def test_each_event_is_told_in_words(kind: str, detail: dict[str, Any]) -> None:
    bare, told = describe_event(kind, {}), describe_event(kind, detail)
    assert kind not in (bare, told)
    assert "{" not in bare + told
    assert "_" not in told


def test_an_event_of_a_newer_version_is_shown_by_its_code() -> None:
    assert describe_event("teleported", {"to": "mars"}) == "teleported"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], ""),
        ([3], "3"),
        ([3, 4], "3–4"),
        ([2, 3, 7, 9, 10, 11], "2–3, 7, 9–11"),
        (list(range(2, 40, 2)), "2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, …"),
    ],
)
def test_rows_are_named_as_people_do(rows: list[int], told: str) -> None:
    assert row_ranges(rows) == told


# ── a cancellation cut short ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "command",
    ["cancel", *(pytest.param(each, marks=pytest.mark.slow) for each in ("status", "resume"))],
)
def test_what_a_killed_cancel_left_undone_is_done_by_the_next_command(
    run: Run, place: Path, command: str
) -> None:
    journal = place / "journal.sqlite3"
    batch_id = running_batch(journal)
    cancelling = subprocess.Popen(
        [sys.executable, "-m", "batch_sender", "cancel", str(batch_id)],
        env=dict(os.environ), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with Journal(journal) as book:
        until = time.monotonic() + 60
        while book.batches.state(batch_id) is not BatchState.CANCELLED:
            assert time.monotonic() < until
        cancelling.kill()
        cancelling.wait(60)
        assert book.batches.counts(batch_id).pending > 0, "it was done before it could be killed"
        in_flight = update(messages).where(messages.c.row == MANY)
        book._handle.writer.run(lambda tx: tx.execute(in_flight.values(state=MessageState.SENDING)))
    run(command, batch_id)
    with Journal(journal) as book:
        counts = book.batches.counts(batch_id)
    assert (counts.skipped, counts.unknown, counts.read) == (MANY - 1, 1, MANY)
