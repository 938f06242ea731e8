"""What a browser sends: so much, so fast, from so many at once."""

import asyncio
import contextlib
import socket

import pytest
import requests
from starlette.types import Message, Receive, Scope, Send

from batch_sender.web.bodies import Bodies, Body, BodyTooLarge, BodyTooSlow, Patience
from batch_sender.web.connections_held import PatientProtocol
from batch_sender.web.serving import Running
from tests.web.conftest import Visitor

QUICK = Patience(silence=0.05, grace=0.1, rate=1000)


def body_of(*pieces: tuple[float, bytes]) -> Body:
    """A body whose pieces come after so many seconds each; the last one is its end."""
    left = list(pieces)

    async def receive() -> Message:
        seconds, content = left.pop(0)
        await asyncio.sleep(seconds)
        return {"type": "http.request", "body": content, "more_body": bool(left)}

    return Body(receive, most=1000, patience=QUICK)


async def read(body: Body) -> bytes:
    got: bytes = b""
    while True:
        message = await body()
        got += message["body"]
        if not message["more_body"]:
            return got


@pytest.mark.parametrize(
    ("pieces", "fault"),
    [
        ([(0, b"a" * 400), (0, b"b" * 400)], None),
        ([(0, b"a" * 400), (0, b"b" * 400), (0, b"c" * 400)], BodyTooLarge),
        ([(0, b"a"), (1, b"b")], BodyTooSlow),
        ([(0.03, b"a")] * 8, BodyTooSlow),
        ([(0.03, b"a" * 100)] * 8, None),
    ],
    ids=["whole", "more than is taken", "silent", "dripping", "slow, and on its way"],
)
def test_a_body_is_bounded(
    pieces: list[tuple[float, bytes]], fault: type[Exception] | None
) -> None:
    async def whole() -> bytes:
        return await read(body_of(*pieces))

    if fault is None:
        assert len(asyncio.run(whole())) == sum(len(content) for _seconds, content in pieces)
    else:
        with pytest.raises(fault):
            asyncio.run(whole())


def test_of_too_many_at_once_the_last_is_told_to_come_again() -> None:
    scope: Scope = {"type": "http", "headers": [(b"content-length", b"2000000")], "path": "/"}
    codes: list[int] = []

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await gate.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            codes.append(message["status"])

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def all_at_once() -> None:
        bounded = Bodies(app, most_bytes=10_000_000, uploads=2)
        asked = [asyncio.create_task(bounded(dict(scope), receive, send)) for _ in range(3)]
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(*asked)
        await bounded(dict(scope), receive, send)

    gate = asyncio.Event()
    asyncio.run(all_at_once())
    assert sorted(codes) == [200, 200, 200, 503], "there is room again after the others"


def test_a_form_that_nobody_has_to_fill_in_is_small(visitor: Visitor) -> None:
    answer = visitor.post("/language", {"lang": "en", "back": "/" * 20_000})
    assert answer.status_code == 413


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PatientProtocol, "head_seconds", 0.2)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "])
def test_a_browser_that_never_ends_its_request_is_let_go(running: Running, begun: bytes) -> None:
    host, port = running.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as slow:
        slow.sendall(begun)
        with contextlib.suppress(ConnectionResetError):
            assert slow.recv(100) == b""
    assert requests.get(running.url + "/healthz", timeout=30).status_code == 200
