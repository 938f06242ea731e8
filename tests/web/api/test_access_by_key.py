"""Who may use the HTTP API: a key with a role, and neither a cookie nor a foreign page."""

import stat
from collections.abc import Callable

import pytest
import requests

from batch_sender.web.keys import Keys
from batch_sender.web.roles import Role
from batch_sender.web.serving import Running
from tests.support import Run
from tests.web.api.conftest import Client
from tests.web.conftest import Visitor


def test_a_key_counts_by_its_role_until_it_is_removed(
    client_of: Callable[[Role], Client], running: Running
) -> None:
    looks, prepares = client_of(Role.LOOK), client_of(Role.PREPARE)
    assert looks.get("/batches").status_code == 200
    refused = looks.post("/batches", {"list": "a" * 16, "texts": ["Oi"]})
    assert (refused.status_code, refused.json()["code"]) == (403, "role_too_low")
    batch = prepares.judged()
    assert prepares.start(batch, "a", {"messages": 3}).status_code == 403
    assert prepares.post("/optouts", {"numbers": ["11 91234-5001"]}).status_code == 403

    file = running.folder / "keys.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert looks.key not in file.read_text("utf-8")
    Keys(folder=running.folder).remove("crm-look")
    gone = looks.get("/batches")
    assert (gone.status_code, gone.json()["code"]) == (401, "key_unknown")
    assert prepares.get("/batches").status_code == 200


def test_neither_cookie_nor_foreign_name_lets_in(visitor: Visitor, crm: Client) -> None:
    api = visitor.url + "/api/v1/batches"
    for headers in ({}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer "}):
        answer = visitor.http.get(api, headers=headers, timeout=30)
        assert (answer.status_code, answer.json()["code"]) == (401, "key_missing")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.headers["Content-Type"] == "application/problem+json"
    foreign = crm.get("/batches", headers={"Host": "evil.example"})
    assert (foreign.status_code, foreign.json()["code"]) == (421, "not_this_host")
    # A key is sent by whoever means it, so where its page comes from says nothing.
    elsewhere = {"Origin": "http://erp.example", "Sec-Fetch-Site": "cross-site"}
    assert (
        crm.post("/optouts", {"numbers": ["11 91234-5001"]}, headers=elsewhere).status_code == 200
    )
    bare = requests.post(api, json={}, headers=elsewhere, timeout=30)
    assert bare.status_code == 401
    assert "Set-Cookie" not in crm.get("/batches").headers


def test_what_is_not_there_is_a_problem_too(crm: Client) -> None:
    for path, status, code in (
        ("/nothing", 404, "address_unknown"),
        ("/batches/99", 404, "unknown_batch"),
        ("/batches/99999999999999999999", 404, "unknown_batch"),
        ("/lists/aaaaaaaaaaaaaaaa", 404, "list_gone"),
        ("/lists/..%2f..%2fkeys", 404, "address_unknown"),
        ("/checks/aaaaaaaaaaaaaaaa", 404, "check_gone"),
    ):
        answer = crm.get(path)
        told = answer.json()
        assert (answer.status_code, told["code"], told["status"]) == (status, code, status)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert {"type", "title", "detail", "next"} <= told.keys()
    wrong = crm.ask("PATCH", "/batches")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
    assert set(wrong.headers["Allow"].split(", ")) >= {"GET", "POST"}
    spoken = crm.get("/batches/99", headers={"Accept-Language": "pt-BR"}).json()
    assert spoken["code"] == "unknown_batch"
    assert "envio 99" in spoken["detail"]


def test_figures_are_told_to_this_machine_or_by_a_key(running: Running, crm: Client) -> None:
    crm.judged()
    told = requests.get(running.url + "/metrics", timeout=30)
    assert told.status_code == 200
    assert 'batch_sender_batches{state="checked"} 1' in told.text
    assert 'batch_sender_messages{state="pending"} 3' in told.text
    assert "batch_sender_calls_last_minute 0" in told.text
    assert "batch_sender_connections_waiting 0" in told.text
    handed_on = {"X-Forwarded-For": "127.0.0.1"}  # whoever asks a proxy may say so
    assert requests.get(running.url + "/metrics", headers=handed_on, timeout=30).status_code == 401
    known = {**handed_on, "Authorization": f"Bearer {crm.key}"}
    assert requests.get(running.url + "/metrics", headers=known, timeout=30).status_code == 200


@pytest.mark.usefixtures("place")
def test_keys_are_made_listed_and_removed_at_the_command_line(run: Run) -> None:
    code, key, err = run("page", "key", "add", "crm", "--role", "send")
    assert code == 0
    assert key.startswith("bsk_")
    assert key.strip() not in err
    assert run("page", "key", "add", "crm")[0] == 1, "the name is taken"
    assert run("page", "key", "add", "crm 2")[0] == 2
    assert run("page", "key", "add", "erp", "--role", "boss")[0] == 2
    code, out, _err = run("page", "key", "list")
    assert out.startswith("crm  send  ")
    assert key.strip() not in out
    assert run("pagina", "chave", "remover", "crm")[0] == 0
    assert run("page", "key", "remove", "crm")[0] == 1
    assert run("page", "key", "list")[1] == ""
