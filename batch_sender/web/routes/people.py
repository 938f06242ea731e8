"""One person: every message that was meant for a number, what became of it, and the list "Do not send"."""

from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender import sentences
from batch_sender.config.settings import Settings
from batch_sender.journal import Attempt, PersonMessage
from batch_sender.journal.errors import NotOptedOut
from batch_sender.language import _
from batch_sender.models import BatchRecord
from batch_sender.operations.history import History, history
from batch_sender.operations.optouts import add_opt_outs, opt_out_persons, remove_opt_outs
from batch_sender.phones.errors import PersonNumberUnreadable
from batch_sender.sentences.attempts import outcome_in_words, part_in_words
from batch_sender.web.forms import posted, text
from batch_sender.web.rendering import moment, page
from batch_sender.web.site import site_of


def show(request: Request) -> Response:
    """Ask for a number; it is posted, as addresses are remembered by browsers."""
    return _asked(request)


def _asked(request: Request, *, typed: str = "", fault: str = "") -> Response:
    context = {"typed": typed, "fault": fault, "found": None, "done": "", "gone": ""}
    return page(request, "person.html", context, status=422 if fault else 200)


def _look(request: Request, form: FormData) -> Response:
    return _told(request, text(form, "number"))


def _told(request: Request, written: str, *, done: str = "", gone: str = "") -> Response:
    try:
        found = history(site_of(request).journal, written)
    except PersonNumberUnreadable as err:
        fault = f"{err.message} {err.next}".strip() if written else _("Write the number.")
        return _asked(request, typed=written, fault=fault)
    context = {
        "typed": written,
        "fault": "",
        "found": found,
        "messages": _messages(found),
        "done": done,
        "gone": gone,
    }
    return page(request, "person.html", context, status=409 if gone else 200)


def _put_on_list(request: Request, form: FormData) -> Response:
    """Put the person on the list; posted twice, nothing changes the second time."""
    site, written = site_of(request), text(form, "number")
    add_opt_outs(site.journal, [written], who=site.who)
    return _told(request, written, done=_("From now on nothing is sent to this person."))


def _take_off_list(request: Request, form: FormData) -> Response:
    """Take the person off the list; the page has asked."""
    site, written = site_of(request), text(form, "number")
    if not text(form, "sure"):
        return _told(request, written)
    try:
        remove_opt_outs(site.journal, opt_out_persons([written]), who=site.who)
    except NotOptedOut:
        gone = _("This number is not on the list, or not any more: somebody may have removed it.")
        return _told(request, written, gone=gone)
    return _told(request, written, done=_("This person may be written to again."))


# ── what is told of a message ─────────────────────────────────────────────────────────────────


def _messages(found: History) -> list[dict[str, Any]]:
    """Return what is told of each message, the newest first."""
    return [_message(each, found.batches[each.batch]) for each in reversed(found.messages)]


def _message(each: PersonMessage, batch: BatchRecord) -> dict[str, Any]:
    zone = Settings(**batch.settings).calendar.zone
    why = sentences.describe(each.reason, each.column, each.detail) if each.reason else ""
    return {
        "batch": each.batch,
        "row": each.row,
        "list": batch.list_name,
        "state": sentences.state_name(each.state),
        "when": moment(each.time, zone),
        "why": sentences.as_sentence(why) if why else "",
        "who": batch.who,
        "connection": batch.name_of(each.connection_id) or batch.connection,
        "purpose": batch.settings.get("purpose"),
        "media": each.media_name,
        "text": each.text or "",
        "payment_line": each.payment_line or "",
        "attempts": [(moment(call.at, zone), _came_of(call)) for call in each.attempts],
    }


def _came_of(call: Attempt) -> str:
    came = outcome_in_words(call.outcome, call.reason)
    told = " · ".join(part for part in (came, call.answer) if part)
    return f"{part_in_words(call.part)}: {told}"


ROUTES: Final = (
    Route("/people", show, methods=["GET"]),
    Route("/people", posted(_look), methods=["POST"]),
    Route("/people/put-on-list", posted(_put_on_list), methods=["POST"]),
    Route("/people/take-off-list", posted(_take_off_list), methods=["POST"]),
)
