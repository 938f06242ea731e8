"""Take what a browser sends along: so much of it, so fast, and from so many at once."""

import asyncio
from dataclasses import KW_ONLY, dataclass, field
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from batch_sender.language import _

_LARGE: Final = 1_000_000
"""Bytes from which a request counts as an upload."""

_SCOPE: Final = "batch_sender.body"


class BodyTooLarge(Exception):
    """A body goes on beyond what its header said, or beyond what is taken."""


class BodyTooSlow(Exception):
    """A body drips in, or its sender has fallen silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How slow a body may be. `silence`: seconds without a byte; `rate`: bytes a second after `grace` seconds."""

    silence: float = 30
    grace: float = 60
    rate: float = 4_000


class Body:
    """Hands on what a browser sends, within bounds of size and time."""

    def __init__(self, receive: Receive, *, most: int, patience: Patience) -> None:
        self._receive, self._most, self._patience = receive, most, patience
        self._got, self._began = 0, asyncio.get_running_loop().time()
        self._over = False

    def at_most(self, most: int) -> None:
        """Take less: what a form without files holds."""
        self._most = min(self._most, most)

    async def __call__(self) -> Message:
        """Return the next piece.

        Raises:
            BodyTooLarge, BodyTooSlow: it is beyond a bound.
        """
        if self._over:
            return (
                await self._receive()
            )  # this waits for the browser to go away, however long it stays
        try:
            message = await asyncio.wait_for(self._receive(), self._seconds_left())
        except TimeoutError as err:
            raise BodyTooSlow from err
        self._got += len(message.get("body", b""))
        if self._got > self._most:
            raise BodyTooLarge
        self._over = not message.get("more_body", False)
        return message

    def _seconds_left(self) -> float:
        allowed = self._patience.grace + self._got / self._patience.rate
        spent = asyncio.get_running_loop().time() - self._began
        return max(min(self._patience.silence, allowed - spent), 0.001)


@dataclass(frozen=True, slots=True)
class Bodies:
    """Bounds the bodies of all requests. `at_once`: requests that are answered at a time, `uploads` of them large."""

    app: ASGIApp
    _: KW_ONLY
    most_bytes: int
    patience: Patience = field(default_factory=Patience)
    at_once: int = 200
    uploads: int = 8
    _under_way: dict[str, int] = field(default_factory=lambda: {"all": 0, "large": 0})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, if there is room."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        kinds = ("all", "large") if _is_large(scope) else ("all",)
        most = {"all": self.at_once, "large": self.uploads}
        if any(self._under_way[kind] >= most[kind] for kind in kinds):
            told = _("Very much is asked of the page just now. Try again in a moment.")
            busy = PlainTextResponse(told, 503, headers={"Retry-After": "10"})
            await busy(scope, receive, send)
            return
        self._count(kinds, 1)
        try:
            body = Body(receive, most=self.most_bytes, patience=self.patience)
            scope[_SCOPE] = body
            await self.app(scope, body, send)
        finally:
            self._count(kinds, -1)

    def _count(self, kinds: tuple[str, ...], by: int) -> None:
        for kind in kinds:
            self._under_way[kind] += by


def body_of(scope: Scope) -> Body:
    """Return the body of a request."""
    found: Body = scope[_SCOPE]
    return found


def _is_large(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return "transfer-encoding" in headers or int(headers.get("content-length", "0")) > _LARGE
