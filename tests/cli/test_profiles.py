"""A profile keeps a client apart: journal, connections, opt-outs, texts and defaults of its own."""

import ast
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import openpyxl
import pytest

from batch_sender.cli import context, in_force, main
from batch_sender.config import connections, profiles
from batch_sender.config.connections import Connection
from batch_sender.config.errors import ProfileMissing, ProfileNameInvalid
from batch_sender.config.tokens import Token
from batch_sender.config.workspace import Workspace
from batch_sender.operations.connections import choose_connection
from batch_sender.standin import StandIn
from tests.cli.terminals import Terminal
from tests.support import Run


@pytest.fixture(autouse=True)
def place(tmp_path: Path, api: StandIn, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two clients, and what belongs to neither: a token and a journal in the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BATCH_SENDER_PROFILES", str(tmp_path / "profiles"))
    monkeypatch.setenv("BATCH_SENDER_JOURNAL", str(tmp_path / "nobodys.sqlite3"))
    monkeypatch.setenv("BATCH_SENDER_CONNECTIONS", str(tmp_path / "nobodys.toml"))
    monkeypatch.setenv("BATCH_SENDER_URL", "https://nobody.example/api/messages/send")
    monkeypatch.setenv("BATCH_SENDER_TOKEN", "nobodys")
    monkeypatch.setenv("BATCH_SENDER_LANG", "en")
    monkeypatch.delenv("BATCH_SENDER_PROFILE", raising=False)
    for name in ("acme", "Padaria São João"):
        main(["profile", "add", name])
        saved = Connection(name="loja", url=api.url, token=Token(api.token))
        connections.add(tmp_path / "profiles" / name / "connections.toml", saved)
    (tmp_path / "clientes.csv").write_text("nome,telefone\nAna,11 90000-0601\n", "utf-8")
    return tmp_path


SEND = ("send", "clientes.csv", "--text", "Oi {nome}", "--yes", "--rate", "off")


def test_two_clients_never_mix(run: Run, place: Path, api: StandIn) -> None:
    assert run("--profile", "acme", *SEND)[0] == 0
    assert run("optout", "add", "11 90000-0602", "--profile", "acme")[0] == 0
    assert run(*SEND, "--profile=Padaria São João")[0] == 0, "not said already: another client's"
    _code, out, _err = run("--profile", "Padaria São João", "optout", "list", "--json")
    assert json.loads(out)["opt_outs"] == []
    assert len(api.arrived()) == 1
    assert sum(api.arrived().values()) == 2
    assert not (place / "nobodys.sqlite3").exists()


def test_every_report_names_the_client(run: Run, place: Path) -> None:
    _code, out, _err = run("--profile", "acme", *SEND)
    assert out.startswith("[acme] Batch 1")
    _code, out, _err = run("--profile", "acme", "status", "1", "--json")
    assert json.loads(out)["profile"] == "acme"
    assert run("--profile", "acme", "status")[1].startswith("Profile: acme\n")
    book = openpyxl.load_workbook(place / "clientes-results-1.xlsx", read_only=True)
    cells = [
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    ]
    book.close()
    assert "acme" in cells


def test_every_question_names_the_client(place: Path) -> None:
    with Terminal("--profile", "acme", "--lang", "en", *SEND[:4], folder=place) as terminal:
        assert "[acme] Send 1 message" in terminal.see("[y/N]")


def test_a_profile_has_defaults_and_texts_of_its_own(run: Run, place: Path, api: StandIn) -> None:
    own = place / "profiles" / "acme"
    (own / "templates" / "oi.txt").write_text("Oi da Acme, {nome}", "utf-8")
    (own / "defaults.toml").write_text('rate = "off"\nyes = true\ntemplate = "oi.txt"\n', "utf-8")
    code, _out, err = run("--profile", "acme", "send", "clientes.csv")
    assert code == 0, err
    code, _out, err = run("--profile", "acme", "send", "clientes.csv", "--text", "Tchau {nome}")
    assert code == 0, "a flag wins over a default"
    (place / "envio.toml").write_text('list = "clientes.csv"\ntext = "Arquivo {nome}"\n', "utf-8")
    code, _out, err = run("--profile", "acme", "run", "envio.toml")
    assert code == 0, "a batch file wins over a default"
    bodies = [each.body for each in api.received if each.number]
    assert bodies == ["Oi da Acme, Ana", "Tchau Ana", "Arquivo Ana"]


def test_a_mistake_in_the_defaults_is_told_with_its_line(run: Run, place: Path) -> None:
    (place / "profiles" / "acme" / "defaults.toml").write_text('\nratte = "off"\n', "utf-8")
    code, _out, err = run("--profile", "acme", *SEND)
    assert code == 1
    assert "defaults.toml, line 2" in err


@pytest.mark.parametrize("name", ["../acme", "a/b", "", ".", "x" * 70])
def test_a_name_leads_nowhere_else(run: Run, name: str) -> None:
    assert run("profile", "add", name or " ")[0] == 2
    with pytest.raises(ProfileNameInvalid):
        profiles.folder(name, {})


def test_there_is_no_such_profile(run: Run) -> None:
    code, _out, err = run("--profile", "acne", "status")
    assert code == 1
    assert "acme" in err
    with pytest.raises(ProfileMissing):
        Workspace.of({}, profile="acne")


def test_another_journal_is_not_mixed_in(run: Run) -> None:
    code, _out, err = run("--profile", "acme", "status", "--journal", "other.sqlite3")
    assert code == 2
    assert "journal of its own" in err


@pytest.mark.parametrize(
    "given", [("status", "--profile"), ("--profile", "", "status"), ("--profile=", "status")]
)
def test_a_profile_that_is_not_named_is_not_nobodys(run: Run, given: tuple[str, ...]) -> None:
    code, out, err = run(*given)
    assert (code, out) == (2, "")
    assert "--profile needs a value." in err


def test_the_profile_ends_with_the_command(run: Run) -> None:
    before = dict(os.environ)
    run("--profile", "acme", "status")
    assert in_force.profile() is None
    assert dict(os.environ) == before
    code, out, _err = run("profile", "list")
    assert code == 0
    assert [line.split("  ")[0] for line in out.splitlines()] == ["Padaria São João", "acme"]


def test_two_clients_at_once_in_one_process(place: Path, api: StandIn) -> None:
    """Nothing of the process changes on the way, so that neither ever sees the other's."""
    clients, both = ("acme", "Padaria São João"), Barrier(2)
    before = dict(os.environ)

    def found(client: str) -> tuple[str | None, dict[str, str], str]:
        workspace = Workspace.of(before, profile=client)
        with in_force.entered(lambda: workspace):
            both.wait(60)
            assert dict(os.environ) == before
            chosen = choose_connection(in_force.workspace(), None)
            with context.open_journal() as book:
                return (
                    in_force.profile(),
                    dict(workspace.variables),
                    f"{chosen.url} {book.location}",
                )

    with ThreadPoolExecutor(2) as threads:
        for client, (profile, variables, places) in zip(
            clients, threads.map(found, clients), strict=True
        ):
            assert profile == client
            assert "BATCH_SENDER_TOKEN" not in variables
            assert places.startswith(api.url)
            assert places.endswith(str(place / "profiles" / client / "journal.sqlite3"))
    assert in_force.profile() is None


def test_a_command_of_a_batch_file_knows_the_client(run: Run, place: Path) -> None:
    keep = "import os; open('told', 'w').write(repr(dict(os.environ)))"
    command = json.dumps([sys.executable, "-c", keep])
    (place / "envio.toml").write_text(
        f'list = "clientes.csv"\ntext = "Oi {{nome}}"\nrate = "off"\n[notify]\ncommand = {command}\n',
        "utf-8",
    )
    code, _out, err = run("--profile", "acme", "run", "envio.toml", "--yes")
    assert code == 0, err
    told = ast.literal_eval((place / "told").read_text("utf-8"))
    assert (told["BATCH_SENDER_PROFILE"], told["NOTICE_PROFILE"]) == ("acme", "acme")
    assert "PATH" in told
    assert "nobodys" not in {told.get("BATCH_SENDER_TOKEN"), told.get("BATCH_SENDER_URL")}
