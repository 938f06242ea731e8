"""The HTTP API as one application: its routes, its description, and what is answered where there is none."""

from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from batch_sender.models.errors import speak_for
from batch_sender.web.api.addresses import ENDPOINTS
from batch_sender.web.api.answering import answered
from batch_sender.web.api.description import description
from batch_sender.web.api.errors import AddressUnknown, MethodNotTaken
from batch_sender.web.api.problems import API, problem
from batch_sender.web.api.starts import Starts
from batch_sender.web.api.table import Endpoint
from batch_sender.web.api.uploads import clear, place_of
from batch_sender.web.site import Site

PREFIX: Final = "/api/v1"


def api(site: Site) -> Starlette:
    """Build it; it is mounted at `PREFIX`."""
    clear(site)
    app = Starlette(
        routes=[Route("/openapi.json", _described), *_routes()],
        exception_handlers={HTTPException: _not_there},
    )
    app.state.site = site
    app.state.starts = Starts(place_of(site) / "starts")
    app.router.redirect_slashes = False
    return app


def _routes() -> list[Route]:
    """One route an address, so that another method is told which there are."""
    by_path: dict[str, dict[str, Endpoint]] = {}
    for endpoint in ENDPOINTS:
        by_path.setdefault(endpoint.path, {})[endpoint.method] = endpoint
    return [_route(path, methods) for path, methods in by_path.items()]


def _route(path: str, methods: dict[str, Endpoint]) -> Route:
    handlers = {method: answered(endpoint) for method, endpoint in methods.items()}

    async def answer(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        return await handlers[method](request)

    return Route(path, answer, methods=list(methods))


def _described(_request: Request) -> Response:
    return JSONResponse(description())


async def _not_there(request: Request, err: Exception) -> Response:
    speak_for(API)
    path = request.url.path
    if isinstance(err, HTTPException) and err.status_code == 405:
        fault = MethodNotTaken(path=path, method=request.method)
        return problem(fault, headers=err.headers)
    return problem(AddressUnknown(path=path))
