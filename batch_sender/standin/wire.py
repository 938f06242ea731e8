"""Read HTTP requests from a socket, and write answers whole, slowly, cut off or not at all."""

import contextlib
import os
import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from batch_sender.standin import replies
from batch_sender.standin.replies import Delivery, Reply

DRIP_SECONDS: Final = 0.2
LARGEST_BODY: Final = 64 * 1024 * 1024
_LARGEST_HEAD: Final = 64 * 1024
_CHUNK: Final = 64 * 1024
_IDLE_SECONDS: Final = 60.0
LINGER_NOT: Final = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


Pause = Callable[[float], bool]
"""Wait that many seconds; true when the server is being closed meanwhile."""


class BadRequestError(Exception):
    """What came is no request this server can read; `reply` is what it answers."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A request's first line and headers (names in lower case); `path` without its query."""

    method: str
    path: str
    headers: Mapping[str, str]
    length: int

    @property
    def keep_alive(self) -> bool:
        """Whether the client means to send more on this socket."""
        return self.headers.get("connection", "").lower() != "close"


class WireConnection:
    """One client's socket, read request by request."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._ahead = bytearray()
        sock.settimeout(_IDLE_SECONDS)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def read_head(self) -> Head | None:
        """Return the next request's head; None when the client has closed."""
        while (end := self._ahead.find(b"\r\n\r\n")) < 0:
            if len(self._ahead) > _LARGEST_HEAD:
                raise BadRequestError(replies.BAD_REQUEST)
            if not self._receive():
                return None
        head = _parse_head(self._ahead[:end].decode("latin-1"))
        del self._ahead[: end + 4]
        if head.headers.get("expect", "").lower() == "100-continue":
            self._sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        return head

    def start_of_body(self, head: Head) -> bytes:
        """Return what has arrived of the body, waiting for its first bytes only."""
        if head.length and not self._ahead:
            self._receive()
        return bytes(self._ahead[: min(head.length, _CHUNK)])

    def read_body(self, head: Head) -> bytes | None:
        """Return the whole body; None when the client closed before its end."""
        body = bytearray(head.length)
        have = min(head.length, len(self._ahead))
        body[:have] = self._ahead[:have]
        del self._ahead[:have]
        with memoryview(body) as view:
            while have < head.length:
                got = self._receive_into(view[have:])
                if not got:
                    return None
                have += got
        return bytes(body)

    def _receive(self) -> bool:
        room = bytearray(_CHUNK)
        got = self._receive_into(memoryview(room))
        self._ahead += room[:got]
        return got > 0

    def _receive_into(self, room: memoryview) -> int:
        """Return how many bytes came; 0 when the client has closed or reset the connection."""
        try:
            return self._sock.recv_into(room)
        except ConnectionError:
            return 0

    def answer(self, reply: Reply, manner: Delivery, *, keep_alive: bool, pause: Pause) -> bool:
        """Answer in the given manner; return whether another request may follow."""
        head, body = reply.head(keep_alive=keep_alive), reply.body
        match manner:
            case Delivery.WHOLE:
                self._sock.sendall(head + body)
                return keep_alive
            case Delivery.BODY_DRIPS:
                self._sock.sendall(head)
                return self._drip(body, pause) and keep_alive
            case Delivery.HEAD_DRIPS:
                return self._drip(head + body, pause) and keep_alive
            case _:
                self._answer_badly(head, body, manner)
                return False

    def _answer_badly(self, head: bytes, body: bytes, manner: Delivery) -> None:
        if manner is Delivery.HEAD_CUT:
            self._sock.sendall(head[: head.index(b"Content-Length") + 8])
        elif manner is Delivery.BODY_CUT:
            self._sock.sendall(head + body[: len(body) // 2])
        elif manner is Delivery.GARBAGE:
            self._sock.sendall(b"\x00this is not HTTP\r\n\r\n")
        elif manner is Delivery.SILENT:
            self._wait_for_the_client_to_leave()
        elif manner in {Delivery.RESET, Delivery.RESET_UNREAD}:
            self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)

    def _drip(self, data: bytes, pause: Pause) -> bool:
        for byte in data:
            self._sock.sendall(bytes((byte,)))
            if pause(DRIP_SECONDS):
                return False
        return True

    def _wait_for_the_client_to_leave(self) -> None:
        self._sock.settimeout(None)
        with contextlib.suppress(OSError):
            while self._sock.recv(_CHUNK):
                pass


def _parse_head(text: str) -> Head:
    first, *lines = text.split("\r\n")
    words = first.split(" ")
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines)
    }
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise BadRequestError(replies.BAD_REQUEST)
    if "transfer-encoding" in headers:
        raise BadRequestError(replies.LENGTH_REQUIRED)
    return Head(
        method=words[0],
        path=words[1].partition("?")[0],
        headers=headers,
        length=_length(headers.get("content-length", "0")),
    )


def _length(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise BadRequestError(replies.BAD_REQUEST)
    if int(text) > LARGEST_BODY:
        raise BadRequestError(replies.TOO_LARGE)
    return int(text)
