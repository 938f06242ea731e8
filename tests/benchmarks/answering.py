"""The server that both senders post to: it reads each request whole and says yes after so many seconds.

It knows nothing of the API but its yes, so that it takes as little of the machine as it can. It keeps the
time, too, so that both are measured alike: a GET is told the seconds from the first request since the last
GET to the last answer.
    python -m tests.benchmarks.answering SECONDS     prints its port, then serves until stdin ends
"""

import asyncio
import contextlib
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

_LENGTH = b"content-length:"


def _answer(body: bytes) -> bytes:
    return (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
        b"Content-Length: " + str(len(body)).encode() + b"\r\nConnection: keep-alive\r\n\r\n" + body
    )


_YES = _answer(b'{"status":"SUCCESS"}')


class Watch:
    """When the first request came and the last answer left."""

    def __init__(self) -> None:
        self._first: float | None = None
        self._last = 0.0

    def came(self) -> None:
        if self._first is None:
            self._first = time.perf_counter()

    def left(self) -> None:
        self._last = time.perf_counter()

    def read(self) -> bytes:
        """Return the seconds between the two, and begin anew."""
        first, self._first = self._first, None
        return str(self._last - first).encode() if first is not None else b"0"


def beside(url: str, number: int) -> str:
    """Return another address of the same server, as if it were one of many: each has a pace and a queue of its own."""
    return url.replace("127.0.0.1", f"127.0.1.{1 + number}")


def seconds_at(url: str) -> float:
    """Ask the server at this address how long what it was sent has taken it, first to last."""
    with urllib.request.urlopen(url) as told:  # noqa: S310 - our own server
        return float(told.read())


@contextlib.contextmanager
def serving(seconds: float) -> Iterator[str]:
    """Serve in a process of its own while the block runs; yields the address."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.answering", str(seconds)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with server:
        assert server.stdout is not None
        assert server.stdin is not None
        yield f"http://127.0.0.1:{int(server.stdout.readline())}/api/messages/send"
        server.stdin.close()


class Answering(asyncio.Protocol):
    """One client's connection."""

    def __init__(self, seconds: float, watch: Watch) -> None:
        self._seconds, self._watch = seconds, watch
        self._waiting = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        head, found, body = self._waiting.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        self._waiting = body[_length(head) :]
        if head.startswith(b"GET "):
            self._write(_answer(self._watch.read()))
            return
        self._watch.came()
        if self._seconds:
            asyncio.get_running_loop().call_later(self._seconds, self._answer)
        else:
            self._answer()

    def _answer(self) -> None:
        self._write(_YES)
        self._watch.left()

    def _write(self, answer: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(answer)


def _length(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    return next((int(line[len(_LENGTH) :]) for line in lines if line.startswith(_LENGTH)), 0)


async def _serve(seconds: float) -> None:
    loop, watch = asyncio.get_running_loop(), Watch()
    server = await loop.create_server(lambda: Answering(seconds, watch), "0.0.0.0", 0)  # noqa: S104
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))
