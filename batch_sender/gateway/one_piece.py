"""A request goes in; its head and the beginning of its body leave together.

By themselves they are two packets, and wake a server twice for a message of a few hundred bytes.
"""

from typing import Any, Final

from urllib3.connection import HTTPConnection

_SHORT: Final = 1 << 16
"""Bytes of a body that go with its head; a file is not copied once more for that."""


class InOnePiece(HTTPConnection):
    """A connection that holds a head back until its body follows; every call of ours has one."""

    _head: bytes | None = None  # None: none is held; empty: what is sent next is one

    def endheaders(self, *args: Any, **kwargs: Any) -> None:
        """End the head, which leaves with what is sent next."""
        self._head = b""
        super().endheaders(*args, **kwargs)

    def send(self, data: Any) -> None:
        """Send what is held back, and this."""
        if self._head == b"":
            self._head = data
            return
        held, self._head = self._head, None
        if held is not None and len(data) <= _SHORT:
            super().send(held + data)
            return
        if held is not None:
            super().send(held)
        super().send(data)
