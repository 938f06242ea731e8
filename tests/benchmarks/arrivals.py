"""A server with as many addresses as loopback has, which keeps when each message came to which of them.

python -m tests.benchmarks.arrivals     prints its port, then serves until stdin ends. A GET is told, as
JSON, the moments at which messages came, by the address they came to, and forgets them.
"""

import asyncio
import contextlib
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

_YES = b'{"status":"SUCCESS"}'


@contextlib.contextmanager
def serving() -> Iterator[int]:
    """Serve in a process of its own while the block runs; yields the port."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.arrivals"],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with server:
        assert server.stdout is not None
        assert server.stdin is not None
        yield int(server.stdout.readline())
        server.stdin.close()


def read(port: int) -> dict[str, list[float]]:
    """Return when messages came to each address since the last time."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as told:
        found: dict[str, list[float]] = json.loads(told.read())
    return found


def url(number: int, port: int) -> str:
    """Return the address of one of many servers of the API."""
    return f"http://127.0.{1 + number // 250}.{1 + number % 250}:{port}/api/messages/send"


_CAME: dict[str, list[float]] = {}


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    address = str(writer.get_extra_info("sockname")[0])
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            came = time.monotonic()
            body = _YES
            if head.startswith(b"GET "):
                body = json.dumps(_CAME).encode()
                _CAME.clear()
            else:
                _CAME.setdefault(address, []).append(came)
                await reader.readexactly(_length(head))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ")
            writer.write(str(len(body)).encode() + b"\r\n\r\n" + body)
            await writer.drain()
    writer.close()


def _length(head: bytes) -> int:
    name = b"content-length:"
    lines = head.lower().split(b"\r\n")
    return next((int(line[len(name) :]) for line in lines if line.startswith(name)), 0)


async def _serve() -> None:
    # All of loopback, and nothing of the network: who comes from elsewhere is not answered there.
    server = await asyncio.start_server(_answer, "0.0.0.0", 0)  # noqa: S104
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve())
