"""Where the page may answer: beyond this machine only with users, and never in the clear."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from argon2 import PasswordHasher

from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.models.errors import BatchSenderError
from batch_sender.web.reach import Reach
from batch_sender.web.roles import Role
from batch_sender.web.serving import Running, folder_of, served
from batch_sender.web.users import Users

TLS = Path(__file__).parents[1] / "tls"
CERTIFICATE: dict[str, Any] = {"certificate": TLS / "certificate.pem", "key": TLS / "key.pem"}
ANYWHERE = "0.0.0.0"  # noqa: S104 - what is asked about
PASSWORD = "três pratos de trigo"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.mark.parametrize(
    ("reach", "has_users", "code"),
    [
        (Reach(), False, None),
        (Reach(host="localhost"), False, None),
        (Reach(host="::1"), False, None),
        (Reach(host="127.0.0.5", **CERTIFICATE), False, None),
        (Reach(host="192.168.0.10"), False, "users_needed"),
        (Reach(host=ANYWHERE), False, "users_needed"),
        (Reach(host="::"), False, "users_needed"),
        (Reach(host="::ffff:192.168.0.10"), False, "users_needed"),
        (Reach(proxy="127.0.0.1", names=("a.example",)), False, "users_needed"),
        (Reach(names=("a.example",)), False, "users_needed"),
        (Reach(host="192.168.0.10"), True, "tls_or_proxy_needed"),
        (Reach(names=("a.example",)), True, "tls_or_proxy_needed"),
        (Reach(host="192.168.0.10", **CERTIFICATE), True, None),
        (Reach(host=ANYWHERE, **CERTIFICATE), True, "public_name_missing"),
        (Reach(host=ANYWHERE, names=("a.example",), **CERTIFICATE), True, None),
        (Reach(proxy="127.0.0.1"), True, "public_name_missing"),
        (Reach(proxy="127.0.0.1", names=("a.example",)), True, None),
        (Reach(proxy="*", names=("a.example",)), True, "proxy_invalid"),
        (Reach(proxy="10.0.0.0/8", names=("a.example",)), True, "proxy_invalid"),
        (Reach(host="example.com"), True, "host_invalid"),
        (Reach(certificate=TLS / "certificate.pem"), True, "tls_incomplete"),
        (Reach(certificate=TLS / "key.pem", key=TLS / "key.pem"), True, "certificate_unusable"),
        (Reach(certificate=TLS / "no.pem", key=TLS / "key.pem"), True, "certificate_unusable"),
    ],
    ids=str,
)
def test_what_has_to_be_there(reach: Reach, has_users: bool, code: str | None) -> None:
    if code is None:
        reach.refuse_unsafe(has_users=has_users)
        return
    with pytest.raises(BatchSenderError) as refused:
        reach.refuse_unsafe(has_users=has_users)
    assert refused.value.code == code
    assert refused.value.next


@pytest.mark.parametrize(
    ("reach", "url"),
    [
        (Reach(), "http://127.0.0.1:8321"),
        (Reach(host="::1"), "http://[::1]:8321"),
        (Reach(host="192.168.0.10", **CERTIFICATE), "https://192.168.0.10:8321"),
        (Reach(host=ANYWHERE, names=("a.example",), **CERTIFICATE), "https://a.example:8321"),
        (Reach(proxy="127.0.0.1", names=("a.example",)), "https://a.example"),
    ],
    ids=str,
)
def test_how_people_reach_it(reach: Reach, url: str) -> None:
    assert reach.url(8321) == url


@contextmanager
def answering(place: Path, reach: Reach) -> Iterator[Running]:
    """A page with one user, Ana, that answers where it is told to."""
    workspace = Workspace.of(
        {
            "BATCH_SENDER_JOURNAL": str(place / "journal.sqlite3"),
            "BATCH_SENDER_STATE": str(place / "state"),
            "BATCH_SENDER_CONNECTIONS": str(place / "connections.toml"),
        }
    )
    Users(folder_of(workspace), hasher=CHEAP).add("ana", Role.SEND, PASSWORD)
    with (
        Journal(place / "journal.sqlite3") as book,
        served(
            book,
            workspace,
            who="root",
            health=lambda: {"state": "ok", "profile": "loja"},
            last_words=30,
            reach=reach,
        ) as running,
    ):
        yield running


def port_of(running: Running) -> int:
    return int(running.sessions.name.rpartition("_")[2])


def test_under_tls_the_cookie_stays_under_tls(tmp_path: Path) -> None:
    with answering(tmp_path, Reach(**CERTIFICATE)) as running, requests.Session() as http:
        assert running.url == f"https://127.0.0.1:{port_of(running)}"
        http.trust_env = False
        http.headers["Connection"] = "close"
        http.verify = str(TLS / "certificate.pem")
        url = f"https://localhost:{port_of(running)}"
        answer = http.get(url + "/", timeout=30)
        assert answer.status_code == 401
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
        form = {"name": "ana", "password": PASSWORD}
        answer = http.post(url + "/login", data=form, allow_redirects=False, timeout=30)
        assert answer.status_code == 303
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-")
        for word in ("Secure", "HttpOnly", "SameSite=strict", "Path=/"):
            assert word in cookie
        assert "Domain" not in cookie
        assert http.get(url + "/", timeout=30).status_code == 200


def test_behind_a_proxy_its_word_is_taken_and_nobody_elses(tmp_path: Path) -> None:
    reach = Reach(proxy="127.0.0.1", names=("envios.example",))
    with answering(tmp_path, reach) as running:
        url = f"http://127.0.0.1:{port_of(running)}"
        told = {"Host": "Envios.Example", "X-Forwarded-Proto": "https"}
        answer = requests.get(url + "/", headers=told, timeout=30)
        assert answer.status_code == 401
        assert "Strict-Transport-Security" in answer.headers
        form = {"name": "ana", "password": PASSWORD}
        own = {**told, "Origin": "https://envios.example", "Host": "envios.example"}
        answer = requests.post(
            url + "/login", data=form, headers=own, allow_redirects=False, timeout=30
        )
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")
        # A proxy that came by http, or another name, or a page of another origin: no.
        for wrong, code in (
            ({**told, "X-Forwarded-Proto": "http"}, 421),
            ({"Host": "envios.example"}, 421),
            ({**told, "Host": "other.example"}, 421),
        ):
            assert requests.get(url + "/", headers=wrong, timeout=30).status_code == code
        evil = {**own, "Origin": "http://envios.example"}
        assert requests.post(url + "/login", data=form, headers=evil, timeout=30).status_code == 403


def test_nobody_goes_around_the_proxy(tmp_path: Path) -> None:
    reach = Reach(proxy="192.0.2.1", names=("envios.example",))
    with answering(tmp_path, reach) as running:
        told = {"Host": "envios.example", "X-Forwarded-Proto": "https"}
        answer = requests.get(f"http://127.0.0.1:{port_of(running)}/", headers=told, timeout=30)
        assert answer.status_code == 421
        assert "proxy" in answer.text
        assert "Content-Security-Policy" in answer.headers


def test_without_a_proxy_nobodys_word_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")  # which uvicorn would believe by itself
    with answering(tmp_path, Reach()) as running:
        told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.9"}
        answer = requests.get(running.url + "/", headers=told, timeout=30)
        assert answer.status_code == 401
        assert "Strict-Transport-Security" not in answer.headers


def test_on_loopback_it_is_not_heard_elsewhere(tmp_path: Path) -> None:
    with answering(tmp_path, Reach()) as running, socket.socket() as other:
        other.settimeout(5)
        assert other.connect_ex(("127.0.0.2", port_of(running))) != 0
