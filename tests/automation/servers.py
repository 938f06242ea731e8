"""Web hooks and mail servers as tests want them: good ones, and ones that never come to an end."""

import contextlib
import json
import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import repeat
from typing import Any, Final

PATIENCE: Final = 30.0


class Hook:
    """A web server that keeps what is posted to it, and answers as it is told."""

    def __init__(
        self, status: int = 200, *, at_arrival: Callable[[], object] = lambda: None
    ) -> None:
        self.status = status
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                hook.bodies.append(json.loads(self.rfile.read(length)))
                hook.headers.append(dict(self.headers))
                hook.paths.append(self.path)
                at_arrival()
                self.send_response(hook.status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                """Say nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/hook/secret"

    def __enter__(self) -> "Hook":
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class Endless:
    """A server that says something, then goes on in pieces until the other side has gone.

    `slowly`: seconds between two pieces. `gone` is set when a connection was shut.
    """

    def __init__(self, piece: bytes, *, first: bytes = b"", slowly: float = 0.0) -> None:
        self.gone, self.reached = threading.Event(), threading.Event()
        self.sent = 0
        self._piece, self._first, self._slowly = piece, first, slowly
        self._over = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/hook/secret"

    def __enter__(self) -> "Endless":
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._over.set()
        self._server.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _address = self._server.accept()
                threading.Thread(target=self._talk, args=(sock,), daemon=True).start()

    def _talk(self, sock: socket.socket) -> None:
        with sock, contextlib.suppress(OSError):
            self.reached.set()
            sock.sendall(self._first)
            for piece in repeat(self._piece):
                sock.sendall(piece)
                self.sent += len(piece)
                if self._over.wait(self._slowly):
                    break
        self.gone.set()
