"""The saved texts: list them, write a new one, change one, remove one."""

from typing import Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.language import _
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations import text_files
from batch_sender.operations.ready_texts import ready_texts
from batch_sender.web.forms import back_to, posted, text
from batch_sender.web.rendering import page
from batch_sender.web.saved_texts import SavedText, saved_texts
from batch_sender.web.site import site_of


def show(request: Request) -> Response:
    """Show the saved texts, and a form for one more, or for one that is to be changed."""
    name = request.query_params.get("change", "")
    return _page(request, saved_texts(site_of(request)).one(name) if name else None)


def _save(request: Request, form: FormData) -> Response:
    name = text(form, "name")
    written = text(form, "text").replace("\r\n", "\n")
    replaces = bool(form.get("replaces"))
    if not written:
        return _page(request, SavedText(name=name, text=""), text=_("There is no text yet."))
    typed = SavedText(name=name, text=written)
    try:
        text_files.refuse_list(written, _("The text"))
    except BatchSenderError as err:
        return _page(request, typed, text=f"{err.message} {err.next}")
    try:
        saved_texts(site_of(request)).save(name, written, replace=replaces)
    except BatchSenderError as err:
        return _page(request, typed, name=f"{err.message} {err.next}")
    return back_to("/texts")


def _remove(request: Request, form: FormData) -> Response:
    saved_texts(site_of(request)).remove(text(form, "name"))
    return back_to("/texts")


def _page(request: Request, typed: SavedText | None = None, **faults: str) -> Response:
    context = {
        "saved": saved_texts(site_of(request)).every(),
        "ready": [(each, _(each.when)) for each in ready_texts()],
        "typed": typed or SavedText(name="", text=""),
        "faults": faults,
        "changes": bool(request.query_params.get("change")),
    }
    return page(request, "texts.html", context, status=422 if faults else 200)


ROUTES: Final = (
    Route("/texts", show, methods=["GET"]),
    Route("/texts", posted(_save), methods=["POST"]),
    Route("/texts/remove", posted(_remove), methods=["POST"]),
)
