"""Someone is told: a command, a web hook, a mail server, each of them real; what fails harms nothing."""

import contextlib
import os
import socket
import ssl
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from batch_sender.automation.notices import (
    Mail,
    Notification,
    NotificationSettings,
    Occasion,
    Told,
    command_of,
)
from batch_sender.automation.notices.delivery import NoticeDelivery
from tests.automation.servers import Hook

TLS = Path(__file__).parents[1] / "tls"
PASSWORD = "senha-que-ninguem-pode-ler"
WEBHOOK_TOKEN = "gancho-que-ninguem-pode-ler"

ENDED = Notification(
    occasion=Occasion.ENDED,
    subject="batch-sender: envio 7 (clientes.xlsx) concluído: 3 aceitas",
    text="Envio 7\n      3  aceitas\n",
    facts={"event": "ended", "batch": 7, "accepted": 3, "list": "ção.xlsx", "profile": None},
)


def tell(notification: Notification, settings: NotificationSettings) -> list[Told]:
    """Tell everyone who wants to know, one way after the other."""
    ways = settings.ways(notification.occasion)
    return [NoticeDelivery(notification, settings, by).within() for by in ways]


class Letterbox:
    """Keeps the letters that a mail server took."""

    def __init__(self) -> None:
        self.letters: list[Envelope] = []

    async def handle_DATA(  # noqa: N802 - the server's name for it
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        self.letters.append(envelope)
        return "250 OK"


def known(
    _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any
) -> AuthResult:
    right = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=right, handled=False)


@pytest.fixture
def letterbox() -> Iterator[tuple[Letterbox, int]]:
    box = Letterbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(
        box, hostname="127.0.0.1", port=port, authenticator=known, auth_require_tls=False
    )
    server.start()
    yield box, port
    server.stop()


def mail(port: int, **changes: Any) -> NotificationSettings:
    to = Mail(
        server="127.0.0.1",
        port=port,
        security="none",
        sender="envios@loja.example",
        receivers=("ana@loja.example", "bia@loja.example"),
    )
    return NotificationSettings(mail=replace(to, **changes))


# ── mail ──────────────────────────────────────────────────────────────────────────────────────


def test_a_mail_arrives(letterbox: tuple[Letterbox, int]) -> None:
    box, port = letterbox
    assert tell(ENDED, mail(port)) == [Told(by="mail")]
    (envelope,) = box.letters
    assert envelope.rcpt_tos == ["ana@loja.example", "bia@loja.example"]
    assert isinstance(envelope.content, bytes)
    letter = message_from_bytes(envelope.content, policy=default)
    assert letter["Subject"] == ENDED.subject
    assert letter.get_content().replace("\r\n", "\n") == ENDED.text


def test_a_mail_with_a_password(letterbox: tuple[Letterbox, int]) -> None:
    box, port = letterbox
    assert tell(ENDED, mail(port, user="ana", password=PASSWORD)) == [Told(by="mail")]
    assert len(box.letters) == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param(
            {"user": "ana", "password": "x"}, "SMTPAuthenticationError 535", id="wrong password"
        ),
        pytest.param({"security": "starttls"}, "SMTPNotSupportedError", id="no TLS there"),
        pytest.param({"security": "tls"}, "SSLError", id="no TLS at all"),
    ],
)
def test_a_mail_that_does_not_get_through(
    letterbox: tuple[Letterbox, int], changes: dict[str, str], why: str
) -> None:
    box, port = letterbox
    assert tell(ENDED, mail(port, **changes)) == [Told(by="mail", why=why)]
    assert not box.letters


@dataclass
class Safe:
    """A mail server with a certificate that nobody vouches for, unless told; counts log-ins."""

    box: Letterbox = field(default_factory=Letterbox)
    passwords: list[object] = field(default_factory=list)

    @contextlib.contextmanager
    def serving(self, security: str) -> Iterator[int]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        way: dict[str, Any] = {{"tls": "ssl_context", "starttls": "tls_context"}[security]: context}
        server = Controller(
            self.box,
            hostname="127.0.0.1",
            port=port,
            authenticator=self._knows,
            auth_require_tls=False,  # nor would it protect who sends a password in the open
            **way,
        )
        server.start()
        try:
            yield port
        finally:
            server.stop()

    def _knows(self, *asked: Any) -> AuthResult:
        self.passwords.append(asked[-1])
        return known(*asked)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_goes_to_no_server_whose_certificate_nobody_vouches_for(security: str) -> None:
    server = Safe()
    with server.serving(security) as port:
        notify = mail(port, security=security, user="ana", password=PASSWORD)
        assert tell(ENDED, notify) == [Told(by="mail", why="SSLCertVerificationError")]
    assert not server.passwords
    assert not server.box.letters


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_goes_to_a_server_whose_certificate_is_good(
    security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "certificate.pem"))
    server = Safe()
    with server.serving(security) as port:
        notify = mail(port, security=security, user="ana", password=PASSWORD)
        assert tell(ENDED, notify) == [Told(by="mail")]
    assert len(server.passwords) == len(server.box.letters) == 1


# ── a web hook ────────────────────────────────────────────────────────────────────────────────


