"""What each address does, a module a subject; `ROUTES` is all of them."""

from typing import Final

from starlette.routing import Route

from batch_sender.web.routes import (
    batches,
    home,
    new,
    new_check,
    new_columns,
    new_list,
    new_plan,
    new_send,
    new_text,
    texts,
)

ROUTES: Final[tuple[Route, ...]] = (
    *home.ROUTES,
    *new.ROUTES,
    *new_list.ROUTES,
    *new_columns.ROUTES,
    *new_text.ROUTES,
    *texts.ROUTES,
    *new_check.ROUTES,
    *new_plan.ROUTES,
    *new_send.ROUTES,
    *batches.ROUTES,
)
