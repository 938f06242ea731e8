"""A number of seconds goes in; a call that is not over by then loses its socket.

The time-outs of requests are per read: an answer whose headers drip in, a byte at a time, beats
them all (facts.md). So a watchdog shuts the socket down, and the reading thread sees its end.
"""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.exceptions import ConnectTimeoutError


class Line:
    """The one connection of a gateway, and the watchdog of the call that is on it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._call = 0
        self._cut = False
        self._connection: HTTPConnection | None = None
        self._socket: socket.socket | None = None

    @property
    def cut(self) -> bool:
        """Whether the last call ran out of time."""
        return self._cut

    @contextlib.contextmanager
    def deadline(self, seconds: float) -> Iterator[None]:
        """Cut the call made inside when it has not ended after `seconds`."""
        with self._lock:
            self._cut = False
            call = self._call
        watchdog = threading.Timer(seconds, self._cut_off, args=(call,))
        watchdog.daemon = True
        watchdog.start()
        try:
            yield
        finally:
            watchdog.cancel()
            with self._lock:
                # A watchdog that wakes this very moment must not bite the next call.
                self._call += 1

    def connecting(self, connection: HTTPConnection) -> None:
        """Take note of a connection that is about to be made."""
        with self._lock:
            self._connection, self._socket = connection, None

    def connected(self, connection: HTTPConnection) -> None:
        """Take note of the connection's socket, which outlives `connection.sock` while it is read.

        Raises:
            ConnectTimeoutError: the time is up. Nothing has left yet, and nothing will.
        """
        with self._lock:
            self._socket = connection.sock
            if self._cut:
                raise ConnectTimeoutError(connection, "out of time before the request could leave")

    def _cut_off(self, call: int) -> None:
        with self._lock:
            if call != self._call:
                return
            self._cut = True
            sock = self._socket or (self._connection and self._connection.sock)
            # TLS inside a proxy's TLS is no socket, but has one.
            sock = getattr(sock, "socket", sock)
            if sock:
                with contextlib.suppress(OSError):
                    # Of the plain class: that of SSLSocket forgets its encryption before it shuts,
                    # and what the other thread writes in between would leave in the clear.
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)


class WatchedAdapter(HTTPAdapter):
    """An adapter with one connection, no retries, and a `Line` that knows its socket."""

    def __init__(self, line: Line) -> None:
        self._line = line
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools as usual, but of watched connections."""
        super().init_poolmanager(*args, **kwargs)
        _watch(self.poolmanager, self._line)

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        """Make a proxy's pools as usual, but of watched connections."""
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        if not known:
            _watch(manager, self._line)
        return manager


def _watch(manager: Any, line: Line) -> None:
    """Replace the pool classes of `manager` by children whose connections report to `line`."""
    manager.pool_classes_by_scheme = {
        scheme: type(pool.__name__, (pool,), {"ConnectionCls": _watched(pool.ConnectionCls, line)})
        for scheme, pool in manager.pool_classes_by_scheme.items()
    }


def _watched(connection_class: type[HTTPConnection], line: Line) -> type[HTTPConnection]:
    def connect(self: HTTPConnection) -> None:
        line.connecting(self)
        connection_class.connect(self)
        line.connected(self)

    return type(connection_class.__name__, (connection_class,), {"connect": connect})
