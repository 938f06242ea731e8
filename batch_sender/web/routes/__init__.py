"""What each address does, a module a subject; `ROUTES` is all of them."""

from typing import Final

from starlette.routing import Route

from batch_sender.web.routes import batch_files, batches, doctor, home, report, schedules, steps

ROUTES: Final[tuple[Route, ...]] = (
    *home.ROUTES,
    *steps.ROUTES,
    *batches.ROUTES,
    *schedules.ROUTES,
    *batch_files.ROUTES,
    *report.ROUTES,
    *doctor.ROUTES,
)
