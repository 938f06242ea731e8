"""Who may ask the page for anything: hosts, origins, tickets, sessions."""

import re

import pytest
import requests

from batch_sender.web.serving import Running
from tests.web.conftest import Visitor


def test_without_a_session_nothing_is_shown(running: Running) -> None:
    answer = requests.get(running.url + "/", timeout=30)
    assert answer.status_code == 401
    assert "batch-sender serve" in answer.text


def test_a_ticket_lets_in_once(running: Running) -> None:
    ticket = running.sessions.ticket()
    codes = [
        requests.post(running.url + "/enter", data={"ticket": ticket}, timeout=30).status_code
        for _ in range(2)
    ]
    assert codes == [200, 401]


def test_whoever_came_in_sees_the_batches(visitor: Visitor) -> None:
    answer = visitor.get("/")
    assert answer.status_code == 200
    assert "No batch yet" in answer.text
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("evil.example", 421),  # a name that an attacker lets point here
        ("127.0.0.1.evil.example:80", 421),
        ("localhost:1234", 200),  # a port of a tunnel passes
        ("127.0.0.1", 200),
        ("[::1]:80", 200),
    ],
)
def test_it_answers_to_its_own_names_alone(visitor: Visitor, host: str, code: int) -> None:
    assert visitor.get("/healthz", headers={"Host": host}).status_code == code


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},  # another port of this machine
    ],
)
def test_another_page_changes_nothing(visitor: Visitor, headers: dict[str, str]) -> None:
    answer = visitor.http.post(visitor.url + "/language", headers=headers, timeout=30)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("pt-BR,pt;q=0.9,en;q=0.8", "pt-BR"), ("en-US,en;q=0.9,pt;q=0.5", "en"), ("de", "en")],
)
def test_it_speaks_as_the_browser_wishes(visitor: Visitor, asked: str, shown: str) -> None:
    page = visitor.get("/", headers={"Accept-Language": asked}).text
    assert re.search(r'<html lang="([^"]*)"', page).group(1) == shown  # type: ignore[union-attr]


def test_the_chosen_language_stays(visitor: Visitor) -> None:
    answer = visitor.post("/language", {"lang": "pt-BR", "back": "//evil.example"})
    assert answer.url == visitor.url + "/"
    assert '<html lang="pt-BR"' in answer.text
