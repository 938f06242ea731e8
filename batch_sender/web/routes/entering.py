"""Come in: by a ticket on this machine, by name and password elsewhere; go out, change one's password."""

import logging
import math
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from batch_sender.language import _, ngettext
from batch_sender.web.access import give_cookie
from batch_sender.web.access_errors import PasswordWeak
from batch_sender.web.forms import back_to, posted, text
from batch_sender.web.people import WhoAsks, person_of
from batch_sender.web.rendering import page
from batch_sender.web.site import Site, site_of
from batch_sender.web.users import LONGEST, SHORTEST, User, folded

_log: Final = logging.getLogger(__name__)


# ── by a ticket ───────────────────────────────────────────────────────────────────────────────


def _enter(request: Request, form: FormData) -> Response:
    """Take a ticket, and hand out a cookie.

    The page that follows is asked for by this answer itself: after a redirect the browser would still
    count the file with the ticket as whoever asks, and keep the cookie to itself.
    """
    site = site_of(request)
    if site.must_sign_in:
        return _login_page(request)
    if not site.sessions.take(text(form, "ticket")):
        fault = _("This code does not count, or no longer. A code lets one browser in, once.")
        return page(request, "enter.html", {"sitting": False, "fault": fault}, status=401)
    answer = page(request, "entered.html", {"sitting": False})
    give_cookie(answer, site, site.sessions.name, site.sessions.begin())
    return answer


# ── by name and password ──────────────────────────────────────────────────────────────────────


def _show_login(request: Request) -> Response:
    if person_of(request) is not None or not site_of(request).must_sign_in:
        return back_to("/")
    return _login_page(request)


def _login(request: Request, form: FormData) -> Response:
    site, name, back = site_of(request), text(form, "name"), own_path(text(form, "back"))
    if not site.must_sign_in:
        return back_to("/")
    address = request.client.host if request.client else ""
    if wait := site.attempts.begin(folded(name), address):
        return _login_page(request, name=name, back=back, fault=_wait(wait), status=429)
    user = site.users.with_password(name, _typed(form, "password"))
    if user is None:
        _log.warning("somebody could not sign in, from %s", address)
        fault = _("Name and password do not fit.")
        return _login_page(request, name=name, back=back, fault=fault, status=422)
    site.attempts.succeeded(folded(name), address)
    site.signed_in.end(request.cookies.get(site.cookie))
    answer = back_to(_shown_at(request, back))
    _seat(answer, site, user)
    return answer


def _login_page(
    request: Request, *, name: str = "", back: str = "/", fault: str = "", status: int = 200
) -> Response:
    told = {
        "sitting": False,
        "faults": {"password": fault} if fault else {},
        "name": name[:64],
        "back": back,
        "lost": False,
    }
    return page(request, "login.html", told, status=status)


def _seat(answer: Response, site: Site, user: User) -> None:
    give_cookie(answer, site, site.cookie, site.signed_in.begin(user.name, user.stamp))


def _wait(seconds: float) -> str:
    n = max(math.ceil(seconds), 1)
    return ngettext(
        "There were too many attempts. Try again in {n} second.",
        "There were too many attempts. Try again in {n} seconds.",
        n,
    ).format(n=n)


def _logout(request: Request, _form: FormData) -> Response:
    site = site_of(request)
    site.signed_in.end(request.cookies.get(site.cookie))
    answer = back_to("/login")
    answer.delete_cookie(site.cookie, path="/", secure=site.reach.is_secure, httponly=True)
    return answer


# ── one's own password ────────────────────────────────────────────────────────────────────────


def _show_account(request: Request) -> Response:
    return _account_page(request, {})


def _change_password(request: Request, form: FormData) -> Response:
    """Change it; every other session of this person ends with the old one."""
    site, person = site_of(request), person_of(request)
    if person is None or not person.signed_in:
        return back_to("/")
    faults = _faults(request, site, person, form)
    if faults:
        return _account_page(request, faults, status=422)
    try:
        user = site.users.set_password(person.name, _typed(form, "new"))
    except PasswordWeak as err:
        return _account_page(request, {"new": f"{err.message} {err.next}"}, status=422)
    answer = page(request, "account.html", _account(person, {}, changed=True))
    _seat(answer, site, user)
    return answer


def _faults(request: Request, site: Site, person: WhoAsks, form: FormData) -> dict[str, str]:
    """Look at what was typed; the old password is tried no more often than when signing in."""
    if _typed(form, "new") != _typed(form, "again"):
        return {"again": _("The two are not the same.")}
    address = request.client.host if request.client else ""
    if wait := site.attempts.begin(folded(person.name), address):
        return {"old": _wait(wait)}
    if site.users.with_password(person.name, _typed(form, "old")) is None:
        return {"old": _("This is not your password.")}
    site.attempts.succeeded(folded(person.name), address)
    return {}


def _account_page(request: Request, faults: Mapping[str, str], *, status: int = 200) -> Response:
    person = person_of(request)
    if person is None or not person.signed_in:
        return back_to("/")
    return page(request, "account.html", _account(person, faults), status=status)


def _account(
    person: WhoAsks, faults: Mapping[str, str], *, changed: bool = False
) -> dict[str, object]:
    return {
        "role": _(person.role.label),
        "meaning": _(person.role.meaning),
        "faults": faults,
        "changed": changed,
        "shortest": SHORTEST,
    }


def _typed(form: FormData, name: str) -> str:
    """Return a password as it was typed: blanks at its ends belong to it."""
    value = form.get(name, "")
    return value[: LONGEST + 1] if isinstance(value, str) else ""


def _shown_at(request: Request, path: str) -> str:
    """Return this path or, where a form alone is posted to it, the next one above that shows a page."""
    here = urlsplit(path).path
    if _shows_a_page(request, here):
        return path
    while here != "/" and not _shows_a_page(request, here):
        here = here.rpartition("/")[0] or "/"
    return here


def _shows_a_page(request: Request, path: str) -> bool:
    scope = {**request.scope, "method": "GET", "path": path}
    return any(each.matches(scope)[0] is Match.FULL for each in request.app.routes)


def own_path(path: str) -> str:
    """Return a path of ours; "/" for what would lead away from here, such as "//elsewhere"."""
    return path if path.startswith("/") and path[1:2] not in ("/", "\\") else "/"


ROUTES: Final = (
    Route("/enter", posted(_enter, most_bytes=10_000), methods=["POST"]),
    Route("/login", _show_login, methods=["GET"]),
    Route("/login", posted(_login, most_bytes=10_000), methods=["POST"]),
    Route("/logout", posted(_logout, most_bytes=10_000), methods=["POST"]),
    Route("/account", _show_account, methods=["GET"]),
    Route("/account/password", posted(_change_password, most_bytes=10_000), methods=["POST"]),
)
