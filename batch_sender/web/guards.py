"""What stands in front of every route: whose requests are taken, how large, and what a browser may run.

A page of this machine can be reached by any page that the browser has open: by its address, or by a name
that an attacker lets point here (DNS rebinding). So the host must be ours, what changes something must
come from a page of ours, and nothing but our own files is run, shown or sent to.
"""

from collections.abc import Collection
from dataclasses import KW_ONLY, dataclass
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from batch_sender.language import _

_HARMLESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_ENTER: Final = "/enter"
"""The one address that a file of this machine posts to: it holds a ticket, which no other page has."""

_API: Final = "/api/"
"""What programs ask with a key of their own, and never by a cookie."""

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # without one a form's Origin would be "null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True, slots=True)
class Guards:
    """Refuses what does not come from a page of ours. `hosts`: the names that are us, without a port.

    `most_bytes`: how much a request may bring along.
    """

    app: ASGIApp
    _: KW_ONLY
    hosts: Collection[str]
    most_bytes: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or say why not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, _guarded(scope, send))
            return
        await self.app(scope, _SizeLimit(receive, self.most_bytes), _guarded(scope, send))

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if not self._is_ours(headers.get("host", "")):
            sentence = _("This page answers to its own address alone.")
            return _refused(scope, sentence, 421, "not_this_host")
        if scope["method"] not in _HARMLESS and not self._is_open(scope["path"]):
            origin, site = headers.get("origin"), headers.get("sec-fetch-site", "same-origin")
            own = {f"{scope['scheme']}://{headers['host']}"}
            if site not in {"same-origin", "none"} or (origin is not None and origin not in own):
                sentence = _("This was asked for by another page.")
                return _refused(scope, sentence, 403, "another_page")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self.most_bytes:
            return _refused(scope, _("That is more than the page takes."), 413, "body_too_large")
        return None

    def _is_open(self, path: str) -> bool:
        """Say whether a foreign page may ask: it holds no ticket, and no key, which no browser adds by itself."""
        return path == _ENTER or path.startswith(_API)

    def _is_ours(self, host: str) -> bool:
        name, _colon, port = host.rpartition(":")
        return (name if port.isdecimal() else host) in self.hosts


def _refused(scope: Scope, sentence: str, status: int, code: str) -> Response:
    """Say why a request is not let through: a program reads a problem (RFC 9457), a person a sentence."""
    if not scope["path"].startswith(_API):
        return PlainTextResponse(sentence, status)
    problem = {
        "type": f"urn:batch-sender:problem:{code}",
        "code": code,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence,
        "next": "",
    }
    return JSONResponse(problem, status, media_type="application/problem+json")


class BodyTooLarge(Exception):
    """A body goes on beyond what its header said, or beyond what is taken."""


class _SizeLimit:
    """Hands on what a browser sends, up to a limit."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._left = receive, most

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise BodyTooLarge
        return message


def _guarded(scope: Scope, send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            if not scope["path"].startswith("/static/"):
                headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return with_headers
