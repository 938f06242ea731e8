"""Step 4: the list is judged, and its troubles are shown one class at a time, with the rows behind each."""

import shutil
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from starlette.background import BackgroundTask
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from batch_sender.compose.conditions.errors import ConditionError
from batch_sender.compose.errors import MediaError, TemplateError
from batch_sender.language import _
from batch_sender.load import errors as list_errors
from batch_sender.load.columns import errors as column_errors
from batch_sender.models import BatchRecord
from batch_sender.models.errors import BatchSenderError, OptionError
from batch_sender.operations.notices import rows_with_notices
from batch_sender.operations.preview import Preview
from batch_sender.web.checked_rows import place_of, rows_page
from batch_sender.web.checked_view import view_of
from batch_sender.web.drafts import Draft
from batch_sender.web.forms import back_to, posted, text, whole_number
from batch_sender.web.judged_drafts import (
    batch_of,
    has_begun,
    is_current,
    judge,
    look_again,
    take_back_replaced,
)
from batch_sender.web.judging import Judged
from batch_sender.web.rendering import page
from batch_sender.web.requests_of_drafts import named_as_sent
from batch_sender.web.routes.steps import address, draft_of, is_open, steps
from batch_sender.web.site import Site, site_of

FIRST_FIGURES: Final = 0.7
"""Seconds that a page waits for the first figures of a list."""

_OF_COLUMNS: Final = (
    list_errors.SheetNotFound,
    list_errors.SheetNotPossible,
    list_errors.HeaderMissing,
    list_errors.HeaderRowEmpty,
    list_errors.EncodingUnknown,
    list_errors.EncodingWrong,
    list_errors.DelimiterUnusable,
    column_errors.PhoneColumnMissing,
    column_errors.PhoneColumnDoubtful,
    column_errors.PhoneColumnAmbiguous,
    column_errors.ColumnUnknown,
    column_errors.ColumnAmbiguous,
)


def show(request: Request) -> Response:
    """Show how far the judging is, what came of it, or why it cannot be done."""
    site, draft = site_of(request), draft_of(request)
    if not is_open(draft, "check"):
        return back_to(address(draft, "text" if draft.list_file else "list"))
    take_back_replaced(site, draft)
    batch = batch_of(site, draft)
    if batch is not None and has_begun(batch):
        return back_to(f"/batches/{batch.id}")
    judged = site.judgings.heard_within(draft.id, FIRST_FIGURES)
    if judged is not None and not judged.is_over:
        return judging_page(request, draft, judged, step="check")
    if batch is not None and is_current(site, draft, batch):
        return _checked(request, site, draft, batch)
    fault = judged.fault if judged is not None else None
    return page(request, "new_check_begin.html", _frame(draft, "check") | _fault(draft, fault))


def begin(request: Request, form: FormData) -> Response:
    """Judge the list, unless that was done of this very list, text and settings."""
    site, draft = site_of(request), draft_of(request)
    batch = batch_of(site, draft)
    if batch is not None and has_begun(batch):
        return back_to(f"/batches/{batch.id}")
    if not is_open(draft, "check"):
        return back_to(address(draft, "text" if draft.list_file else "list"))
    if text(form, "again") or batch is None or not is_current(site, draft, batch):
        judge(site, draft)
    return back_to(address(draft, "check"))


def live(request: Request) -> Response:
    """Answer with how far the judging is; with the header X-Over once there is more to see."""
    site, draft = site_of(request), draft_of(request)
    judged = site.judgings.of(draft.id)
    answer = page(request, "new_check_live.html", {"judged": judged or Judged()})
    if judged is None or judged.is_over:
        answer.headers["X-Over"] = "1"
    return answer


