"""Whoever is told and never comes to an end is cut off: hooks, mail servers and commands that drip or sleep."""

import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from batch_sender.automation.notices import (
    Mail,
    Notification,
    NotificationSettings,
    Occasion,
    Told,
)
from batch_sender.automation.notices.attempt import MOST_READ
from batch_sender.automation.notices.delivery import NoticeDelivery
from batch_sender.automation.notices.notification import By
from tests.automation.servers import PATIENCE, Endless

ENDED = Notification(
    occasion=Occasion.ENDED, subject="envio 7", text="Envio 7", facts={"event": "ended", "batch": 7}
)
SHORT = 0.4
NOT_OVER = f"not over after {SHORT:g} s"

DRIPPING_TLS = b"\x16\x03\x03\x40\x00"  # a record that says it has 16 KB


def mail_to(port: int, **changes: object) -> NotificationSettings:
    mail = Mail(
        server="127.0.0.1", port=port, security="none", sender="e@x.example", receivers=("a",)
    )
    return NotificationSettings(mail=replace(mail, **changes))  # type: ignore[arg-type]


def tell(settings: NotificationSettings, by: By, *, within: float = SHORT) -> Told:
    began = time.monotonic()
    told = NoticeDelivery(ENDED, settings, by).within(within)
    assert time.monotonic() - began < within + PATIENCE / 2
    return told


# ── a web hook ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "server",
    [
        pytest.param({"piece": b"x", "slowly": 0.02}, id="a status that drips"),
        pytest.param(
            {"first": b"HTTP/1.1 200 OK\r\n", "piece": b"x", "slowly": 0.02}, id="headers that drip"
        ),
        pytest.param(
            {"piece": b"HTTP/1.1 100 Continue\r\n\r\n", "slowly": 0.0}, id="always to go on"
        ),
        pytest.param({"piece": b"", "slowly": PATIENCE}, id="no answer"),
    ],
)
def test_a_hook_that_never_answers_is_cut_off(server: dict[str, object]) -> None:
    with Endless(**server) as endless:  # type: ignore[arg-type]
        told = tell(NotificationSettings(webhook=endless.url), "webhook")
        assert told == Told(by="webhook", why=NOT_OVER)
        if endless.sent:
            assert endless.gone.wait(PATIENCE), "nor does the connection stay"


@pytest.mark.parametrize("slowly", [0.0, 0.02])
def test_of_an_answer_without_end_the_status_is_enough(slowly: float) -> None:
    """A body that drips, or one of terabytes: neither is read."""
    answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with Endless(piece, first=answer, slowly=slowly) as endless:
        told = tell(NotificationSettings(webhook=endless.url), "webhook", within=PATIENCE)
        assert told == Told(by="webhook")
        assert endless.gone.wait(PATIENCE)
        assert endless.sent < 50_000_000


def test_a_hook_whose_tls_drips_is_cut_off() -> None:
    with Endless(b"\x00", first=DRIPPING_TLS, slowly=0.02) as endless:
        url = endless.url.replace("http:", "https:")
        assert tell(NotificationSettings(webhook=url), "webhook").why == NOT_OVER
        assert endless.gone.wait(PATIENCE)


# ── mail ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "server",
    [
        pytest.param({"piece": b"x", "slowly": 0.02}, id="a greeting that drips"),
        pytest.param({"piece": b"220-hello\r\n", "slowly": 0.02}, id="a greeting of many lines"),
        pytest.param({"piece": b"", "slowly": PATIENCE}, id="no greeting"),
    ],
)
def test_a_mail_server_that_never_greets_is_cut_off(server: dict[str, object]) -> None:
    with Endless(**server) as endless:  # type: ignore[arg-type]
        assert tell(mail_to(endless.port), "mail") == Told(by="mail", why=NOT_OVER)
        if endless.sent:
            assert endless.gone.wait(PATIENCE)


def test_a_mail_server_that_greets_without_end_is_not_listened_to() -> None:
    with Endless(b"220-" + b"x" * 1000 + b"\r\n") as endless:
        told = tell(mail_to(endless.port), "mail", within=PATIENCE)
        assert told.why == "SMTPServerDisconnected"
        assert endless.gone.wait(PATIENCE)
        assert endless.sent < 50 * MOST_READ, "but for what lay in the sockets' own buffers"


def test_a_mail_server_whose_tls_drips_is_cut_off() -> None:
    with Endless(b"\x00", first=DRIPPING_TLS, slowly=0.02) as endless:
        assert tell(mail_to(endless.port, security="tls"), "mail").why == NOT_OVER
        assert endless.gone.wait(PATIENCE)


def test_a_letter_that_was_taken_is_told_whoever_says_no_goodbye() -> None:
    """Else it would be sent again, and again."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_take_a_letter, args=(server,), daemon=True).start()
        told = tell(mail_to(server.getsockname()[1]), "mail", within=PATIENCE)
    assert told == Told(by="mail")


def _take_a_letter(server: socket.socket) -> None:
    sock, _address = server.accept()
    with sock, sock.makefile("rb") as lines:
        sock.sendall(b"220 hello\r\n")
        for line in lines:
            verb = line[:4].upper()
            if verb == b"DATA":
                sock.sendall(b"354 go on\r\n")
                while lines.readline() != b".\r\n":
                    pass
            if verb != b"QUIT":  # to which it says nothing
                sock.sendall(b"250 ok\r\n")


# ── a command ─────────────────────────────────────────────────────────────────────────────────

_SLEEPS = "import time; time.sleep(3600)"
_STARTS_ANOTHER = (
    "import pathlib, subprocess, sys\n"
    f"child = subprocess.Popen([sys.executable, '-c', {_SLEEPS!r}])\n"
    "pathlib.Path('child').write_text(str(child.pid))\n"
    "child.wait()\n"
)


def test_a_command_that_sleeps_is_ended(tmp_path: Path) -> None:
    command = (sys.executable, "-c", _SLEEPS)
    notify = NotificationSettings(command=command, folder=tmp_path, variables=os.environ)
    assert tell(notify, "command") == Told(by="command", why=NOT_OVER)


@pytest.mark.skipif(os.name == "nt", reason="Windows ends the command alone")
def test_what_a_command_has_started_ends_with_it(tmp_path: Path) -> None:
    command = (sys.executable, "-c", _STARTS_ANOTHER)
    notify = NotificationSettings(command=command, folder=tmp_path, variables=os.environ)
    delivery = NoticeDelivery(ENDED, notify, "command")
    thread = threading.Thread(target=delivery.within, args=(PATIENCE,))
    thread.start()
    _until((tmp_path / "child").exists)
    _until(lambda: bool((tmp_path / "child").read_text()))
    child = int((tmp_path / "child").read_text())
    delivery.cut()
    thread.join(PATIENCE)
    _until(lambda: not _runs(child))


def _runs(process: int) -> bool:
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def _until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends
        threading.Event().wait(0.01)


def test_who_is_cut_off_before_it_begins_says_nothing() -> None:
    with Endless(b"", slowly=PATIENCE) as endless:
        delivery = NoticeDelivery(ENDED, NotificationSettings(webhook=endless.url), "webhook")
        delivery.cut()
        assert delivery.within(PATIENCE).why == "cut off"
