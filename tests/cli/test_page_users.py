"""`page user`: who may sign in, from the command line."""

import io
import json
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from batch_sender.web import users as kept
from tests.support import Run

PASSWORD = "três pratos de trigo"


@pytest.fixture(autouse=True)
def _typed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATCH_SENDER_STATE", str(place / "state"))
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(kept, "PasswordHasher", lambda: cheap)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n{PASSWORD} novo\n"))


def test_people_are_added_listed_changed_and_removed(run: Run, place: Path) -> None:
    assert run("page", "user", "list")[1].startswith("Nobody has a password")
    code, out, _err = run("page", "user", "add", "ana", "--role", "send")
    assert (code, out.split(".")[0]) == (0, "ana may sign in, with the role “send”")
    assert run("pagina", "usuario", "senha", "ana")[0] == 0
    assert run("page", "user", "role", "ana", "administer")[0] == 0
    told = json.loads(run("page", "user", "list", "--json")[1])
    assert told == {"users": [{"name": "ana", "role": "administer"}]}
    text = "".join(each.read_text("utf-8") for each in place.rglob("users.json"))
    assert "$argon2id$" in text
    assert PASSWORD not in text
    assert run("page", "user", "remove", "ana")[0] == 0
    assert json.loads(run("page", "user", "list", "--json")[1]) == {"users": []}


def test_a_role_is_named_in_portuguese_too(run: Run) -> None:
    code, out, _err = run(
        "--lang", "pt-BR", "pagina", "usuario", "adicionar", "ana", "--role", "enviar"
    )
    assert code == 0
    assert "papel “enviar”" in out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add", "ana", "--role", "king"), 2, "look, prepare, send, administer"),
        (("add", "ana maria"), 2, "Use letters"),
        (("password", "bia"), 1, "There is no user bia"),
        (("role", "bia", "look"), 1, "There is no user bia"),
        (("remove", "bia"), 1, "There is no user bia"),
    ],
)
def test_what_is_wrong_is_said(run: Run, arguments: tuple[str, ...], code: int, said: str) -> None:
    found, _out, err = run("page", "user", *arguments)
    assert found == code
    assert said in err


def test_another_address_is_refused_without_users(run: Run) -> None:
    code, _out, err = run("serve", "--host", "192.0.2.1", "--no-browser")
    assert code == 1
    assert "batch-sender page user add NAME --role administer" in err
    assert run("page", "user", "add", "ana", "--role", "administer")[0] == 0
    code, _out, err = run("serve", "--host", "192.0.2.1", "--no-browser")
    assert code == 1
    assert "--tls-cert" in err
    code, _out, err = run("--lang", "pt-BR", "serve", "--host", "loja", "--no-browser")
    assert code == 2
