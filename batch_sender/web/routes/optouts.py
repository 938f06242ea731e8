"""The list "Do not send": look for somebody, add numbers, take one off."""

import math
from datetime import date
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.journal import OptOutRecord
from batch_sender.journal.errors import NotOptedOut
from batch_sender.language import N_, _, ngettext, number
from batch_sender.operations.errors import OptOutNumberUnreadable
from batch_sender.operations.optouts import (
    add_opt_outs,
    opt_out_persons,
    remove_opt_outs,
    search_opt_outs,
    source_in_words,
)
from batch_sender.sentences.moments import day
from batch_sender.timing.windows import BRAZIL
from batch_sender.web.forms import back_to, posted, text, whole_number
from batch_sender.web.rendering import page
from batch_sender.web.site import Site, site_of
from batch_sender.web.typed_numbers import NumbersForm, typed_in

_A_PAGE: Final = 50
_LONGEST: Final = 100
"""Signs that are looked for, at most."""

_DONE: Final = {
    "removed": N_("The number was removed: this person may be written to again."),
    "kept": N_("Nothing was changed."),
}


def show(request: Request) -> Response:
    """Show the list, the newest first."""
    return optout_page(request)


def optout_page(
    request: Request,
    *,
    wanted: str = "",
    at: int | None = None,
    adding: NumbersForm | None = None,
    fault: str = "",
    status: int = 200,
) -> Response:
    """Show a page of those who are found. `fault`: what went wrong with one of them."""
    at = _page_number(request.query_params.get("page", "")) if at is None else at
    found = search_opt_outs(site_of(request).journal, wanted, skip=(at - 1) * _A_PAGE, most=_A_PAGE)
    context: dict[str, Any] = {
        "rows": [(each, source_in_words(each.source), since(each)) for each in found.records],
        "total": found.total,
        "wanted": wanted,
        "at": at,
        "pages": max(1, math.ceil(found.total / _A_PAGE)),
        "adding": adding or NumbersForm(),
        "done": _done(request),
        "fault": fault,
    }
    return page(request, "optouts.html", context, status=status)


def since(each: OptOutRecord) -> str:
    """Say since when somebody is on the list: as their source has it, or when they were added."""
    told = each.source_date or each.added_at.astimezone(BRAZIL).date().isoformat()
    try:
        return day(date.fromisoformat(told))
    except ValueError:  # as their file has it
        return told


def added_in_words(added: int, already: int) -> str:
    """Say how many numbers are new on the list, and how many were on it."""
    new = ngettext(
        "{n} number was added to the list: nothing is sent to it any more.",
        "{n} numbers were added to the list: nothing is sent to them any more.",
        added,
    ).format(n=number(added))
    old = ngettext(
        "{n} number was on it already.", "{n} numbers were on it already.", already
    ).format(n=number(already))
    return " ".join(said for said, n in ((new, added), (old, already)) if n)


def _done(request: Request) -> str:
    """Say what was done before: the address tells it by a word, or by counts alone."""
    told = request.query_params
    if told.get("done", "") in _DONE:
        return _(_DONE[told["done"]])
    if "undone" in told:
        n = whole_number(told["undone"])
        gone = ngettext(
            "The import was taken back: {n} person may be written to again.",
            "The import was taken back: {n} people may be written to again.",
            n,
        )
        return gone.format(n=number(n))
    return added_in_words(
        whole_number(told.get("added", "")), whole_number(told.get("already", ""))
    )


def _page_number(written: str) -> int:
    return max(1, whole_number(written))


# ── looking, adding, removing ─────────────────────────────────────────────────────────────────


def _search(request: Request, form: FormData) -> Response:
    """Look for somebody; by a form that is posted, as addresses are remembered by browsers."""
    return optout_page(
        request, wanted=text(form, "wanted")[:_LONGEST], at=_page_number(text(form, "page"))
    )


def _add(request: Request, form: FormData) -> Response:
    right, shown = typed_in(form)
    if shown.fault:
        return optout_page(request, adding=shown, status=422)
    site = site_of(request)
    done = add_opt_outs(site.journal, right, who=site.who, reason=shown.reason)
    return back_to(f"/optouts?added={done.added}&already={done.already}")


def _remove(request: Request, form: FormData) -> Response:
    """Ask whether somebody may be written to again; take them off the list where that was answered."""
    site, written = site_of(request), text(form, "number")
    try:
        persons = opt_out_persons([written])
    except OptOutNumberUnreadable as err:
        return optout_page(request, fault=f"{err.message} {err.next}", status=422)
    [phone] = persons.values()
    if not text(form, "sure"):
        if not _is_on_the_list(site, persons):
            return optout_page(request, fault=_not_there(), status=409)
        return page(request, "optout_remove.html", {"phone": phone})
    try:
        remove_opt_outs(site.journal, persons, who=site.who)
    except NotOptedOut:
        return optout_page(request, fault=_not_there(), status=409)
    return back_to("/optouts?done=removed")


def _is_on_the_list(site: Site, persons: Any) -> bool:
    return bool(site.journal.people.on_the_list(persons))


def _not_there() -> str:
    return _("This number is not on the list, or not any more: somebody may have removed it.")


ROUTES: Final = (
    Route("/optouts", show),
    Route("/optouts/search", posted(_search), methods=["POST"]),
    Route("/optouts/add", posted(_add), methods=["POST"]),
    Route("/optouts/remove", posted(_remove), methods=["POST"]),
)
