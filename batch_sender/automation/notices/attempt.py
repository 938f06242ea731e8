"""One try to tell somebody, which can be cut off: its sockets are shut, its command is killed.

Time-outs alone do not end it: they are for each read, and an answer that drips in beats them all.
"""

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Final

MOST_READ: Final = 256 * 1024
"""Bytes of what the other side says; who says more is cut off."""


class CutOff(Exception):
    """The try was over before this could begin."""


class NoticeAttempt:
    """What a try has open. A context manager: at its end all of that is let go."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cutting: list[Callable[[], None]] = []
        self._twins: list[socket.socket] = []
        self._cut = False

    def keep(self, sock: socket.socket) -> None:
        """Take note of a socket, before anything is said on it.

        Raises:
            CutOff: the try is over; nothing may be said any more.
        """
        # A second handle of the same connection: TLS takes the first one's away while it begins.
        twin = sock.dup()
        with self._lock:
            self._twins.append(twin)
        self.at_cut(lambda: twin.shutdown(socket.SHUT_RDWR))

    def at_cut(self, cut: Callable[[], None]) -> None:
        """Take note of how something that has begun is ended.

        Raises:
            CutOff: the try is over; what has begun was ended.
        """
        with self._lock:
            late = self._cut
            self._cutting.append(cut)
        if late:
            self._end(cut)
            raise CutOff

    def cut(self) -> None:
        """End whatever has begun, and whatever begins from here on."""
        with self._lock:
            self._cut = True
            cutting = tuple(self._cutting)
        for each in cutting:
            self._end(each)

    def close(self) -> None:
        """Let go of what was open; the try has ended by itself, or by `cut`."""
        with self._lock:
            twins, self._twins, self._cutting = self._twins, [], []
        for twin in twins:
            twin.close()

    @staticmethod
    def _end(cut: Callable[[], None]) -> None:
        with contextlib.suppress(OSError):  # it ended by itself
            cut()
