"""Decide who may ask for what: by a session, and by the role that an address needs.

Where the page answers this machine alone and has no users, whoever came in by a ticket administers it.
Elsewhere people sign in. Both have a cookie; only one of them counts at a time.
"""

from collections.abc import Collection
from dataclasses import KW_ONLY, dataclass
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from batch_sender.language import _
from batch_sender.web.people import WhoAsks
from batch_sender.web.rendering import page
from batch_sender.web.roles import Role, allows, needed
from batch_sender.web.site import Site

_BY_ITSELF = "/live"
"""Ends the addresses that a page asks for by itself, which is nobody's work."""


@dataclass(frozen=True, slots=True)
class Access:
    """Turns away whoever has no session, or not the role. `open_to_all`: what is answered without one.

    An entry that ends in a slash means all below it; the others mean themselves.
    """

    app: ASGIApp
    _: KW_ONLY
    site: Site
    open_to_all: Collection[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer whoever may ask."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request, site = Request(scope), self.site
        person = _signed_in(request, site) if site.must_sign_in else _let_in(request, site)
        if person is not None:
            scope["person"] = person
        elif not self._is_open(scope["path"]):
            await _who_is_there(request, site)(scope, receive, send)
            return
        if person is not None and not self._is_open(scope["path"]):
            role = needed(scope["method"], scope["path"])
            if not allows(person.role, role):
                await _not_yours(request, person, role)(scope, receive, send)
                return
            if not site.must_sign_in:
                send = _renewing(request, site, send)
        await self.app(scope, receive, send)

    def _is_open(self, path: str) -> bool:
        return any(
            path.startswith(each) if each.endswith("/") else path == each
            for each in self.open_to_all
        )


def _let_in(request: Request, site: Site) -> WhoAsks | None:
    """Return whoever came in by a ticket: the one who runs the page."""
    if not site.sessions.knows(request.cookies.get(site.sessions.name)):
        return None
    return WhoAsks(name=site.who, role=Role.ADMINISTER)


def _signed_in(request: Request, site: Site) -> WhoAsks | None:
    """Return whoever signed in, as they stand in the file of users now."""
    is_work = not request.url.path.endswith(_BY_ITSELF)
    seat = site.signed_in.find(request.cookies.get(site.cookie), is_work=is_work)
    user = site.users.find(seat.name) if seat is not None else None
    if seat is None or user is None or user.stamp != seat.stamp:
        return None
    return WhoAsks(name=user.name, role=user.role, signed_in=True)


def _who_is_there(request: Request, site: Site) -> Response:
    if not site.must_sign_in:
        return page(request, "enter.html", {"sitting": False, "fault": None}, status=401)
    looking = request.method == "GET" and not request.url.path.endswith(_BY_ITSELF)
    back = str(request.url) if looking else request.headers.get("referer", "")
    told = {"sitting": False, "faults": {}, "name": "", "lost": not looking}
    return page(request, "login.html", {**told, "back": _path_of(back)}, status=401)


def _path_of(address: str) -> str:
    """Return what leads back to an address; whether it is ours is looked at once somebody has signed in."""
    parts = urlsplit(address)
    return parts._replace(scheme="", netloc="", fragment="").geturl() or "/"


def _not_yours(request: Request, person: WhoAsks, role: Role) -> Response:
    told = {
        "message": _("You may not do that here: it takes the role “{role}”, and yours is “{own}”."),
        "next": _("Whoever runs the page gives you another role."),
    }
    told["message"] = told["message"].format(role=_(role.label), own=_(person.role.label))
    return page(request, "refused.html", told, status=403)


def _renewing(request: Request, site: Site, send: Send) -> Send:
    """Hand out a new cookie with an answer once half of the time of the old one is over."""
    if not site.sessions.is_half_over(request.cookies[site.sessions.name]):
        return send
    answer = Response()
    give_cookie(answer, site, site.sessions.name, site.sessions.begin())

    async def renewed(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("Set-Cookie", answer.headers["set-cookie"])
        await send(message)

    return renewed


def give_cookie(answer: Response, site: Site, name: str, value: str) -> None:
    """Hand a browser a cookie that no script reads and no other site's page sends."""
    answer.set_cookie(
        name, value, httponly=True, samesite="strict", path="/", secure=site.reach.is_secure
    )
