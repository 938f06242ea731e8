"""A request goes in; its head and the beginning of its body leave together.

By themselves they are two packets, and wake a server twice for a message of a few hundred bytes.
"""

from typing import Any

from urllib3.connection import HTTPConnection


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
        super().send(data if held is None else held + data)
