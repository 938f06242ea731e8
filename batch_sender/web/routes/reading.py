"""A list that is being read: the step that needs it waits a moment, then shows how far it is."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from batch_sender.models.errors import BatchSenderError
from batch_sender.web.drafts import Draft
from batch_sender.web.forms import in_part
from batch_sender.web.rendering import page
from batch_sender.web.requests_of_drafts import request_of
from batch_sender.web.routes.steps import address, steps
from batch_sender.web.site import Site, site_of

_MOMENT: Final = 0.4
"""Seconds that whoever has a list read waits for it, before a page shows how far that is."""

_ANOTHER: Final = 0.1
"""Seconds that a page waits for a list that is being read already: a form has waited before."""


def _nothing() -> None:
    """Only read it."""


def read_within(site: Site, draft: Draft, *, then: Callable[[], None] = _nothing) -> bool:
    """Read a draft's list as it says, unless it was, and do what hangs on it; say whether that is done in a moment.

    Raises:
        OptionError: a value that was chosen cannot be meant.
    """
    wanted = request_of(site, replace(draft, texts=()))
    if site.readings.knows(draft.id, wanted):
        then()
        return True
    return site.readings.begin(draft.id, wanted, then).ends_within(_MOMENT)


def being_read(request: Request, draft: Draft, step: str) -> Response | None:
    """Show how far a draft's list is read, where that takes a while; None once it is, or cannot be.

    `step`: the page that waits for it.
    """
    site = site_of(request)
    underway = site.readings.underway(draft.id)
    try:
        if underway is None and read_within(site, draft):
            return None
    except BatchSenderError:
        return None  # the step says it where it is put right
    if underway is not None and underway.ends_within(_ANOTHER):
        return None
    return _page(request, draft, step)


def _page(request: Request, draft: Draft, step: str) -> Response:
    here = address(draft, step)
    if in_part(request):  # a part of it would not be asked for again
        return Response(headers={"HX-Redirect": here})
    reading = site_of(request).readings.underway(draft.id)
    context = {
        "steps": steps(draft),
        "here": here,
        "live": address(draft, "columns/live"),
        "rows": reading.rows if reading else 0,
    }
    return page(request, "new_columns_reading.html", context)