def test_a_web_hook_gets_the_facts() -> None:
    with Hook() as hook:
        notify = NotificationSettings(webhook=hook.url, webhook_token=WEBHOOK_TOKEN)
        assert tell(ENDED, notify) == [Told(by="webhook")]
    assert hook.bodies == [dict(ENDED.facts)]
    assert hook.headers[0]["Authorization"] == f"Bearer {WEBHOOK_TOKEN}"


@pytest.mark.parametrize("status", [404, 500, 302, 307])
def test_a_web_hook_that_says_no(status: int) -> None:
    with Hook(status) as hook:
        assert tell(ENDED, NotificationSettings(webhook=hook.url)) == [
            Told(by="webhook", why=f"HTTP {status}")
        ]
    assert len(hook.bodies) == 1, "nor is it sent elsewhere"


def test_the_token_is_the_one_that_was_given_whatever_netrc_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text(
        "machine 127.0.0.1 login ana password de-outro-lugar\n", "utf-8"
    )
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with Hook() as hook:
        tell(ENDED, NotificationSettings(webhook=hook.url, webhook_token=WEBHOOK_TOKEN))
        tell(ENDED, NotificationSettings(webhook=hook.url))
        tell(ENDED, NotificationSettings(webhook=hook.url.replace("//", "//ana:segredo@")))
    assert [each.get("Authorization") for each in hook.headers] == [
        f"Bearer {WEBHOOK_TOKEN}",
        None,
        "Basic YW5hOnNlZ3JlZG8=",  # as the address itself says
    ]


def test_a_web_hook_is_reached_through_the_machines_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with Hook() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        told = tell(ENDED, NotificationSettings(webhook="http://hooks.example/x"))
    assert told == [Told(by="webhook")]
    assert proxy.paths == ["http://hooks.example/x"]


def test_a_web_hook_that_is_not_there_names_no_address() -> None:
    with Hook() as hook:
        url = hook.url
    (told,) = tell(ENDED, NotificationSettings(webhook=url))
    assert told.why == "ConnectionError"


def test_a_token_travels_over_https_alone() -> None:
    notify = NotificationSettings(webhook="http://hooks.example/x", webhook_token=WEBHOOK_TOKEN)
    assert tell(ENDED, notify) == [Told(by="webhook", why="not https")]


# ── a command ─────────────────────────────────────────────────────────────────────────────────

_KEEP = "import os, sys; open('told', 'w').write(sys.stdin.read() + repr(sorted(os.environ)))"


def test_a_command_gets_the_facts_and_no_secret(tmp_path: Path) -> None:
    secrets = ("TOKEN", "URL", "JOURNAL", "SMTP_PASSWORD", "WEBHOOK_TOKEN")
    variables = {
        **os.environ,
        "BATCH_SENDER_PROFILE": "acme",
        **{f"BATCH_SENDER_{name}": PASSWORD for name in secrets},
    }
    notify = NotificationSettings(
        command=(sys.executable, "-c", _KEEP), folder=tmp_path, variables=variables
    )
    assert tell(ENDED, notify) == [Told(by="command")]
    told = (tmp_path / "told").read_text("utf-8")
    assert '"batch": 7' in told
    assert "ção.xlsx" in told
    assert "NOTICE_ACCEPTED" in told
    assert "BATCH_SENDER_PROFILE" in told
    assert "BATCH_SENDER_TOKEN" not in told
    assert PASSWORD not in told


@pytest.mark.parametrize(
    ("code", "why"),
    [
        pytest.param("raise SystemExit(3)", "exit code 3", id="it fails"),
        pytest.param("raise SystemExit(0)", None, id="it reads nothing of what it is told"),
    ],
)
def test_a_command_that_fails(tmp_path: Path, code: str, why: str | None) -> None:
    notify = NotificationSettings(
        command=(sys.executable, "-c", code), folder=tmp_path, variables=os.environ
    )
    assert tell(ENDED, notify) == [Told(by="command", why=why)]


def test_a_command_as_one_line() -> None:
    assert command_of(["notify-send 'Envio pronto'"]) == ("notify-send", "Envio pronto")
    assert command_of(["notify-send", "Envio pronto"]) == ("notify-send", "Envio pronto")


# ── who wants to know what ────────────────────────────────────────────────────────────────────


def test_one_way_that_fails_does_not_keep_the_others_back(letterbox: tuple[Letterbox, int]) -> None:
    box, port = letterbox
    notify = replace(mail(port), command=("no-such-program",), webhook="http://127.0.0.1:9/x")
    command, webhook, letter = tell(ENDED, notify)
    assert (command.why, webhook.why, letter.why) == ("FileNotFoundError", "ConnectionError", None)
    assert len(box.letters) == 1


def test_who_wants_to_know_of_something_else_is_left_alone() -> None:
    notify = NotificationSettings(on=frozenset({Occasion.PAUSED}), command=("no-such-program",))
    assert tell(ENDED, notify) == []


def test_a_secret_is_in_no_repr() -> None:
    notify = replace(
        mail(25, user="ana", password=PASSWORD),
        webhook="https://hooks.example/secret",
        webhook_token=WEBHOOK_TOKEN,
    )
    told = repr(notify)
    assert PASSWORD not in told
    assert WEBHOOK_TOKEN not in told
    assert "secret" not in told
