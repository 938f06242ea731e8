"""Each fault of the network, by real sockets: what the message becomes, and what the server saw."""

import contextlib
import gc
import hashlib
import json
import select
import socket
import ssl
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from batch_sender.config.tokens import Token
from batch_sender.gateway import Gateway, Timeouts, answers
from batch_sender.models import (
    Accepted,
    Call,
    ConnectionIll,
    MediaFile,
    NotLeft,
    Part,
    PhoneNumber,
    Reason,
    Unknown,
)
from tests.support import PATIENT

TLS = Path(__file__).parents[1] / "tls"
DOCUMENT = Path(__file__).parents[2] / "docs" / "outcomes.md"
CALL = Call(number=PhoneNumber("5511987654321"), part=Part.TEXT, text="Olá, João! 👋")
SHORT = Timeouts(connect=0.5, read=0.3, total=0.6)
"""Where the time is to run out. Elsewhere a loaded machine must not make it run out."""

BOUND = 20.0  # seconds that no test waits in vain

YES = b'{"mensagem":"Mensagem enviada"}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
WHOLE = HEAD + b"Content-Length: %d\r\n\r\n" % len(YES) + YES


# ── a server that misbehaves as told ──────────────────────────────────────────────────────────


@dataclass
class Seen:
    """What reached the server: connections, and requests that came whole (head, body)."""

    url: str
    connections: int = 0
    requests: list[tuple[str, bytes]] = field(default_factory=list)


