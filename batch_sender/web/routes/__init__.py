"""What each address does, a module a subject; `ROUTES` is all of them."""

from typing import Final

from starlette.routing import Route

from batch_sender.web.routes import (
    batch_control,
    batch_rows,
    batches,
    decisions,
    home,
    new_check,
    new_plan,
    new_send,
    results,
    retries,
    steps,
)

ROUTES: Final[tuple[Route, ...]] = (
    *home.ROUTES,
    *steps.ROUTES,
    *new_check.ROUTES,
    *new_plan.ROUTES,
    *new_send.ROUTES,
    *batches.ROUTES,
    *batch_control.ROUTES,
    *decisions.ROUTES,
    *retries.ROUTES,
    *batch_rows.ROUTES,
    *results.ROUTES,
)
