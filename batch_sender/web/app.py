"""Put the routes together, and in front of them what every request goes through."""

from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from batch_sender import language
from batch_sender.language import _
from batch_sender.models.errors import BatchSenderError
from batch_sender.web.api.app import PREFIX as API
from batch_sender.web.api.app import api
from batch_sender.web.guards import BodyTooLarge, Guards
from batch_sender.web.rendering import page
from batch_sender.web.routes import ROUTES
from batch_sender.web.sessions import Sessions
from batch_sender.web.site import Site, site_of
from batch_sender.web.speaking import LANGUAGE_COOKIE, Speaking

OWN_HOSTS: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
MOST_UPLOADED: Final = 500_000_000
"""Bytes of a request: a list of a million rows, with a picture and room to spare."""

_OPEN: Final = ("/enter", "/static/", "/healthz", "/language", "/api/", "/metrics")
"""What is answered without a session; programs bring a key of their own."""


def application(site: Site, *, otherwise: str = "en") -> Starlette:
    """Build the page; `otherwise`: the language where a browser asks for none that there is."""
    app = Starlette(
        routes=[
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
            Route("/enter", _enter, methods=["POST"]),
            Route("/language", _choose_language, methods=["POST"]),
            Route("/healthz", _healthz),
            Mount(API, app=api(site)),
            *ROUTES,
        ],
        middleware=[
            Middleware(Guards, hosts=OWN_HOSTS, most_bytes=MOST_UPLOADED),
            Middleware(Speaking, otherwise=otherwise),
            Middleware(_Sessions, sessions=site.sessions),
        ],
        exception_handlers={
            BatchSenderError: _refused,
            HTTPException: _not_there,
            BodyTooLarge: _too_large,
        },
    )
    app.state.site = site
    return app


# ── who may see it ────────────────────────────────────────────────────────────────────────────


class _Sessions:
    """Turns away whoever has no session, and makes a cookie anew in time."""

    def __init__(self, app: ASGIApp, sessions: Sessions) -> None:
        self._app, self._sessions = app, sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_OPEN):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if not self._sessions.knows(request.cookies.get(self._sessions.name)):
            context = {"sitting": False, "fault": None}
            await page(request, "enter.html", context, status=401)(scope, receive, send)
            return
        await self._app(scope, receive, self._renewing(request, send))

    def _renewing(self, request: Request, send: Send) -> Send:
        """Hand out a new cookie with an answer once half of the time of the old one is over."""
        if not self._sessions.is_half_over(request.cookies[self._sessions.name]):
            return send
        answer = Response()
        _give_cookie(answer, self._sessions)

        async def renewed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("Set-Cookie", answer.headers["set-cookie"])
            await send(message)

        return renewed


async def _enter(request: Request) -> Response:
    """Take a ticket, and hand out a cookie.

    The page that follows is asked for by this answer itself: after a redirect the browser would still
    count the file with the ticket as whoever asks, and keep the cookie to itself.
    """
    site = site_of(request)
    form = await request.form(max_files=0, max_fields=2, max_part_size=1000)
    if not site.sessions.take(str(form.get("ticket", ""))):
        fault = _("This code does not count, or no longer. A code lets one browser in, once.")
        return page(request, "enter.html", {"sitting": False, "fault": fault}, status=401)
    answer = page(request, "entered.html", {"sitting": False})
    _give_cookie(answer, site.sessions)
    return answer


def _give_cookie(answer: Response, sessions: Sessions) -> None:
    answer.set_cookie(sessions.name, sessions.begin(), httponly=True, samesite="strict", path="/")


async def _choose_language(request: Request) -> Response:
    form = await request.form(max_files=0, max_fields=2, max_part_size=1000)
    code, back = str(form.get("lang", "")), str(form.get("back", "/"))
    # A path of ours alone: "//elsewhere" would lead away from here.
    answer = RedirectResponse(back if back.startswith("/") and back[1:2] not in "/\\" else "/", 303)
    if code in language.LANGUAGES:
        year = 365 * 24 * 3600
        answer.set_cookie(LANGUAGE_COOKIE, code, max_age=year, samesite="strict", httponly=True)
    return answer


def _healthz(request: Request) -> Response:
    told = site_of(request).health()
    return JSONResponse(told, 200 if told["state"] != "not_looking" else 503)


# ── what goes wrong ───────────────────────────────────────────────────────────────────────────


async def _refused(request: Request, err: Exception) -> Response:
    said = {name: getattr(err, name) for name in ("message", "next")}
    return page(request, "refused.html", said, status=409)


async def _not_there(request: Request, err: Exception) -> Response:
    if isinstance(err, HTTPException) and err.status_code != 404:
        return Response(str(err.detail), err.status_code)
    context = {"message": _("There is no such page."), "next": _("Go back to the batches.")}
    return page(request, "refused.html", context, status=404)


async def _too_large(request: Request, _err: Exception) -> Response:
    context = {"message": _("That is more than the page takes."), "next": ""}
    return page(request, "refused.html", context, status=413)