class Peer:
    """The server's end of one connection."""

    def __init__(self, sock: socket.socket, seen: Seen, over: threading.Event) -> None:
        self.sock = sock
        self.seen = seen
        self.over = over

    def request(self) -> None:
        """Read one whole request."""
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        fields = dict(
            line.lower().split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:]
        )
        while len(body) < int(fields["content-length"]):
            body += self._more()
        self.seen.requests.append((head.decode("latin-1"), body))

    def say(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.sock.sendall(piece)

    def drip(self, data: bytes) -> None:
        """Send a byte at a time until it is all said or the other side is gone."""
        for index in range(len(data)):
            self.sock.sendall(data[index : index + 1])
            if self.over.wait(0.05):
                return

    def hold(self) -> None:
        """Do nothing until the test is over."""
        self.over.wait(BOUND)

    def reset(self) -> None:
        """Close with a RST, as a crashing server does."""
        linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.sock.close()

    def _more(self) -> bytes:
        piece = self.sock.recv(65536)
        if not piece:
            raise ConnectionError
        return piece


Manners = Callable[[Peer], None]


class served:  # noqa: N801 - read as a verb: with served(...) as seen
    """Serve on loopback, each connection with `manners`, in threads that end with the block."""

    def __init__(self, manners: Manners, *, tls: bool = False) -> None:
        self._manners = manners
        self._tls = tls
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self._seen = Seen(url=f"http{'s' * tls}://127.0.0.1:{port}/api/messages/send")

    def __enter__(self) -> Seen:
        self._start(self._accept)
        return self._seen

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(BOUND)
        self._listener.close()

    def _start(self, target: Callable[..., None], *args: object) -> None:
        self._threads.append(threading.Thread(target=target, args=args))
        self._threads[-1].start()

    def _accept(self) -> None:
        while not self._over.is_set():
            if select.select([self._listener], [], [], 0.05)[0]:
                sock, _ = self._listener.accept()
                self._seen.connections += 1
                self._start(self._converse, sock)

    def _converse(self, sock: socket.socket) -> None:
        sock.settimeout(BOUND)
        with sock, contextlib.suppress(OSError), _secured(sock) if self._tls else sock as line:
            self._manners(Peer(line, self._seen, self._over))


def _secured(sock: socket.socket) -> ssl.SSLSocket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
    return context.wrap_socket(sock, server_side=True)


@contextlib.contextmanager
def closed_port() -> Iterator[Seen]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    yield Seen(url=f"http://127.0.0.1:{port}/send")


@contextlib.contextmanager
def no_such_name() -> Iterator[Seen]:
    yield Seen(url="http://nobody.invalid/send")


@contextlib.contextmanager
def full_queue() -> Iterator[Seen]:
    """Listen, accept nobody, and fill the queue: the next one to connect waits in vain."""
    if sys.platform != "linux":
        pytest.skip("other systems refuse, or accept, what does not fit into the queue")
    with contextlib.ExitStack() as open_sockets:
        listener = open_sockets.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            client = open_sockets.enter_context(socket.socket())
            client.settimeout(0)
            client.connect_ex(listener.getsockname())
        yield Seen(url=f"http://127.0.0.1:{listener.getsockname()[1]}/send")


# ── the table ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class Row:
    event: str
    stage: Callable[[], AbstractContextManager[Seen]]
    arrived: int
    becomes: Accepted | NotLeft | ConnectionIll | Unknown

    @property
    def takes_too_long(self) -> bool:
        reason = getattr(self.becomes, "reason", None)
        return reason in {Reason.TIMED_OUT, Reason.CONNECT_TIMED_OUT}

    def as_documented(self) -> str:
        reason = getattr(self.becomes, "reason", None)
        kind = type(self.becomes).__name__
        return f"| {self.event} | {self.arrived} | {kind} | {f'`{reason}`' if reason else '–'} |"


def unknown(reason: Reason, status: int | None = None, answer: str = "") -> Unknown:
    return Unknown(reason=reason, status=status, answer=answer)


def after_request(*acts: Callable[[Peer], None]) -> Callable[[], AbstractContextManager[Seen]]:
    def manners(peer: Peer) -> None:
        peer.request()
        for act in acts:
            act(peer)

    return lambda: served(manners)


def says(*pieces: bytes) -> Callable[[Peer], None]:
    return lambda peer: peer.say(*pieces)


def reset_unread(peer: Peer) -> None:
    select.select([peer.sock], [], [], BOUND)  # data is there, so that closing resets
    peer.reset()


def secured(manners: Manners) -> Callable[[], AbstractContextManager[Seen]]:
    return lambda: served(manners, tls=True)


def over_tls(manners: Manners) -> Callable[[], AbstractContextManager[Seen]]:
    """A server that is taken for one that speaks TLS, and has `manners` instead."""

    @contextlib.contextmanager
    def stage() -> Iterator[Seen]:
        with served(manners) as seen:
            seen.url = seen.url.replace("http:", "https:")
            yield seen

    return stage


def trusted(
    manners: Manners, *, certificates: Path = TLS / "certificate.pem"
) -> Callable[[], AbstractContextManager[Seen]]:
    """A server whose certificate is in the file that this machine names."""

    @contextlib.contextmanager
    def stage() -> Iterator[Seen]:
        with pytest.MonkeyPatch.context() as patch, served(manners, tls=True) as seen:
            patch.setenv("REQUESTS_CA_BUNDLE", str(certificates))
            yield seen

    return stage


def through_proxy(manners: Manners) -> Callable[[], AbstractContextManager[Seen]]:
    """A proxy on the way to a server that nobody ever reaches."""

    @contextlib.contextmanager
    def stage() -> Iterator[Seen]:
        with served(manners) as seen, through(seen.url):
            yield replace(seen, url="https://api.example.com/send")

    return stage


def no_proxy_there(url: str | None = None) -> Callable[[], AbstractContextManager[Seen]]:
    @contextlib.contextmanager
    def stage() -> Iterator[Seen]:
        with closed_port() as nobody, through(url or nobody.url):
            yield Seen(url="https://api.example.com/send")

    return stage


@contextlib.contextmanager
def no_tls_to_proxy() -> Iterator[Seen]:
    plain = answered(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    with served(plain) as seen, through(seen.url.replace("http:", "https:")):
        yield replace(seen, url="https://api.example.com/send")


@contextlib.contextmanager
def through(proxy: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HTTPS_PROXY", proxy)
        patch.setenv("https_proxy", proxy)
        yield


def answered(answer: bytes) -> Manners:
    """Read what comes first, which is no request, and answer it."""

    def manners(peer: Peer) -> None:
        peer.sock.recv(65536)
        peer.say(answer)

    return manners


def close(_peer: Peer) -> None:
    """Close at once, and with what has come unread."""


def tunnel_to_nobody(peer: Peer) -> None:
    peer.sock.recv(65536)
    peer.say(b"HTTP/1.1 200 OK\r\n\r\n")
    peer.sock.recv(65536)


def out_of_tls(peer: Peer) -> None:
    """Answer a whole request by what is no TLS."""
    peer.request()
    socket.socket.sendall(peer.sock, WHOLE)


ALERT = b"\x15\x03\x03\x00\x02\x02\x28"
"""A TLS record: handshake_failure, fatal."""


def redirect(status: bytes) -> Callable[[Peer], None]:
    return says(
        b"HTTP/1.1 " + status + b" Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
    )


CUT = unknown(Reason.CONNECTION_LOST)
LATE = unknown(Reason.TIMED_OUT)
MOVED = Reason.WRONG_ADDRESS
NOT_MADE = NotLeft(reason=Reason.CONNECTION_NOT_MADE)
NO_PROXY = NotLeft(reason=Reason.PROXY_NOT_REACHED)
NO_WAY = NotLeft(reason=Reason.PROXY_REFUSED)

ROWS = [
    # Nothing left.
    Row(event="port closed", stage=closed_port, arrived=0, becomes=NotLeft(reason=Reason.CONNECTION_REFUSED)),
    Row(event="name not found", stage=no_such_name, arrived=0, becomes=NotLeft(reason=Reason.NAME_NOT_FOUND)),
    Row(event="connect time-out", stage=full_queue, arrived=0, becomes=NotLeft(reason=Reason.CONNECT_TIMED_OUT)),
    Row(event="certificate refused", stage=secured(Peer.request), arrived=0, becomes=ConnectionIll(reason=Reason.CERTIFICATE_REFUSED)),
    Row(event="certificate store not there", stage=trusted(Peer.request, certificates=TLS / "none.pem"), arrived=0, becomes=ConnectionIll(reason=Reason.CERTIFICATE_STORE_MISSING)),
    Row(event="certificate store damaged", stage=trusted(Peer.request, certificates=Path(__file__)), arrived=0, becomes=ConnectionIll(reason=Reason.CERTIFICATE_STORE_MISSING)),
    Row(event="server closes before the TLS handshake", stage=over_tls(close), arrived=0, becomes=NOT_MADE),
    Row(event="server closes in the TLS handshake", stage=over_tls(answered(b"\x16\x03\x03")), arrived=0, becomes=NOT_MADE),
    Row(event="server resets in the TLS handshake", stage=over_tls(reset_unread), arrived=0, becomes=NOT_MADE),
    Row(event="plain http on a TLS port", stage=over_tls(answered(b"HTTP/1.1 400 Bad Request\r\n\r\n")), arrived=0, becomes=NotLeft(reason=Reason.NOT_TLS)),
    Row(event="TLS that cannot be agreed on", stage=over_tls(answered(ALERT)), arrived=0, becomes=NotLeft(reason=Reason.NOT_TLS)),
    Row(event="proxy's port closed", stage=no_proxy_there(), arrived=0, becomes=NO_PROXY),
    Row(event="proxy's name not found", stage=no_proxy_there("http://nobody.invalid:3128"), arrived=0, becomes=NO_PROXY),
    Row(event="proxy's address cannot be read", stage=no_proxy_there("http://a:b:c"), arrived=0, becomes=NO_PROXY),
    Row(event="proxy of https speaks plain http", stage=no_tls_to_proxy, arrived=0, becomes=NO_PROXY),
    Row(event="proxy answers CONNECT with 407", stage=through_proxy(answered(b"HTTP/1.1 407 Who\r\n\r\n")), arrived=0, becomes=NO_WAY),
    Row(event="proxy answers CONNECT with 502", stage=through_proxy(answered(b"HTTP/1.1 502 Bad\r\n\r\n")), arrived=0, becomes=NO_WAY),
    Row(event="proxy answers CONNECT with nothing", stage=through_proxy(answered(b"")), arrived=0, becomes=NO_WAY),
    Row(event="proxy answers CONNECT with garbage", stage=through_proxy(answered(b"HELLO?\r\n\r\n")), arrived=0, becomes=NO_WAY),
    Row(event="proxy's tunnel ends in the TLS handshake", stage=through_proxy(tunnel_to_nobody), arrived=0, becomes=NOT_MADE),
    # From here it cannot be told from what did arrive.
    Row(event="proxy does not answer CONNECT", stage=through_proxy(Peer.hold), arrived=0, becomes=LATE),
    Row(event="TLS handshake hangs", stage=over_tls(Peer.hold), arrived=0, becomes=LATE),
    Row(event="server resets before reading", stage=lambda: served(reset_unread), arrived=0, becomes=CUT),
    Row(event="server closes after the TLS handshake", stage=trusted(close), arrived=0, becomes=CUT),
    # It arrived.
    Row(event="server reads all, then closes", stage=after_request(), arrived=1, becomes=CUT),
    Row(event="server reads all, then resets", stage=after_request(Peer.reset), arrived=1, becomes=CUT),
    Row(event="read time-out", stage=after_request(Peer.hold), arrived=1, becomes=LATE),
    Row(event="answer's headers cut short", stage=after_request(says(HEAD)), arrived=1, becomes=unknown(Reason.ANSWER_NOT_UNDERSTOOD, 200)),
    Row(event="plain http behind a request over TLS", stage=trusted(out_of_tls), arrived=1, becomes=CUT),
    Row(event="garbage status line", stage=after_request(says(b"HELLO?\r\n\r\n")), arrived=1, becomes=CUT),
    Row(event="body cut", stage=after_request(says(WHOLE[:-3])), arrived=1, becomes=unknown(Reason.CONNECTION_LOST, 200)),
    Row(event="chunk cut", stage=after_request(says(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1f\r\n{\"men")), arrived=1, becomes=unknown(Reason.CONNECTION_LOST, 200)),
    Row(event="body stops in the middle", stage=after_request(says(WHOLE[:-3]), Peer.hold), arrived=1, becomes=unknown(Reason.TIMED_OUT, 200)),
    Row(event="body drips in", stage=after_request(lambda peer: peer.drip(WHOLE)), arrived=1, becomes=LATE),
    Row(event="body without a length drips in", stage=after_request(says(HEAD + b"\r\n"), lambda peer: peer.drip(YES + b" " * 99)), arrived=1, becomes=LATE),
    Row(event="headers drip in", stage=after_request(lambda peer: peer.drip(HEAD + b"X: y\r\n" * 99)), arrived=1, becomes=LATE),
    Row(event="body without an end", stage=after_request(says(HEAD + b"\r\n" + YES + b" " * 99_999), Peer.hold), arrived=1, becomes=unknown(Reason.ANSWER_NOT_UNDERSTOOD, 200, "Mensagem enviada")),
    Row(event="302, not followed", stage=after_request(redirect(b"302"), Peer.request), arrived=1, becomes=ConnectionIll(reason=MOVED, status=302)),
    Row(event="307, not followed", stage=after_request(redirect(b"307"), Peer.request), arrived=1, becomes=ConnectionIll(reason=MOVED, status=307)),
    Row(event="302 whose body never ends", stage=after_request(says(b"HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n" + b"x" * 99_999), Peer.hold), arrived=1, becomes=ConnectionIll(reason=MOVED, status=302, answer="x" * 500)),
    Row(event="429 whose body is cut", stage=after_request(says(b"HTTP/1.1 429 Slow\r\nContent-Length: 9\r\n\r\nx")), arrived=1, becomes=NotLeft(reason=Reason.TOO_MANY_REQUESTS, status=429)),
    # It arrived, and so did the answer.
    Row(event="whole answer, without a length", stage=after_request(says(HEAD + b"\r\n" + YES)), arrived=1, becomes=Accepted(status=200, answer="Mensagem enviada")),
    Row(event="whole answer, a byte at a time, in time", stage=after_request(says(*(WHOLE[i : i + 1] for i in range(len(WHOLE))))), arrived=1, becomes=Accepted(status=200, answer="Mensagem enviada")),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize("row", [pytest.param(row, id=row.event) for row in ROWS])
def test_a_fault_becomes_what_the_table_says(row: Row, caplog: pytest.LogCaptureFixture) -> None:
    began = time.monotonic()
    timeouts = SHORT if row.takes_too_long else PATIENT
    with row.stage() as seen, Gateway(url=seen.url, token=Token("t"), timeouts=timeouts) as gateway:
        outcome = gateway.send(CALL)

    assert outcome == row.becomes
    assert len(seen.requests) == row.arrived
    assert seen.connections <= 1
    assert time.monotonic() - began < BOUND
    assert not caplog.records, "what the table knows is no fault of ours"


def test_the_document_shows_the_same_table() -> None:
    section = DOCUMENT.read_text(encoding="utf-8").split("## What the network does")[1]
    lines = section.split("\n## ")[0].splitlines()
    documented = [line for line in lines if line.startswith("| ")][1:]

    assert documented == [row.as_documented() for row in ROWS]


# ── the deadline ──────────────────────────────────────────────────────────────────────────────


def test_headers_that_drip_over_tls_are_cut_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(TLS / "certificate.pem"))

    def manners(peer: Peer) -> None:
        peer.request()
        peer.drip(HEAD + b"X: y\r\n" * 99)

    began = time.monotonic()
    with served(manners, tls=True) as seen:
        with Gateway(url=seen.url, token=Token("t"), timeouts=SHORT) as gateway:
            assert gateway.send(CALL) == LATE
        assert time.monotonic() - began < BOUND / 2

    assert len(seen.requests) == 1


def test_a_connection_made_too_late_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(TLS / "certificate.pem"))

    def manners(peer: Peer) -> None:
        peer.over.wait(0.5)  # until the time is over, though not that of the handshake
        with _secured(peer.sock) as line:
            Peer(line, peer.seen, peer.over).request()

    late = Timeouts(connect=30, read=30, total=0.2)
    with served(manners) as seen:
        url = seen.url.replace("http:", "https:")
        with Gateway(url=url, token=Token("t"), timeouts=late) as gateway:
            outcome = gateway.send(CALL)

    assert outcome == NotLeft(reason=Reason.CONNECT_TIMED_OUT)
    assert seen.requests == []


def test_after_a_cut_the_next_call_has_a_deadline_of_its_own() -> None:
    answered = threading.Event()

    def manners(peer: Peer) -> None:
        peer.request()
        if answered.is_set():
            peer.say(WHOLE)
        else:
            answered.set()
            peer.drip(HEAD * 9)

    with (
        served(manners) as seen,
        Gateway(url=seen.url, token=Token("t"), timeouts=SHORT) as gateway,
    ):
        first, second = gateway.send(CALL), gateway.send(CALL)

    assert first == LATE
    assert isinstance(second, Accepted)
    assert len(seen.requests) == 2


# ── faults of our own ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("where", ["presentable", "outcome_of"])
def test_a_fault_of_ours_is_unknown_and_leaves_a_traceback_without_token_or_number(
    where: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "sécret-token"

    def fail(*_args: object, **_more: object) -> None:
        raise KeyError(secret, CALL.number)

    monkeypatch.setattr(answers, where, fail)
    with (
        served(answer_always) as seen,
        Gateway(url=seen.url, token=Token(secret), timeouts=PATIENT) as gateway,
    ):
        outcome = gateway.send(CALL)

    assert outcome == Unknown(reason=Reason.CONNECTION_LOST)
    assert len(seen.requests) == 1
    (record,) = caplog.records
    assert (record.levelname, record.name) == ("ERROR", "batch_sender.gateway.failures")
    assert "Traceback" in caplog.text
    assert "in fail\n" in caplog.text
    assert "KeyError" in caplog.text
    assert secret not in caplog.text
    assert CALL.number not in caplog.text


# ── the connection that is kept ───────────────────────────────────────────────────────────────


def two_calls(manners: Manners, *, idle: float) -> tuple[Seen, list[object]]:
    """Send twice, `idle` seconds apart by the gateway's clock."""
    moment = [100.0]
    with (
        served(manners) as seen,
        Gateway(
            url=seen.url, token=Token("t"), timeouts=PATIENT, monotonic=lambda: moment[0]
        ) as gateway,
    ):
        first = gateway.send(CALL)
        moment[0] += idle
        second = gateway.send(CALL)
    return seen, [first, second]


def answer_always(peer: Peer) -> None:
    while True:
        peer.request()
        peer.say(WHOLE)


def test_one_connection_serves_calls_that_follow_closely() -> None:
    seen, outcomes = two_calls(answer_always, idle=3.5)

    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert (len(seen.requests), seen.connections) == (2, 1)


def test_a_connection_that_was_idle_is_not_used_again() -> None:
    seen, outcomes = two_calls(answer_always, idle=5.1)

    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert (len(seen.requests), seen.connections) == (2, 2)


def test_a_connection_the_server_closed_between_two_calls_is_replaced() -> None:
    closed = threading.Event()

    def manners(peer: Peer) -> None:
        peer.request()
        peer.say(WHOLE)
        peer.sock.close()
        closed.set()

    with (
        served(manners) as seen,
        Gateway(url=seen.url, token=Token("t"), timeouts=PATIENT) as gateway,
    ):
        first = gateway.send(CALL)
        assert closed.wait(BOUND)
        second = gateway.send(CALL)

    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    assert (len(seen.requests), seen.connections) == (2, 2)


def test_a_call_lost_on_a_kept_connection_is_in_doubt() -> None:
    def manners(peer: Peer) -> None:
        peer.request()
        peer.say(WHOLE)
        peer.request()

    with (
        trusted(manners)() as seen,
        Gateway(url=seen.url, token=Token("t"), timeouts=PATIENT) as gateway,
    ):
        outcomes = [gateway.send(CALL), gateway.send(CALL)]

    assert isinstance(outcomes[0], Accepted)
    assert outcomes[1] == CUT
    assert (len(seen.requests), seen.connections) == (2, 1)


def test_certificates_that_vanish_stop_a_connection_that_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "certificates.pem"
    store.write_bytes((TLS / "certificate.pem").read_bytes())
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(store))
    with (
        served(answer_always, tls=True) as seen,
        Gateway(url=seen.url, token=Token("t"), timeouts=PATIENT) as gateway,
    ):
        first = gateway.send(CALL)
        store.unlink()
        second = gateway.send(CALL)

    assert isinstance(first, Accepted)
    assert second == ConnectionIll(reason=Reason.CERTIFICATE_STORE_MISSING)
    assert len(seen.requests) == 1


# ── what leaves ───────────────────────────────────────────────────────────────────────────────


def test_our_token_wins_over_netrc_and_cookies_are_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(TLS / "certificate.pem"))

    def manners(peer: Peer) -> None:
        while True:
            peer.request()
            peer.say(WHOLE.replace(b"\r\n", b"\r\nSet-Cookie: a=b; Path=/\r\n", 1))

    with served(manners, tls=True) as seen, Gateway(url=seen.url, token=Token("sécret")) as gateway:
        outcomes = [gateway.send(CALL), gateway.send(CALL)]

    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    for head, body in seen.requests:
        assert "\r\nAuthorization: Bearer sécret\r\n" in f"{head}\r\n"
        assert "Cookie:" not in head
        assert json.loads(body) == {"number": CALL.number, "openTicket": "0", "body": CALL.text}


def test_what_stays_on_this_computer_passes_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with closed_port() as nobody:
        monkeypatch.setenv("HTTP_PROXY", nobody.url)
        monkeypatch.setenv("http_proxy", nobody.url)
        with served(answer_always) as seen, Gateway(url=seen.url, token=Token("t")) as gateway:
            assert isinstance(gateway.send(CALL), Accepted)


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # urllib3 leaves a dead socket to the gc
def test_a_proxys_tunnel_has_the_deadline_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def manners(peer: Peer) -> None:
        peer.sock.recv(65536)
        peer.drip(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 99)

    began = time.monotonic()
    with served(manners) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("https_proxy", proxy.url)
        with Gateway(
            url="https://api.example.com/send", token=Token("t"), timeouts=SHORT
        ) as gateway:
            outcome = gateway.send(CALL)

    gc.collect()
    assert outcome == LATE
    assert time.monotonic() - began < BOUND / 2


def test_a_large_file_is_cut_off_by_no_time_out_while_it_moves(tmp_path: Path) -> None:
    content = bytes(range(256)) * 4096 * 4  # 4 MB: more than the sockets hold
    path = tmp_path / "boleto.pdf"
    path.write_bytes(content)

    def manners(peer: Peer) -> None:
        # A slow line: the client waits for room longer, in sum, than its time to connect.
        peer.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        for _ in range(8):
            peer.sock.recv(65536)
            peer.over.wait(0.1)
        peer.say(WHOLE)
        while peer.sock.recv(65536):
            pass

    file = MediaFile(
        path=path,
        name="boleto.pdf",
        content_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    call = Call(number=CALL.number, part=Part.FILE, text="", media=file, content=content)
    with (
        served(manners) as seen,
        Gateway(url=seen.url, token=Token("t"), timeouts=SHORT) as gateway,
    ):
        assert isinstance(gateway.send(call), Accepted)
