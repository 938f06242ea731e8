"""`journal copy` and `journal migrate`, as a person meets them."""

import json
from pathlib import Path

import pytest

from batch_sender.standin import StandIn
from tests.postgres import new_schema
from tests.support import Run, number

TEXT = ("--text", "Oi {nome}", "--rate", "off")


@pytest.fixture(autouse=True)
def place(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With a memory of its own, which knows the journals."""
    monkeypatch.setenv("BATCH_SENDER_STATE", str(place / "state"))
    people = "".join(f"Cliente {n},{number(n)}\n" for n in (1, 2))
    (place / "clientes.csv").write_text(f"nome,telefone\n{people}", "utf-8")
    return place


def asked(api: StandIn) -> int:
    return sum(1 for each in api.received if each.number)


def test_a_copied_journal_is_used_and_the_old_one_refused_until_it_is_wanted(
    place: Path, run: Run, api: StandIn
) -> None:
    assert run("check", "clientes.csv", *TEXT)[0] == 0
    old, new = place / "journal.sqlite3", place / "new.sqlite3"
    code, out, err = run("journal", "copy", old, new)
    assert code == 0, err
    assert "messages" in out
    assert "The same on both sides" in out
    assert f"The journal is {new} from here on." in out
    assert "BATCH_SENDER_JOURNAL" in err

    for command in (("resume", "1", "--yes"), ("send", "clientes.csv", *TEXT, "--yes")):
        code, _out, err = run(*command)
        assert code == 1
        assert f"was copied to {new}" in err
    assert asked(api) == 0
    code, out, err = run("status")
    assert code == 0
    assert "clientes.csv" in out
    assert f"was copied to {new}" in err
    code, _out, err = run("optout", "add", number(1))
    assert code == 1
    assert f"was copied to {new}" in err

    assert run("resume", "1", "--yes", "--journal", new)[0] == 0
    assert asked(api) == 2
    code, _out, err = run("resume", "1", "--yes", "--after-restore")
    assert "2 rows that waited in it are unknown now" in err
    assert asked(api) == 2


def test_a_program_gets_what_was_compared(place: Path, run: Run) -> None:
    assert run("check", "clientes.csv", *TEXT)[0] == 0
    old, new = place / "journal.sqlite3", place / "new.sqlite3"
    code, out, _err = run("journal", "copy", old, new, "--json")
    told = json.loads(out)
    assert code == 0
    assert (told["from"], told["to"]) == (str(old), str(new))
    assert told["batches"] == {"1": {"pending": 2}}
    tables = {each["name"]: each for each in told["tables"]}
    assert tables["messages"]["rows"] == 2
    assert len(tables["messages"]["digest"]) == 16


@pytest.mark.parametrize("existing", ["old", "new"])
def test_a_place_that_is_wrong_is_told(place: Path, run: Run, existing: str) -> None:
    old, new = place / "old.sqlite3", place / "new.sqlite3"
    there = old if existing == "old" else new
    assert run("check", "clientes.csv", *TEXT, "--journal", there)[0] == 0
    if existing == "old":
        run("check", "clientes.csv", *TEXT, "--journal", new)
    code, _out, err = run("journal", "copy", old, new)
    assert code == 1
    assert ("not empty" if existing == "old" else f"no journal {old}") in err


@pytest.mark.postgres
def test_no_password_is_shown_of_where_it_went(place: Path, run: Run, postgres: str) -> None:
    target = new_schema(postgres) + "&password=segredo"
    assert run("check", "clientes.csv", *TEXT)[0] == 0
    shown = [*run("journal", "copy", place / "journal.sqlite3", target)[1:]]
    shown += run("send", "clientes.csv", *TEXT, "--yes")[1:]
    assert "was copied to postgresql://" in "".join(shown)
    assert "segredo" not in "".join(shown)
    assert b"segredo" not in (place / "journal.sqlite3").read_bytes()


def test_migrate_says_from_which_version_to_which(place: Path, run: Run) -> None:
    assert run("journal", "migrate")[0] == 1  # there is none
    assert run("check", "clientes.csv", *TEXT)[0] == 0
    code, out, _err = run("journal", "migrate")
    assert code == 0
    assert f"{place / 'journal.sqlite3'} is of the newest version" in out
    told = json.loads(run("journal", "migrate", "--json")[1])
    assert told["from"] == told["to"]
