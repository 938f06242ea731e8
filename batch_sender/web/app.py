"""Put the routes together, and in front of them what every request goes through."""

import logging
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from batch_sender import language
from batch_sender.language import _
from batch_sender.models.errors import BatchSenderError, UnforeseenFault
from batch_sender.web.access import Access
from batch_sender.web.api.app import PREFIX as API
from batch_sender.web.api.app import api
from batch_sender.web.bodies import Bodies, BodyTooLarge, BodyTooSlow
from batch_sender.web.forms import back_to, posted, text
from batch_sender.web.guards import Guards
from batch_sender.web.rendering import page
from batch_sender.web.routes import ROUTES
from batch_sender.web.routes.entering import own_path
from batch_sender.web.site import Site, site_of
from batch_sender.web.speaking import LANGUAGE_COOKIE, Speaking

_log: Final = logging.getLogger(__name__)

MOST_UPLOADED: Final = 500_000_000
"""Bytes of a request: a list of a million rows, with a picture and room to spare."""

_OPEN: Final = (
    "/enter", "/login", "/static/", "/healthz", "/language", "/api/", "/metrics",
)  # fmt: skip
"""What is answered without a session; programs bring a key of their own."""


def application(site: Site, *, otherwise: str = "en") -> Starlette:
    """Build the page; `otherwise`: the language where a browser asks for none that there is."""
    app = Starlette(
        routes=[*every_route(), Mount(API, app=api(site))],
        middleware=[
            Middleware(
                Guards,
                hosts=site.reach.hosts,
                most_bytes=MOST_UPLOADED,
                only_tls=site.reach.is_secure,
            ),
            Middleware(Speaking, otherwise=otherwise),
            Middleware(Bodies, most_bytes=MOST_UPLOADED),
            Middleware(_Unforeseen),
            Middleware(Access, site=site, open_to_all=_OPEN),
        ],
        exception_handlers={
            BatchSenderError: _refused,
            HTTPException: _not_there,
            BodyTooLarge: _too_large,
            ClientDisconnect: _gone,
            BodyTooSlow: _too_slow,
        },
    )
    app.state.site = site
    return app


def _choose_language(request: Request, form: FormData) -> Response:
    code, answer = text(form, "lang"), back_to(own_path(text(form, "back")))
    if code in language.LANGUAGES:
        answer.set_cookie(
            LANGUAGE_COOKIE,
            code,
            max_age=365 * 24 * 3600,
            samesite="strict",
            httponly=True,
            secure=site_of(request).reach.is_secure,
        )
    return answer


def _healthz(request: Request) -> Response:
    site = site_of(request)
    told = site.health()
    # Beyond this machine anybody may ask whether it is well, and nothing more.
    shown = {"state": told["state"]} if site.reach.is_public else told
    return JSONResponse(shown, 200 if told["state"] != "not looking" else 503)


def every_route() -> list[BaseRoute]:
    """Return all that the page answers to."""
    return [
        Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        Route("/language", posted(_choose_language, most_bytes=10_000), methods=["POST"]),
        Route("/healthz", _healthz),
        *ROUTES,
    ]


# ── what goes wrong ───────────────────────────────────────────────────────────────────────────


class _Unforeseen:
    """Answers what nobody thought of with a page, inside of what guards all answers; the log has its trace."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as err:
            if begun or scope["type"] != "http":
                raise  # half an answer is cut off by the server
            if not isinstance(err, BatchSenderError):
                _log.exception("the page broke")
                err = UnforeseenFault.of(err)
            said = {"message": err.message, "next": err.next, "sitting": False}
            await page(Request(scope), "refused.html", said, status=500)(scope, receive, send)


async def _refused(request: Request, err: Exception) -> Response:
    said = {name: getattr(err, name) for name in ("message", "next")}
    return page(request, "refused.html", said, status=409)


async def _not_there(request: Request, err: Exception) -> Response:
    if isinstance(err, HTTPException) and err.status_code == 400:
        message = _(
            "What was sent is not whole, or one of its fields is larger than the page takes."
        )
        context = {"message": message, "next": _("Go back and send it again.")}
        return page(request, "refused.html", context, status=400)
    if isinstance(err, HTTPException) and err.status_code != 404:
        return Response(str(err.detail), err.status_code)
    context = {"message": _("There is no such page."), "next": _("Go back to the batches.")}
    return page(request, "refused.html", context, status=404)


async def _gone(_request: Request, _err: Exception) -> Response:
    return Response(status_code=400)  # nobody hears it: the browser hung up in the middle


async def _too_slow(request: Request, _err: Exception) -> Response:
    context = {
        "message": _("What you sent took too long to arrive."),
        "next": _("Look at your connection, and send it again."),
    }
    return page(request, "refused.html", context, status=408)


async def _too_large(request: Request, _err: Exception) -> Response:
    context = {"message": _("That is more than the page takes."), "next": ""}
    return page(request, "refused.html", context, status=413)
