"""Files of people who want no messages: show whom one would block, put them on the list, take it back."""

from typing import Any, Final

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.journal.errors import UnknownImport
from batch_sender.language import _
from batch_sender.load.errors import ListError
from batch_sender.models.errors import SettingsError
from batch_sender.operations.optouts import (
    import_of,
    import_opt_outs,
    imports,
    on_the_list,
    read_opt_outs,
    undo_import,
)
from batch_sender.operations.people_files import Found, Reading
from batch_sender.web.forms import back_to, posted, text, whole_number
from batch_sender.web.rendering import page
from batch_sender.web.site import Site, site_of
from batch_sender.web.waiting_files import WaitingFile, WaitingFiles

_MOST_ROWS: Final = 20
"""Rows without a number that are named."""


def show(request: Request) -> Response:
    """Show the form of a file, and the imports that can be taken back."""
    return _page(request)


def _page(request: Request, *, fault: str = "", gone: str = "", status: int = 200) -> Response:
    context = {"imports": imports(site_of(request).journal), "fault": fault, "gone": gone}
    return page(request, "optout_imports.html", context, status=status)


def _look(request: Request, form: FormData) -> Response:
    """Show whom a file would block: one that arrives, or one that is to be read otherwise."""
    files = _files(site_of(request))
    sent = form.get("list")
    if isinstance(sent, UploadFile) and sent.filename:
        waiting: WaitingFile | None = files.keep(sent)
    else:
        waiting = files.one(text(form, "file"))
    if waiting is None:
        return _page(request, fault=_("Choose the file with the numbers."), status=422)
    try:
        found = _read(waiting, form)
    except (ListError, SettingsError) as err:
        return _preview(request, waiting, form, fault=err.message)
    return _preview(request, waiting, form, found=found)


def _preview(
    request: Request,
    waiting: WaitingFile,
    form: FormData,
    *,
    found: Found | None = None,
    fault: str = "",
) -> Response:
    already = on_the_list(site_of(request).journal, found) if found else 0
    people = len(found.persons) if found else 0
    context: dict[str, Any] = {
        "file": waiting,
        "found": found,
        "fault": fault,
        "people": people,
        "already": already,
        "sheet": text(form, "sheet"),
        "column": text(form, "column"),
        "rows": ", ".join(map(str, found.unreadable[:_MOST_ROWS])) if found else "",
        "more_rows": bool(found and len(found.unreadable) > _MOST_ROWS),
    }
    return page(request, "optout_preview.html", context, status=422 if fault else 200)


def _import(request: Request, form: FormData) -> Response:
    """Put everybody of a file that was looked at on the list."""
    site = site_of(request)
    files = _files(site)
    waiting = files.one(text(form, "file"))
    if waiting is None:
        gone = _("This file was put on the list already, or waited for too long. Upload it again.")
        return _page(request, gone=gone, status=409)
    found = _read(waiting, form)
    done = import_opt_outs(site.journal, found, who=site.who)
    files.remove(waiting)
    return back_to(f"/optouts?added={done.added}&already={done.already}")


def _forget(request: Request, form: FormData) -> Response:
    """Remove a file that is not wanted after all."""
    files = _files(site_of(request))
    if (waiting := files.one(text(form, "file"))) is not None:
        files.remove(waiting)
    return back_to("/optouts?done=kept")


def _undo(request: Request, form: FormData) -> Response:
    """Ask whether an import is to be taken back; do so where that was answered."""
    site, wanted = site_of(request), whole_number(text(form, "import"))
    try:
        found = import_of(site.journal, wanted)
        if not text(form, "sure"):
            return page(request, "optout_undo.html", {"found": found})
        removed = undo_import(site.journal, wanted, who=site.who)
    except UnknownImport:
        gone = _("This import was taken back already.")
        return _page(request, gone=gone, status=409)
    return back_to(f"/optouts?undone={removed}")


def _read(waiting: WaitingFile, form: FormData) -> Found:
    return read_opt_outs(
        Reading(
            path=waiting.path,
            source=waiting.name,
            phone_column=text(form, "column") or None,
            sheet=text(form, "sheet") or None,
        )
    )


def _files(site: Site) -> WaitingFiles:
    return WaitingFiles(folder=site.drafts.folder.parent / "optouts")


ROUTES: Final = (
    Route("/optouts/import", show, methods=["GET"]),
    Route("/optouts/import", posted(_look, files=1), methods=["POST"]),
    Route("/optouts/import/write", posted(_import), methods=["POST"]),
    Route("/optouts/import/forget", posted(_forget), methods=["POST"]),
    Route("/optouts/import/undo", posted(_undo), methods=["POST"]),
)
