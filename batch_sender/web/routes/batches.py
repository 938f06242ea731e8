"""One batch: how it stands, live while it is sent, and what a person can do with it."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.operations import status
from batch_sender.sentences.events import describe_event
from batch_sender.web.rendering import page
from batch_sender.web.site import Site, site_of


def show(request: Request) -> Response:
    """Show a batch as it stands."""
    return page(request, "batch.html", _standing(site_of(request), request.path_params["batch"]))


def live(request: Request) -> Response:
    """Answer with the part of the page that changes while the batch is sent."""
    standing = _standing(site_of(request), request.path_params["batch"])
    return page(request, "batch_live.html", standing)


def _standing(site: Site, batch_id: int) -> dict[str, Any]:
    standing, events = status.status(site.journal, batch_id, who=site.who)
    return {
        "standing": standing,
        "batch": standing.batch,
        "counts": standing.batch.counts,
        "events": [
            (event.at, event.who, describe_event(event.kind, event.detail)) for event in events
        ],
    }


ROUTES: Final = (
    Route("/batches/{batch:int}", show),
    Route("/batches/{batch:int}/live", live),
)