def mended(request: Request, form: FormData) -> Response:
    """Take the list as it was mended, and judge it with the same text and columns."""
    site, draft = site_of(request), draft_of(request)
    batch = batch_of(site, draft)
    if batch is not None and has_begun(batch):
        return back_to(f"/batches/{batch.id}")
    upload = form.get("list")
    fault = ""
    if not form.get("whole"):  # the last field of the form: without it the upload has no end
        fault = _("The upload was cut off in the middle.")
    elif not isinstance(upload, UploadFile) or not upload.filename:
        fault = _("Choose the file with the mended list.")
    if fault or not isinstance(upload, UploadFile):
        context = _frame(draft, "check") | {"missing": fault}
        return page(request, "new_check_begin.html", context, status=422)
    with tempfile.NamedTemporaryFile(dir=site.drafts.place(draft), delete=False) as file:
        shutil.copyfileobj(upload.file, file)
    new = site.drafts.with_list(draft, upload.filename or "", Path(file.name))
    # The same list mended: what was chosen for its columns stays.
    site.drafts.save(replace(new, values=draft.values))
    judge(site, new, mended=True)
    return back_to(address(draft, "check"))


def workbook(request: Request) -> Response:
    """Hand out the list with what is wrong in each row, to be mended there."""
    # The writer of workbooks is slow to load, and wanted here alone.
    from batch_sender.results.checked_list import write_checked  # noqa: PLC0415

    site, draft = site_of(request), draft_of(request)
    batch = batch_of(site, draft)
    if batch is None:
        return back_to(address(draft, "check"))
    folder = Path(tempfile.mkdtemp(dir=site.drafts.place(draft)))
    gone = partial(shutil.rmtree, folder, ignore_errors=True)
    try:
        rows = partial(rows_with_notices, site.journal, batch.id)
        [path] = write_checked(folder / "list.xlsx", batch=batch, rows=rows)
    except BaseException:
        gone()
        raise
    name = f"{Path(draft.list_name or batch.list_name).stem}-{_('checked')}.xlsx"
    return FileResponse(path, filename=name, background=BackgroundTask(gone))


# ── the pages ─────────────────────────────────────────────────────────────────────────────────


def judging_page(request: Request, draft: Draft, judged: Judged, *, step: str) -> Response:
    """Show how far the judging of a draft is; `step`: the page that waits for it."""
    context = _frame(draft, step) | {"judged": judged, "live": address(draft, "check/live")}
    return page(request, "new_check_judging.html", context)


def _checked(request: Request, site: Site, draft: Draft, batch: BatchRecord) -> Response:
    found = site.checks.of(batch.id)
    if found is None:
        look_again(site, draft, batch)
        judged = site.judgings.heard_within(draft.id, FIRST_FIGURES)
        found = site.checks.of(batch.id)
        if found is None:
            return judging_page(request, draft, judged or Judged(), step="check")
    return page(request, "new_check.html", _frame(draft, "check") | _view(request, site, found))


def _view(request: Request, site: Site, found: Preview) -> dict[str, Any]:
    view = view_of(found)
    code = request.query_params.get("show") or view.first_trouble
    number = whole_number(request.query_params.get("page"), otherwise=1)
    rows = rows_page(site.journal, found, code, number) if code else None
    return {
        "found": found,
        "view": view,
        "code": code,
        "rows": rows,
        "place": place_of(rows) if rows else "",
    }


def _frame(draft: Draft, step: str) -> dict[str, Any]:
    return {
        "draft": draft,
        "steps": steps(draft),
        "here": address(draft, step),
        "address_of": partial(address, draft),
        "fault": None,
        "missing": "",
    }


def _fault(draft: Draft, fault: BatchSenderError | None) -> dict[str, Any]:
    if fault is None:
        return {}
    named = named_as_sent(fault, draft.list_name)
    return {"fault": named, "mend_at": address(draft, step_of(fault))}


def step_of(fault: BatchSenderError) -> str:
    """Return the step at which a fault of the list, the text or a setting is put right."""
    if isinstance(fault, (*_OF_COLUMNS, ConditionError)):
        return "columns"
    if isinstance(fault, list_errors.ListError):
        return "list"
    if isinstance(fault, (TemplateError, MediaError)):
        return "text"
    return "plan" if isinstance(fault, OptionError) else "check"


ROUTES: Final = (
    Route("/new/{draft}/check", show, methods=["GET"]),
    Route("/new/{draft}/check", posted(begin), methods=["POST"]),
    Route("/new/{draft}/check/live", live),
    Route("/new/{draft}/check/list", posted(mended, files=1), methods=["POST"]),
    Route("/new/{draft}/check/workbook", workbook),
)
