"""A TCP relay on loopback between a program and its server: a test cuts it, freezes it, or loses an answer."""

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterator
from typing import Final, Self

from sqlalchemy import URL, make_url

_CHUNK: Final = 65536
_SLICE: Final = 0.02
_PATIENCE: Final = 5.0


class TcpProxy:
    """Relays each connection to one server, until told otherwise.

    `cut`: end all connections and refuse new ones; `freeze`: hold what is sent, both ways, as a cable does that
    nobody has noticed is out; `mend`: relay again. `lose_answer_to`: pass a request on that holds these bytes,
    wait for its answer, and end the connection in the place of handing it over.
    """

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._flows = threading.Event()
        self._flows.set()
        self._is_cut = False
        self._fatal: tuple[bytes, bytes] | None = None
        self.answer_lost = threading.Event()
        self._thread = threading.Thread(target=self._accept, name="tcp-proxy", daemon=True)
        self._thread.start()

    @classmethod
    def before(cls, postgres: str) -> Self:
        """Stand before the server of a PostgreSQL URL."""
        url = make_url(postgres)
        return cls(url.host or "127.0.0.1", url.port or 5432)

    def url(self, postgres: str) -> str:
        """Return the same URL, through here and in the clear: the proxy reads what is asked."""
        there: URL = make_url(postgres).set(host="127.0.0.1", port=self.port)
        through = there.update_query_dict({"sslmode": "disable"})
        return through.render_as_string(hide_password=False)

    def cut(self) -> None:
        """End all connections; refuse new ones."""
        with self._lock:
            self._is_cut = True
            self._drop_all()

    def drop(self) -> None:
        """End all connections, and take new ones at once: the server was restarted."""
        with self._lock:
            self._drop_all()

    def freeze(self) -> None:
        """Hold all that is sent; connections stay open."""
        self._flows.clear()

    def mend(self) -> None:
        """Relay again, what was held first."""
        with self._lock:
            self._is_cut = False
        self._flows.set()

    def lose_answer_to(self, request: bytes, *, after: bytes = b"") -> None:
        """Cut the next connection that asks this, and has asked `after` before, once the server has answered."""
        self.answer_lost.clear()
        self._fatal = (after, request)

    def close(self) -> None:
        """End."""
        self._flows.set()
        self.cut()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # or whoever waits there waits on
        self._listener.close()
        self._thread.join(_PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def _drop_all(self) -> None:
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        with client:
            if self._is_cut:
                return
            try:
                server = socket.create_connection(self._server, timeout=_PATIENCE)
            except OSError:
                return
            with server:
                server.settimeout(None)
                with self._lock:
                    self._open |= {client, server}
                with contextlib.suppress(OSError):
                    self._carry(client, server)
                with self._lock:
                    self._open -= {client, server}

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        is_fatal, asked = False, b""
        for source in _readable(client, server):
            self._flows.wait()
            data = source.recv(_CHUNK)
            if not data:
                return
            if source is server and is_fatal:
                self.answer_lost.set()
                return
            if source is client and self._fatal is not None:
                after, request = self._fatal
                # Of what was asked before that only the end is of interest.
                asked = (asked if after in asked else asked[-_CHUNK:]) + data
                if request in asked.partition(after)[2] if after else request in data:
                    self._fatal, is_fatal = None, True
            (server if source is client else client).sendall(data)


def _readable(*sockets: socket.socket) -> Iterator[socket.socket]:
    with selectors.DefaultSelector() as waiting:
        for each in sockets:
            waiting.register(each, selectors.EVENT_READ)
        while all(each.fileno() >= 0 for each in sockets):
            for key, _events in waiting.select(_SLICE):
                yield key.fileobj  # type: ignore[misc]  # a socket, as registered
