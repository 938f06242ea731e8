"""What each address does, a module a subject; `ROUTES` is all of them."""

from typing import Final

from starlette.routing import Route

from batch_sender.web.routes import (
    batch_control,
    batch_files,
    batch_rows,
    batches,
    decisions,
    doctor,
    entering,
    home,
    metrics,
    new,
    new_check,
    new_columns,
    new_list,
    new_plan,
    new_send,
    new_text,
    report,
    results,
    retries,
    schedules,
    texts,
)

ROUTES: Final[tuple[Route, ...]] = (
    *home.ROUTES,
    *batch_control.ROUTES,
    *batch_files.ROUTES,
    *batch_rows.ROUTES,
    *batches.ROUTES,
    *decisions.ROUTES,
    *doctor.ROUTES,
    *entering.ROUTES,
    *metrics.ROUTES,
    *new.ROUTES,
    *new_check.ROUTES,
    *new_columns.ROUTES,
    *new_list.ROUTES,
    *new_plan.ROUTES,
    *new_send.ROUTES,
    *new_text.ROUTES,
    *report.ROUTES,
    *results.ROUTES,
    *retries.ROUTES,
    *schedules.ROUTES,
    *texts.ROUTES,
)
