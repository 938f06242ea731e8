"""What is asked before anything leaves, on a real terminal: who sends, how many, and a clear yes."""

import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from batch_sender.cli import asking, main
from batch_sender.config import connections
from batch_sender.config.connections import Connection
from batch_sender.config.errors import ConnectionEntryInvalid
from batch_sender.config.tokens import Token
from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.journal.schema.tables import rate_limits
from batch_sender.models import PhoneNumber
from batch_sender.operations.connections import choose_connection
from batch_sender.operations.questions import Sender
from batch_sender.standin import Faults, LineState, StandIn, no_faults
from tests.cli.terminals import Terminal

OWN = "11 91234-5678"


@pytest.fixture
def faults() -> Faults:
    """None: whole rows of numbers answer the question of how many."""
    return no_faults


@pytest.fixture
def place(place: Path, api: StandIn, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With a saved connection named loja, which has its own number, and none in the environment."""
    for name in ("URL", "TOKEN", "NUMBER"):
        monkeypatch.delenv(f"BATCH_SENDER_{name}", raising=False)
    saved = Connection(
        name="loja", url=api.url, token=Token(api.token), number=PhoneNumber("5511912345678")
    )
    connections.add(place / "connections.toml", saved)
    return place


Sit = Callable[..., Terminal]


@pytest.fixture
def sit(place: Path) -> Iterator[Sit]:
    """Sit down at a terminal in that folder."""
    opened: list[Terminal] = []

    def at(*arguments: object) -> Terminal:
        opened.append(Terminal(*arguments, folder=place))
        return opened[-1]

    yield at
    for each in opened:
        each.__exit__(None, None, None)


def a_list(folder: Path, rows: int) -> Path:
    path = folder / "clientes.csv"
    lines = (f"Ana {row},1190000{row:04d}" for row in range(2000, 2000 + rows))
    path.write_text("nome,telefone\n" + "\n".join(lines) + "\n", "utf-8")
    return path


def sending(contact_list: Path, *more: object) -> tuple[object, ...]:
    return ("send", contact_list, "--text", "Oi {nome}", "--rate", "off", *more)


# ── a yes ─────────────────────────────────────────────────────────────────────────────────────


def test_a_few_need_a_y_and_the_question_says_who_sends(
    sit: Sit, place: Path, api: StandIn
) -> None:
    terminal = sit(*sending(a_list(place, 3)))
    asked = f"Send 3 messages through loja (127.0.0.1:{api.port}), +55 11 91234-5678? [y/N]"
    assert "New people among them: 3." in terminal.see(asked)
    assert not api.arrived()
    terminal.type("y")
    assert terminal.end() == 0
    assert len(api.arrived()) == 3


def test_the_question_says_how_many_days_the_new_people_take(sit: Sit, place: Path) -> None:
    terminal = sit(*sending(a_list(place, 3)), "--new-cap", "1", "--window", "0-24")
    told = terminal.see("[y/N]")
    assert re.search(r"That takes about [34] days, at 1 new person a day\.", told)
    terminal.type("n")


@pytest.mark.parametrize("answer", ["n", "", "3", "yes, but not today"])
def test_anything_but_a_clear_yes_is_a_no(sit: Sit, place: Path, api: StandIn, answer: str) -> None:
    terminal = sit(*sending(a_list(place, 3)))
    terminal.see("[y/N]")
    terminal.type(answer)
    assert terminal.end() == 4
    assert "batch-sender resume 1" in terminal.seen
    assert not api.arrived()


@pytest.mark.parametrize("answer", ["y", "yes", "", "500", "1"])
def test_more_than_500_are_not_confirmed_with_a_y(
    sit: Sit, place: Path, api: StandIn, answer: str
) -> None:
    terminal = sit(*sending(a_list(place, 501)))
    before = terminal.see("Type 501 to send 501 messages through loja")
    assert "batch-sender resume 1 --proof '11 91234-5678' --connection loja" in before
    assert "batch-sender resume 1 --canary 20 --connection loja" in before
    terminal.see(", +55 11 91234-5678:")
    terminal.type(answer)
    assert terminal.end() == 4
    assert (f"{answer} is not 501." in terminal.seen) is bool(answer)
    assert not api.arrived()


def test_their_number_typed_lets_them_leave(sit: Sit, place: Path, api: StandIn) -> None:
    terminal = sit(*sending(a_list(place, 501), "--canary", 1))
    terminal.see("Type 501 to")
    assert "--canary 20" not in terminal.seen, "it was asked for"
    terminal.see("5678:")
    terminal.type("501")
    terminal.see("Go on with the other 500? [y/N]")
    assert len(api.arrived()) == 1
    terminal.type("n")
    assert terminal.end() == 4


def test_500_still_need_only_a_y(sit: Sit, place: Path) -> None:
    terminal = sit(*sending(a_list(place, 500)))
    terminal.see("Send 500 messages through loja")
    terminal.type("n")
    assert terminal.end() == 4


# ── first few, then all ───────────────────────────────────────────────────────────────────────


def test_the_first_few_are_shown_and_the_others_follow_at_a_word(
    sit: Sit, place: Path, api: StandIn
) -> None:
    terminal = sit(*sending(a_list(place, 12), "--canary", 2))
    assert "First 2 messages leave" in terminal.see("[y/N]")
    terminal.type("y")
    shown = terminal.see("Go on with the other 10? [y/N]")
    assert "  row 2 · Ana 2000 · +55 11 90000-2000\n      accepted · “Mensagem enviada”\n" in shown
    assert "  row 3 · Ana 2001 · +55 11 90000-2001\n" in shown
    assert len(api.arrived()) == 2
    terminal.type("y")
    assert terminal.end() == 0
    assert len(api.arrived()) == 12
    assert set(api.arrived().values()) == {1}
    assert kinds(place)[-3:] == ["canary_approved", "resumed", "finished"]


def test_the_others_wait_where_nobody_says_yes(sit: Sit, place: Path, api: StandIn) -> None:
    terminal = sit(*sending(a_list(place, 12), "--canary", 2))
    terminal.see("[y/N]")
    terminal.type("y")
    terminal.see("Go on with the other 10? [y/N]")
    terminal.type("n")
    assert terminal.end() == 4
    assert "batch-sender resume 1" in terminal.seen
    assert kinds(place)[-2:] == ["paused", "canary_declined"]
    assert len(api.arrived()) == 2

    assert sit("resume", 1).end() == 0
    assert len(api.arrived()) == 12


def kinds(place: Path) -> list[str]:
    """What happened to the batch, but for the sheets that were written of it."""
    with Journal(place / "journal.sqlite3") as book:
        every = [event.kind for event in book.batches.events(1)]
    return [kind for kind in every if kind != "results_written"]


# ── the connection's own number ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "url", "number", "shown"),
    [
        pytest.param(
            "loja", "https://api.example.com/send", "5511912345678", "loja, +55 11 91234-5678",
            id="known",
        ),
        pytest.param(
            "loja", "https://api.example.com/send", None, "loja (its number is not saved)",
            id="not saved",
        ),
        pytest.param(
            None, "https://api.example.com:8443/send", None,
            "api.example.com:8443 (its number is not saved)", id="from the environment",
        ),
        pytest.param(
            None, "http://127.0.0.1:8099/send", None, "127.0.0.1:8099", id="a stand-in has none"
        ),
        pytest.param(
            "loja", "https://api.example.com/send", "351912345678", "loja, +351 912 345 678",
            id="from abroad",
        ),
        pytest.param(
            "loja", "https://api.example.com/send", "99912345678", "loja, +99912345678",
            id="written by hand, and nobody's",
        ),
    ],
)  # fmt: skip
def test_a_connection_is_named_with_its_number(
    name: str | None, url: str, number: str | None, shown: str
) -> None:
    own = PhoneNumber(number) if number else None
    one = Connection(name=name, url=url, token=Token("t"), number=own)
    assert asking.named(Sender.of(one)) == shown


def chosen(name: str | None) -> Connection:
    return choose_connection(Workspace.of(os.environ), name)


@pytest.mark.usefixtures("place")
def test_the_environment_gives_the_number_of_the_unnamed_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BATCH_SENDER_TOKEN", "t")
    monkeypatch.setenv("BATCH_SENDER_NUMBER", OWN)
    assert chosen(None).number == chosen("loja").number == "5511912345678"

    monkeypatch.setenv("BATCH_SENDER_NUMBER", "the shop's")
    assert chosen("loja").number == "5511912345678", "the unnamed one alone"
    assert main(["connection", "test"]) == 2
    assert "“the shop's” in BATCH_SENDER_NUMBER" in capsys.readouterr().err


# ── saving a connection ───────────────────────────────────────────────────────────────────────


def test_a_number_is_saved_as_digits_and_listed(
    sit: Sit, place: Path, api: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = sit("connection", "add", "filial", "--url", api.url, "--number", "(31) 98765-4321")
    terminal.see("it stays hidden")
    terminal.type(api.token)
    assert terminal.end() == 0
    assert api.token not in terminal.seen
    assert f"Saved. 127.0.0.1:{api.port} knows the token." in terminal.seen
    assert 'number = "5531987654321"' in (place / "connections.toml").read_text("utf-8")

    assert main(["connection", "list"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert listed[1] == f"filial  127.0.0.1:{api.port}  +55 31 98765-4321"
    assert main(["connection", "list", "--json"]) == 0
    entry = json.loads(capsys.readouterr().out)["connections"][0]
    assert (entry["number"], entry["address"]) == ("5511912345678", f"127.0.0.1:{api.port}")


def test_what_is_no_number_is_refused_before_the_token_is_asked_for(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (place / "connections.toml").read_bytes()
    assert main(["connection", "add", "filial", "--number", "5,51E+12"]) == 2
    assert "“5,51E+12” in --number" in capsys.readouterr().err
    assert (place / "connections.toml").read_bytes() == before


def _wear_out(place: Path, api: StandIn) -> None:
    saved = connections.load_connections(place / "connections.toml")["loja"]
    old = replace(saved, token=Token("worn-out"), url=api.url)
    connections.add(place / "connections.toml", old, replace=True)


@pytest.mark.parametrize("answer", ["y", "n"])
def test_a_name_that_is_taken_is_replaced_if_that_is_wanted(
    sit: Sit, place: Path, api: StandIn, answer: str
) -> None:
    _wear_out(place, api)
    terminal = sit("connection", "add", "loja")
    terminal.see(f"a connection named loja already, on 127.0.0.1:{api.port}. Replace it? [y/N]")
    terminal.type(answer)
    if answer == "y":
        terminal.see("it stays hidden")
        terminal.type(api.token)
    assert terminal.end() == (0 if answer == "y" else 1)
    loja = connections.load_connections(place / "connections.toml")["loja"]
    assert loja.token == Token(api.token if answer == "y" else "worn-out")
    assert (loja.url, loja.number) == (api.url, "5511912345678"), "only the token is new"


def test_without_a_terminal_it_is_replaced_only_with_replace(
    place: Path, api: StandIn, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _wear_out(place, api)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{api.token}\n"))
    assert main(["connection", "add", "loja"]) == 1
    assert "--replace" in capsys.readouterr().err
    assert main(["connection", "add", "loja", "--replace", "--number", "31 98765-4321"]) == 0
    loja = connections.load_connections(place / "connections.toml")["loja"]
    assert loja == Connection(
        name="loja", url=api.url, token=Token(api.token), number=PhoneNumber("5531987654321")
    )


def test_a_token_that_is_none_is_asked_for_again_and_the_number_with_it(
    sit: Sit, place: Path, api: StandIn
) -> None:
    terminal = sit("connection", "add", "filial", "--url", api.url)
    for typed, said in [("", "Nothing was typed."), ("wrong", "refused the token")]:
        terminal.see("it stays hidden): ")
        terminal.type(typed)
        terminal.see(said)
    terminal.see("it stays hidden): ")
    assert "filial" not in connections.load_connections(place / "connections.toml")
    terminal.type(api.token)
    terminal.see("knows the token")
    terminal.see("leave it out) ")
    terminal.type("123")
    terminal.see("123 is no phone number with DDD.")
    terminal.type("31 98765-4321")
    assert terminal.end() == 0
    filial = connections.load_connections(place / "connections.toml")["filial"]
    assert (filial.token, filial.number) == (Token(api.token), "5531987654321")


def test_a_token_that_is_refused_takes_the_place_of_none(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (place / "connections.toml").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.StringIO("wrong\n"))
    assert main(["connection", "add", "loja", "--replace", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "token_refused"
    assert (place / "connections.toml").read_bytes() == before


def test_one_that_cannot_be_tested_is_saved_and_told(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("later\n"))
    assert main(["connection", "add", "filial", "--url", "http://127.0.0.1:9/send"]) == 0
    told = capsys.readouterr().out
    assert "Saved, but nothing can leave through it yet:\nNothing answers at 127.0.0.1:9" in told
    assert "batch-sender connection test filial" in told
    assert "filial" in connections.load_connections(place / "connections.toml")


@pytest.mark.parametrize(
    "number", ['"11 91234-5678"', '"05511912345678"', '"1234567"', "5511912345678"]
)
def test_a_number_written_by_hand_is_digits_with_the_country_code(
    tmp_path: Path, number: str
) -> None:
    path = tmp_path / "connections.toml"
    path.write_text(f'[loja]\ntoken = "t"\nnumber = {number}\n', "utf-8")
    path.chmod(0o600)
    with pytest.raises(ConnectionEntryInvalid) as caught:
        connections.load_connections(path)
    assert "number" in caught.value.message
    assert "5511912345678" in caught.value.next


# ── a test message to one's own phone ─────────────────────────────────────────────────────────


def test_the_test_message_leaves_alone_and_the_others_after_a_yes(
    sit: Sit, place: Path, api: StandIn
) -> None:
    terminal = sit(*sending(a_list(place, 3), "--proof", OWN))
    terminal.see("A test message is on its way to …5678. Is it right on your phone? [y/N]")
    (proof,) = [each for each in api.received if each.number]
    assert (proof.number, proof.body) == ("5511912345678", "Oi Ana 2000")
    terminal.type("y")
    terminal.see("Send 3 messages through loja")
    assert sum(api.arrived().values()) == 1
    terminal.type("y")
    assert terminal.end() == 0
    assert sum(api.arrived().values()) == 4
    assert kinds(place)[1:4] == ["proof_sending", "proof_approved", "started"]
    with Journal(place / "journal.sqlite3") as book:
        assert book.batches.counts(1).read == 3, "it is an event of the batch, not a row"


def test_after_a_no_to_the_test_message_nothing_else_leaves(
    sit: Sit, place: Path, api: StandIn
) -> None:
    terminal = sit(*sending(a_list(place, 3), "--proof", OWN))
    terminal.see("Is it right on your phone?")
    terminal.type("")
    assert terminal.end() == 4
    assert "batch-sender resume 1" in terminal.seen
    assert sum(api.arrived().values()) == 1
    assert kinds(place)[1:] == ["proof_sending", "proof_declined"]


def test_a_test_message_that_is_refused_stops_it_and_says_why(
    sit: Sit, place: Path, api: StandIn
) -> None:
    api.set_line(LineState.NOT_STARTED)
    terminal = sit(*sending(a_list(place, 3), "--proof", OWN))
    assert terminal.end() == 4
    assert "The test message did not arrive at CleverChat" in terminal.seen
    assert kinds(place)[1:] == ["proof_sending", "proof_failed"]
    assert [each.number for each in api.received if each.number] == ["5511912345678"]


def test_the_test_message_keeps_the_pace_of_connection_and_address(
    sit: Sit, place: Path, api: StandIn
) -> None:
    terminal = sit(
        "send", a_list(place, 1), "--text", "Oi {nome}", "--rate", "600/min", "--proof", OWN
    )
    terminal.see("Is it right on your phone?")
    with Journal(place / "journal.sqlite3") as book, book._handle.engine.connect() as connection:
        kept = set(connection.execute(select(rate_limits.c.key)).scalars())
    assert kept == {"connection:1", f"address:127.0.0.1:{api.port}"}
