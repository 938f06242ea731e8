"""`--canary` with nobody to ask: it stops after the first few, shows the answers, says how to go on."""

import json
from pathlib import Path

import pytest

from batch_sender.journal import Journal
from batch_sender.standin import StandIn
from tests.support import (
    Run,
)


@pytest.fixture
def contact_list(place: Path) -> Path:
    path = place / "clientes.csv"
    rows = "".join(f"Ana {row},11900000{tail}\n" for row, tail in enumerate(range(601, 607), 2))
    path.write_text("nome,telefone\nZé,11900001400\n" + rows, "utf-8")
    return path


def test_without_a_terminal_it_stops_shows_the_answers_and_says_how_to_go_on(
    run: Run, contact_list: Path, api: StandIn
) -> None:
    asked = ("--text", "Oi {nome}", "--yes", "--rate", "off", "--canary", "2")
    code, out, err = run("send", contact_list, *asked)
    assert code == 4
    assert sum(api.arrived().values()) == 2
    told = err[err.index("The first messages") :].splitlines()[1:5]
    assert told[0].startswith("  row 2 · ")
    assert told[0].endswith(" · +55 11 90000-1400")
    assert told[1].startswith("      rejected · CleverChat refused it: the number is probably")
    assert told[2].startswith("  row 3 · ")
    assert told[2].endswith(" · +55 11 90000-0601")
    assert told[3] == "      accepted · “Mensagem enviada”"
    assert "batch-sender resume 1" in out
    assert (contact_list.parent / "clientes-results-1.xlsx").exists()

    assert run("resume", "1")[0] == 3
    assert sum(api.arrived().values()) == 7
    with Journal(contact_list.parent / "journal.sqlite3") as book:
        moves = [each for each in book.batches.events(1) if each.kind != "results_written"]
        events = [(each.kind, each.detail.get("because")) for each in moves]
    assert ("paused", "canary") in events
    assert events[-2:] == [("resumed", None), ("finished", None)]


def test_resume_takes_one_too(run: Run, contact_list: Path, api: StandIn) -> None:
    run("check", contact_list, "--text", "Oi {nome}", "--rate", "off")
    code, out, _err = run("resume", "1", "--yes", "--canary", "3", "--json")
    summary = json.loads(out)
    assert code == 4
    assert (summary["paused_because"], summary["pending"]) == ("canary", 4)
    told = [(each["row"], each["state"], each["reason"]) for each in summary["canary"]]
    assert told == [(2, "rejected", "refused"), (3, "accepted", None), (4, "accepted", None)]
    assert summary["canary"][1]["answer"] == "Mensagem enviada"
    assert run("resume", "1", "--canary", "1")[0] == 4
    assert sum(api.arrived().values()) == 4


@pytest.mark.parametrize("command", ["send", "resume"])
def test_none_at_all_is_no_canary(run: Run, command: str, contact_list: Path, api: StandIn) -> None:
    given = ["send", str(contact_list), "--text", "Oi"] if command == "send" else ["resume"]
    code, _out, err = run(*given, "--yes", "--canary", "0")
    assert (code, "--canary cannot be “0”" in err) == (2, True)
    assert not api.received
