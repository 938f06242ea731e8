"""A network of one's own for one worker: one way to the database, which can be cut, and another to the API."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import pytest

HOST_TO_DATABASE: Final = "10.231.1.1"
_HOST_TO_API: Final = "10.231.2.1"

_FORWARD: Final = """
import asyncio, sys

port, host = int(sys.argv[1]), sys.argv[2]

async def pour(source, sink):
    try:
        while piece := await source.read(65536):
            sink.write(piece)
            await sink.drain()
    except OSError:
        pass
    finally:
        sink.close()

async def serve(source, sink):
    there, away = await asyncio.open_connection(host, port)
    await asyncio.gather(pour(source, away), pour(there, sink))

async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", port)
    print("listens", flush=True)
    await server.serve_forever()

asyncio.run(main())
"""
"""Inside, the API is at the same address as outside: a connection is known by its URL."""


class Namespace:
    """Where a worker runs whose way to the database can be cut."""

    def __init__(self) -> None:
        self.name = f"proof{os.getpid()}"
        self._ways = {"d": HOST_TO_DATABASE, "a": _HOST_TO_API}

    @property
    def prefix(self) -> list[str]:
        """What a command stands behind that is to run inside."""
        return ["ip", "netns", "exec", self.name]

    def make(self) -> None:
        ip("netns", "add", self.name)
        ip("-n", self.name, "link", "set", "lo", "up")
        for way, host in self._ways.items():
            outside, inside = self._outside(way), f"in{way}{os.getpid()}"
            ip("link", "add", outside, "type", "veth", "peer", "name", inside, "netns", self.name)
            ip("addr", "add", f"{host}/24", "dev", outside)
            ip("link", "set", outside, "up")
            ip("-n", self.name, "addr", "add", f"{host[:-1]}2/24", "dev", inside)
            ip("-n", self.name, "link", "set", inside, "up")

    def cut(self) -> None:
        """Let nothing through between it and the database, nor any word of that."""
        ip("link", "set", self._outside("d"), "down")

    def mend(self) -> None:
        ip("link", "set", self._outside("d"), "up")

    def remove(self) -> None:
        for way in self._ways:
            with suppress(subprocess.CalledProcessError):
                ip("link", "del", self._outside(way))
        with suppress(subprocess.CalledProcessError):
            ip("netns", "del", self.name)

    @staticmethod
    def _outside(way: str) -> str:
        return f"ou{way}{os.getpid()}"


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, timeout=30)


@contextmanager
def namespace(api_port: int) -> Iterator[Namespace]:
    """Make one, from which a stand-in on all of this machine's addresses is reached at 127.0.0.1.

    Skips where that is not permitted.
    """
    if shutil.which("ip") is None:
        pytest.skip("there is no `ip` to make a network namespace with")
    made = Namespace()
    try:
        try:
            made.make()
            subprocess.run([*made.prefix, "true"], check=True, capture_output=True, timeout=30)
        except subprocess.CalledProcessError as err:
            pytest.skip(f"no network namespace may be made here: {err.stderr!r}")
        with _forwarding(made, api_port):
            yield made
    finally:
        made.remove()


@contextmanager
def _forwarding(made: Namespace, port: int) -> Iterator[None]:
    command = [*made.prefix, sys.executable, "-c", _FORWARD, str(port), _HOST_TO_API]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "listens\n"
            yield
        finally:
            process.kill()
