"""Cut off a call that is not over after a number of seconds, by its socket.

The time-outs of requests are per read: an answer whose headers drip in, a byte at a time, beats
them all (docs/measured.md). So a watchdog shuts the socket down, and the reading thread sees its end.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.exceptions import ConnectTimeoutError

from batch_sender.gateway.establishing import (
    CertificatesNotFound,
    ProxyUnreachable,
    TunnelRefused,
    before_a_request,
    by_proxy,
)


class WatchedConnection:
    """The one connection of a gateway, and the watchdog of the call that is on it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._ends: float | None = None  # when the call that is under way must be over
        self._watched_until: float | None = (
            None  # when the watchdog looks again; None: there is none
        )
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
        with self._changed:
            self._cut = False
            self._ends = time.monotonic() + seconds
            if self._watched_until is None:
                self._watched_until = self._ends
                threading.Thread(target=self._watch, name="deadline", daemon=True).start()
            elif self._ends < self._watched_until:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._ends = None

    def close(self) -> None:
        """Let the watchdog go; the next call gets a new one."""
        with self._changed:
            self._changed.notify()

    def _watch(self) -> None:
        """Watch over call after call, and end when there is none: a thread a call is too much.

        While calls follow each other it wakes once in a call's time, whatever their number.
        """
        with self._changed:
            while self._ends is not None:
                self._watched_until = self._ends
                self._changed.wait(self._ends - time.monotonic())
                if _is_over(self._ends):
                    self._cut_off()
            self._watched_until = None

    def connecting(self, connection: HTTPConnection) -> None:
        """Take note of a connection that is about to be made."""
        with self._changed:
            self._connection, self._socket = connection, None

    def connected(self, connection: HTTPConnection) -> None:
        """Take note of the connection's socket, which outlives `connection.sock` while it is read.

        Raises:
            ConnectTimeoutError: the time is up. Nothing has left yet, and nothing will.
        """
        with self._changed:
            self._socket = connection.sock
            if self._cut:
                raise ConnectTimeoutError(connection, "out of time before the request could leave")

    def _cut_off(self) -> None:
        self._cut, self._ends = True, None
        sock = self._socket or (self._connection and self._connection.sock)
        # TLS inside a proxy's TLS is no socket, but has one.
        sock = getattr(sock, "socket", sock)
        if sock:
            with contextlib.suppress(OSError):
                # Of the plain class: that of SSLSocket forgets its encryption before it shuts,
                # and what the other thread writes in between would leave in the clear.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _is_over(ends: float | None) -> bool:
    return ends is not None and ends <= time.monotonic()


class WatchedAdapter(HTTPAdapter):
    """An adapter with one connection, no retries, and a `WatchedConnection` that knows its socket."""

    def __init__(self, watched: WatchedConnection) -> None:
        self._watched = watched
        self._pool: Any = None
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """Find the one pool there is, which is the same for every call until it is closed."""
        if self._pool is None:
            # The address was checked; what cannot be read here is that of a proxy.
            with before_a_request(ProxyUnreachable):
                self._pool = super().get_connection_with_tls_context(*args, **kwargs)
        return self._pool

    def cert_verify(self, *args: Any, **kwargs: Any) -> None:
        """Find the file of certificates, as usual, or say that there is none."""
        with before_a_request(CertificatesNotFound):
            super().cert_verify(*args, **kwargs)  # type: ignore[no-untyped-call]  # the stubs say nothing of it

    def close(self) -> None:
        """Close it at once; the next call gets a new one."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()  # by itself it stays open until nobody remembers any call on it
        super().close()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools as usual, but of watched connections."""
        super().init_poolmanager(*args, **kwargs)
        _watch(self.poolmanager, self._watched)

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        """Make a proxy's pools as usual, but of watched connections."""
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        if not known:
            _watch(manager, self._watched)
        return manager


def _watch(manager: Any, watched: WatchedConnection) -> None:
    """Replace the pool classes of `manager` by children whose connections report to `watched`."""
    manager.pool_classes_by_scheme = {
        scheme: type(
            pool.__name__, (pool,), {"ConnectionCls": _watched(pool.ConnectionCls, watched)}
        )
        for scheme, pool in manager.pool_classes_by_scheme.items()
    }


def _watched(
    connection_class: type[HTTPConnection], watched: WatchedConnection
) -> type[HTTPConnection]:
    def connect(self: HTTPConnection) -> None:
        watched.connecting(self)
        # Before a request's first byte, and never again in its call: there are no retries.
        with before_a_request(by_proxy(self), unless=lambda: watched.cut):
            connection_class.connect(self)
        watched.connected(self)

    def tunnel(self: Any) -> None:
        with before_a_request(TunnelRefused, unless=lambda: watched.cut):
            connection_class._tunnel(self)  # noqa: SLF001 - http.client's, where it asks a proxy for a way

    methods = {"connect": connect, "_tunnel": tunnel}
    return type(connection_class.__name__, (connection_class,), methods)
