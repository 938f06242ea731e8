"""What each address does, a module a subject; `ROUTES` is all of them."""

from typing import Final

from starlette.routing import Route

from batch_sender.web.routes import (
    batches,
    connections,
    home,
    optout_imports,
    optouts,
    people,
    replies,
    steps,
)

ROUTES: Final[tuple[Route, ...]] = (
    *home.ROUTES,
    *steps.ROUTES,
    *batches.ROUTES,
    *connections.ROUTES,
    *optouts.ROUTES,
    *optout_imports.ROUTES,
    *replies.ROUTES,
    *people.ROUTES,
)
