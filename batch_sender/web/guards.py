"""What stands in front of every route: whose requests are taken, how large, and what a browser may run.

A page of this machine can be reached by any page that the browser has open: by its address, or by a name
that an attacker lets point here (DNS rebinding). So the host must be ours, what changes something must
come from a page of ours, and nothing but our own files is run, shown or sent to.
"""

import re
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

_FILES_ORIGIN: Final = "null"
_STRANGE: Final = re.compile(r"[\x00-\x1f\x7f\\]")
"""Signs of no address of ours. A route's pattern ends before a last line break, and a rule of roles does not."""

_HEALTH: Final = "/healthz"
_LONGEST_NUMBER: Final = 18
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
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_ONLY_TLS: Final = "max-age=31536000"


@dataclass(frozen=True, slots=True)
class Guards:
    """Refuses what does not come from a page of ours. `hosts`: the names that are us, without a port.

    `most_bytes`: how much a request may bring along; `only_tls`: nobody is answered in the clear.
    """

    app: ASGIApp
    _: KW_ONLY
    hosts: Collection[str]
    most_bytes: int
    only_tls: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or say why not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, guarded(scope, send))
            return
        await self.app(scope, receive, guarded(scope, send))

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if not self._is_ours(headers.get("host", "")):
            sentence = _("This page answers to its own address alone.")
            return _refused(scope, sentence, 421, "not_this_host")
        if self.only_tls and scope["scheme"] != "https" and scope["path"] != _HEALTH:
            return _refused(scope, _("This page answers by https alone."), 421, "not_by_https")
        if _STRANGE.search(scope["path"]):
            return _refused(scope, _("There is no such page."), 404, "no_such_page")
        if scope["method"] not in _HARMLESS and not _is_from_us(scope, headers):
            sentence = _("This was asked for by another page.")
            return _refused(scope, sentence, 403, "another_page")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > _LONGEST_NUMBER or int(length) > self.most_bytes:
            return _refused(scope, _("That is more than the page takes."), 413, "body_too_large")
        return None

    def _is_ours(self, host: str) -> bool:
        name, _colon, port = host.casefold().rpartition(":")
        return (name if port.isdecimal() else host.casefold()) in self.hosts


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


def _is_from_us(scope: Scope, headers: Headers) -> bool:
    """Say whether a page of ours asks, the file that holds a ticket, or a program with a key of its own."""
    if scope["path"].startswith(_API):
        return True  # no browser adds a key by itself
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "same-origin")
    own = f"{scope['scheme']}://{headers['host']}"
    if scope["path"] == _ENTER and origin in {None, _FILES_ORIGIN, own}:
        return True
    return site in {"same-origin", "none"} and origin in {None, own}


def guarded(scope: Scope, send: Send) -> Send:
    """Set on every answer what a browser may do with it."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            if scope["scheme"] == "https":
                headers.setdefault("Strict-Transport-Security", _ONLY_TLS)
            if not scope["path"].startswith("/static/"):
                headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return with_headers
