"""The check-up, how the service beside the page is, and the way to stop the program."""

from typing import Final

from starlette.background import BackgroundTask
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.operations.doctor import Severity
from batch_sender.web.findings import findings, health
from batch_sender.web.forms import posted
from batch_sender.web.rendering import page
from batch_sender.web.site import site_of


def show(request: Request) -> Response:
    """Show how the service is at once; the rest is looked at afterwards, as it may take a while."""
    site = site_of(request)
    context = {
        "health": health(site.health()),
        "sending": site.senders.sending,
        "has_workers": site.journal.lanes.can_be_shared,
    }
    return page(request, "doctor.html", context)


def look(request: Request) -> Response:
    """Look at everything: a page of its own, or the part of one that a script asks for."""
    found = findings(site_of(request))
    context = {
        "trouble": [each for each in found if each.severity is not Severity.GOOD],
        "good": [each for each in found if each.severity is Severity.GOOD],
    }
    part = "HX-Request" in request.headers
    return page(request, "doctor_found.html" if part else "doctor_look.html", context)


def ask_stop(request: Request) -> Response:
    """Ask whether the program is to end."""
    return page(request, "stop.html", {"sending": site_of(request).senders.sending})


def stop(request: Request, _form: FormData) -> Response:
    """Say what happens now, then end the program."""
    answer = page(request, "stopped.html", {"sitting": False})
    # Only once the answer is out: who stops answers no more.
    answer.background = BackgroundTask(site_of(request).stop)
    return answer


ROUTES: Final = (
    Route("/doctor", show),
    Route("/doctor/look", look),
    Route("/stop", ask_stop, methods=["GET"]),
    Route("/stop", posted(stop), methods=["POST"]),
)
