"""Begin a batch, or go on with one in the making; looking at the page makes nothing."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.journal.errors import UnknownBatch
from batch_sender.models import BatchState
from batch_sender.web.drafts import KEPT, Draft
from batch_sender.web.forms import back_to, posted
from batch_sender.web.rendering import page
from batch_sender.web.routes.steps import address, draft_of, next_step
from batch_sender.web.site import Site, site_of


def show(request: Request) -> Response:
    """Show a button that begins one, and the batches in the making."""
    site = site_of(request)
    _remove_old(site)
    return page(request, "new.html", {"drafts": list(in_the_making(site))})


def in_the_making(site: Site) -> Iterator[tuple[Draft, datetime, str]]:
    """Yield each draft that has not begun to leave, when it was saved, and where to go on with it."""
    for draft, saved in site.drafts.every():
        if draft.batch is None or _waits(site, draft.batch):
            yield draft, saved, address(draft, next_step(draft))


def _remove_old(site: Site) -> None:
    """Remove what was not touched for long: lists of people are not kept for nothing."""
    for draft, saved, _going_on in list(in_the_making(site)):
        if saved < site.clock.now() - KEPT:
            site.drafts.remove(draft)


def _waits(site: Site, batch: int) -> bool:
    try:
        return site.journal.batches.one(batch).state is BatchState.CHECKED
    except UnknownBatch:
        return True  # it was discarded, and can be judged anew


def _begin(request: Request, _form: FormData) -> Response:
    return back_to(address(site_of(request).drafts.begin(), "list"))


def _remove(request: Request, _form: FormData) -> Response:
    site_of(request).drafts.remove(draft_of(request))
    return back_to("/new")


ROUTES: Final = (
    Route("/new", show, methods=["GET"]),
    Route("/new", posted(_begin), methods=["POST"]),
    Route("/new/{draft}/remove", posted(_remove), methods=["POST"]),
)
