"""What each address does, a module a subject; `ROUTES` is all of them."""

from typing import Final

from starlette.routing import Route

from batch_sender.web.routes import batches, home, metrics, steps

ROUTES: Final[tuple[Route, ...]] = (*home.ROUTES, *steps.ROUTES, *batches.ROUTES, *metrics.ROUTES)
