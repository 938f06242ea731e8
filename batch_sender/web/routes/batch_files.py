"""The batch file of a schedule: what it asks for, its list checked now; and a draft handed out as one."""

from pathlib import Path
from typing import Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.models.errors import BatchSenderError
from batch_sender.web import batch_files
from batch_sender.web.forms import back_to, posted
from batch_sender.web.rendering import page
from batch_sender.web.routes import schedules, steps
from batch_sender.web.site import Site, site_of


def show(request: Request) -> Response:
    """Show what the batch file of a schedule asks for, or what is wrong with it."""
    site, number = site_of(request), request.path_params["schedule"]
    path = _path(site, number)
    file, fault = None, None
    try:
        file = batch_files.understood(batch_files.read_to_run(site, path))
    except BatchSenderError as err:
        fault = err
    context = {"id": number, "name": path.name, "location": path, "file": file, "fault": fault}
    return page(request, "batch_file.html", context)


def begin_check(request: Request, _form: FormData) -> Response:
    """Judge its list beside the requests."""
    site, number = site_of(request), request.path_params["schedule"]
    order = batch_files.read_to_run(site, _path(site, number)).order
    site.judgings.begin(
        _name(number),
        lambda progress: batch_files.judge_one(site, order, progress),
        done=lambda _batch: None,
    )
    return back_to(f"/schedules/{number}/check")


def check(request: Request) -> Response:
    """Show how far its list is judged; go to the batch once it is."""
    number = request.path_params["schedule"]
    judged = site_of(request).judgings.of(_name(number))
    if judged is None:
        return back_to(f"/schedules/{number}/file")
    if judged.batch is not None:
        return back_to(f"/batches/{judged.batch}")
    return page(request, "batch_file_check.html", {"id": number, "judged": judged})


def check_live(request: Request) -> Response:
    """Answer with how far it is; once it is over, the page is to be loaded again."""
    judged = site_of(request).judgings.of(_name(request.path_params["schedule"]))
    if judged is None or judged.is_over:
        return Response(headers={"X-Over": "1"})
    return page(request, "batch_file_live.html", {"judged": judged})


def download(request: Request) -> Response:
    """Hand a draft out as a batch file, to be put beside its list."""
    site, draft = site_of(request), steps.draft_of(request)
    if not (draft.list_file and draft.texts):
        return back_to(steps.address(draft, "text" if draft.list_file else "list"))
    content = batch_files.text_of(draft, site.drafts.place(draft))
    name = Path(draft.list_file).with_suffix(".toml").name
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/toml", headers=headers)


def _path(site: Site, number: int) -> Path:
    return Path(schedules.one(site, number).batch_file)


def _name(number: int) -> str:
    return f"schedule-{number}"


_ONE: Final = "/schedules/{schedule:int}"

ROUTES: Final = (
    Route(f"{_ONE}/file", show),
    Route(f"{_ONE}/check", check, methods=["GET"]),
    Route(f"{_ONE}/check", posted(begin_check), methods=["POST"]),
    Route(f"{_ONE}/check/live", check_live),
    Route("/new/{draft}/batch-file", download),
)
