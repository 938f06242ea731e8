"""The connections: add, test, number and remove them; a token is taken and never shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.config.addresses import DEFAULT_ADDRESS
from batch_sender.config.connections import Connection, from_environment
from batch_sender.config.errors import ConnectionNotFound
from batch_sender.gateway.errors import ApiNotInPlan, ConnectionFault, ConnectionNotReady
from batch_sender.language import N_, _
from batch_sender.models.errors import BatchSenderError, SettingsError
from batch_sender.operations.connections import (
    ConnectionKept,
    ConnectionSaved,
    NewConnection,
    add_connection,
    add_own_number,
    fault_of_new,
    list_connections,
    own_number,
    probe_connection,
    remove_connection,
)
from batch_sender.operations.errors import BadOwnNumber
from batch_sender.operations.questions import (
    Answer,
    AnswerNeeded,
    ReplaceConnection,
    Sender,
    TokenWanted,
)
from batch_sender.web.connection_faults import FIELDS, REFUSING, advice_on, field_of
from batch_sender.web.forms import back_to, posted, text
from batch_sender.web.rendering import page
from batch_sender.web.site import Site, site_of

_DONE: Final = {
    "saved": N_("Saved. CleverChat knows the token."),
    "removed": N_("The connection and its token were removed from this machine."),
    "numbered": N_("The number was saved."),
    ConnectionNotReady.code: N_(
        "Saved, but its WhatsApp is not started. Open CleverChat → Conexões, connect the phone again, and "
        "test it here."
    ),
    ApiNotInPlan.code: N_(
        "Saved, but the API is not part of this company's CleverChat plan. Ask CleverChat's support to "
        "enable it, then test it here."
    ),
    "untested": N_(
        "Saved, but CleverChat gave no clear answer about the token. Test it in a few minutes."
    ),
}
"""What was done, as the address tells it to the page that follows."""

_NOT_GOOD: Final = frozenset({ConnectionNotReady.code, ApiNotInPlan.code, "untested"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _TypedConnection:
    """What stands in the form; a token is never among it."""

    name: str = ""
    url: str = DEFAULT_ADDRESS
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _TestResult:
    """What came of a test: of which connection, whether it can send, what was said and what to do."""

    name: str | None
    is_good: bool
    message: str
    next: str = ""


def show(request: Request) -> Response:
    """Show the saved connections."""
    return _list(request)


def _list(request: Request, told: _TestResult | None = None, status: int = 200) -> Response:
    site, done = site_of(request), request.query_params.get("done", "")
    context = {
        "connections": list_connections(site.workspace),
        "outside": _outside(site),
        "done": _(_DONE[done]) if done in _DONE else "",
        "done_well": done not in _NOT_GOOD,
        "told": told,
    }
    return page(request, "connections.html", context, status=status)


def _outside(site: Site) -> Sender | None:
    """Return the connection that the program was started with, if there is one."""
    try:
        found = from_environment(site.workspace.variables)
    except SettingsError:
        return None
    return Sender.of(found) if found else None


# ── a new one, or another token ───────────────────────────────────────────────────────────────


def show_new(request: Request) -> Response:
    """Show the form of a new connection."""
    return _form(request, _TypedConnection(), {})


def _begin_replacing(request: Request, form: FormData) -> Response:
    """Show the form of a connection that is there; an address left empty stays as it is."""
    name = text(form, "name")
    saved = _saved(site_of(request), name)
    if saved is None:
        return _gone(request)
    return _form(
        request,
        _TypedConnection(name=name, url=""),
        {},
        asked=ReplaceConnection(saved=saved),
        status=200,
    )


def _add(request: Request, form: FormData) -> Response:
    typed = _TypedConnection(
        name=text(form, "name"), url=text(form, "url"), number=text(form, "number")
    )
    if faults := _missing(typed, form):
        return _form(request, typed, faults, asked=_still_asked(request, form))
    later: list[ConnectionFault] = []
    try:
        done = _added(site_of(request), typed, form, later)
    except BatchSenderError as err:
        if (field := field_of(err)) is None:
            raise
        return _form(request, typed, {field: advice_on(err)}, asked=_still_asked(request, form))
    if isinstance(done, AnswerNeeded):
        assert isinstance(done.question, ReplaceConnection)  # noqa: S101 - the token was given
        return _form(request, typed, {}, asked=done.question)
    codes = [each.code if each.code in _DONE else "untested" for each in later]
    return back_to(f"/connections?done={(codes or ['saved'])[0]}")


def _added(
    site: Site, typed: _TypedConnection, form: FormData, later: list[ConnectionFault]
) -> ConnectionSaved | AnswerNeeded:
    if typed.number:
        own_number(typed.number, origin=_("“Own number”"))

    def test(connection: Connection) -> None:
        fault = fault_of_new(connection)
        if isinstance(fault, REFUSING):
            raise fault
        if fault is not None:
            later.append(fault)

    new = NewConnection(name=typed.name, url=typed.url or None, number=typed.number or None)
    answers = [
        Answer(to=TokenWanted(name=typed.name).key, typed=text(form, "token")),
        Answer(to=text(form, "replace"), yes=True),
    ]
    done = add_connection(site.workspace, new, answers, test=test)
    assert not isinstance(done, ConnectionKept)  # noqa: S101 - nobody answers no on the page
    return done


def _missing(typed: _TypedConnection, form: FormData) -> dict[str, str]:
    faults = {}
    if not typed.name:
        faults["name"] = _("Give the connection a name, such as the shop's.")
    if not text(form, "token"):
        faults["token"] = _("Paste the token.")
    return faults


def _still_asked(request: Request, form: FormData) -> ReplaceConnection | None:
    """Ask again what was answered already: the answer counts for what is there now alone."""
    saved = _saved(site_of(request), text(form, "name"))
    return ReplaceConnection(saved=saved) if saved and text(form, "replace") else None


def _form(
    request: Request,
    typed: _TypedConnection,
    faults: dict[str, str],
    *,
    asked: ReplaceConnection | None = None,
    status: int | None = None,
) -> Response:
    if "@" in typed.url:  # it may hold a password, whatever else is wrong
        typed = replace(typed, url=DEFAULT_ADDRESS)
    context: dict[str, Any] = {
        "typed": typed,
        "faults": faults,
        "asked": asked,
        "fields": _in_order(faults),
    }
    context["unanswered"] = asked is not None and not faults and status is None
    first_time = not faults and asked is None
    return page(
        request, "connection_form.html", context, status=status or (200 if first_time else 422)
    )


def _in_order(faults: dict[str, str]) -> Sequence[tuple[str, str]]:
    return [(field, faults[field]) for field, _kinds in FIELDS if field in faults]


# ── one that is there ─────────────────────────────────────────────────────────────────────────


def _test(request: Request, form: FormData) -> Response:
    name = text(form, "name") or None
    try:
        sender = probe_connection(site_of(request).workspace, name).sender
    except ConnectionNotFound:
        return _gone(request)
    except (ConnectionFault, SettingsError) as err:
        told = _TestResult(name=name, is_good=False, message=err.message, next=err.next)
    else:
        knows = _("{host} knows the token.").format(host=sender.address)
        hint = _("Whether the phone is connected shows only when a message arrives.")
        told = _TestResult(name=name, is_good=True, message=knows, next=hint)
    return _list(request, told)


def _number(request: Request, form: FormData) -> Response:
    """Ask for the own number of a connection, or save the one that was typed."""
    site, name, typed = site_of(request), text(form, "name"), text(form, "number")
    saved = _saved(site, name)
    if saved is None:
        return _gone(request)
    if "number" not in form:
        return page(request, "connection_number.html", {"saved": saved, "typed": "", "fault": ""})
    try:
        own_number(typed, origin=_("“Own number”"))
        add_own_number(site.workspace, name, typed)
    except BadOwnNumber as err:
        fault = advice_on(err) if typed else _("Write the number.")
        context = {"saved": saved, "typed": typed, "fault": fault}
        return page(request, "connection_number.html", context, status=422)
    return back_to("/connections?done=numbered")


def _remove(request: Request, form: FormData) -> Response:
    """Ask whether a connection is to be removed; remove it where that was answered."""
    site, name = site_of(request), text(form, "name")
    saved = _saved(site, name)
    if saved is None:
        return _gone(request)
    if not text(form, "sure"):
        return page(request, "connection_remove.html", {"saved": saved})
    try:
        remove_connection(site.workspace, name)
    except ConnectionNotFound:
        return _gone(request)
    return back_to("/connections?done=removed")


def _gone(request: Request) -> Response:
    message = _("This connection is not there any more: somebody has removed it.")
    return _list(request, _TestResult(name=None, is_good=False, message=message), status=409)


def _saved(site: Site, name: str) -> Sender | None:
    return next((each for each in list_connections(site.workspace) if each.name == name), None)


ROUTES: Final = (
    Route("/connections", show, methods=["GET"]),
    Route("/connections", posted(_add), methods=["POST"]),
    Route("/connections/new", show_new),
    Route("/connections/replace", posted(_begin_replacing), methods=["POST"]),
    Route("/connections/test", posted(_test), methods=["POST"]),
    Route("/connections/number", posted(_number), methods=["POST"]),
    Route("/connections/remove", posted(_remove), methods=["POST"]),
)
