"""One batch: how it stands, and live while it is sent."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.web.batch_view import batch_page
from batch_sender.web.live import standing_now
from batch_sender.web.rendering import page
from batch_sender.web.site import site_of


def show(request: Request) -> Response:
    """Show a batch as it stands."""
    return batch_page(request, request.path_params["batch"])


def live(request: Request) -> Response:
    """Answer with the part of the page that changes while the batch is sent.

    `seen` is how the page that asks shows it as a whole; where that is over, the page loads anew.
    """
    now = standing_now(site_of(request), request.path_params["batch"])
    answer = page(request, "batch_live.html", {"live": now})
    if request.query_params.get("seen") != now["mode"]:
        answer.headers["X-Over"] = "1"
    return answer


ROUTES: Final = (
    Route("/batches/{batch:int}", show),
    Route("/batches/{batch:int}/live", live),
)
