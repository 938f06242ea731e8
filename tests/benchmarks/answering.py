"""The server that both senders post to: it reads each request whole and says yes after so many seconds.

It knows nothing of the API but its yes, so that it takes as little of the machine as it can.
    python -m tests.benchmarks.answering SECONDS     prints its port, then serves until stdin ends
"""

import asyncio
import sys

_BODY = b'{"status":"SUCCESS"}'
_YES = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
    b"Content-Length: " + str(len(_BODY)).encode() + b"\r\nConnection: keep-alive\r\n\r\n" + _BODY
)
_LENGTH = b"content-length:"


class Answering(asyncio.Protocol):
    """One client's connection."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
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
        if self._seconds:
            asyncio.get_running_loop().call_later(self._seconds, self._answer)
        else:
            self._answer()

    def _answer(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(_YES)


def _length(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    return next((int(line[len(_LENGTH) :]) for line in lines if line.startswith(_LENGTH)), 0)


async def _serve(seconds: float) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answering(seconds), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))
