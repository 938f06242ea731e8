"""Receive a file, as the body itself or in a form, and know where uploaded lists lie."""

import shutil
from email.message import Message
from pathlib import Path
from typing import Final

from python_multipart.exceptions import FormParserError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from batch_sender.language import _
from batch_sender.web.api.errors import ContentTypeNotTaken, FileMissing
from batch_sender.web.api.table import UploadedFile
from batch_sender.web.drafts import Drafts
from batch_sender.web.site import Site

FORM: Final = "multipart/form-data"
FIELD: Final = "file"
TAKEN: Final = (
    "application/octet-stream",
    "text/csv",
    "text/tab-separated-values",
    "text/plain",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "application/vnd.oasis.opendocument.spreadsheet",
)
"""The types of a body that is the list itself. Its content says what it is, not the type."""

_UNNAMED: Final = "list"


def folder_of(site: Site) -> Path:
    """Return the folder of the page: its key, its drafts, the keys of programs."""
    return site.drafts.folder.parent


def place_of(site: Site) -> Path:
    """Return where the HTTP API keeps what it was given."""
    return folder_of(site) / "api"


def clear(site: Site) -> None:
    """Remove what a killed server has left half received, or half answered."""
    for pattern in ("upload-*", "results-*"):
        for folder in place_of(site).glob(pattern):
            shutil.rmtree(folder, ignore_errors=True)


def lists_of(site: Site) -> Drafts:
    """Return the lists that programs have uploaded; the page's own drafts are others."""
    return Drafts(folder=place_of(site) / "lists")


async def received(request: Request, folder: Path) -> UploadedFile:
    """Write the file of a request into `folder`.

    Raises:
        ContentTypeNotTaken, FileMissing: there is none.
    """
    given = request.headers.get("content-type", "")
    kind = given.partition(";")[0].strip().casefold()
    path = folder / "content"
    if kind == FORM:
        return await _of_form(request, path)
    if kind not in TAKEN:
        taken = ", ".join((FORM, *TAKEN))
        raise ContentTypeNotTaken(given=given[:100] or _("of no named type"), taken=taken)
    with path.open("wb") as file:
        async for chunk in request.stream():
            await run_in_threadpool(file.write, chunk)
    if not path.stat().st_size:
        raise FileMissing
    return UploadedFile(name=_name_in(request.headers.get("content-disposition", "")), path=path)


async def _of_form(request: Request, path: Path) -> UploadedFile:
    try:
        async with request.form(max_files=1, max_fields=4, max_part_size=10_000) as form:
            file = form.get(FIELD)
            if not isinstance(file, UploadFile):
                raise FileMissing
            await run_in_threadpool(_copied, file, path)
    except (HTTPException, FormParserError) as err:  # cut short, without a boundary, two files
        raise FileMissing from err
    if not path.stat().st_size:
        raise FileMissing
    return UploadedFile(name=file.filename or _UNNAMED, path=path)


def _copied(file: UploadFile, path: Path) -> None:
    with path.open("wb") as target:
        shutil.copyfileobj(file.file, target)


def _name_in(disposition: str) -> str:
    """Return the file's name of a Content-Disposition header, whatever folder it may name."""
    message = Message()
    message["Content-Disposition"] = disposition.encode("ascii", "ignore").decode()
    return Path(message.get_filename() or _UNNAMED).name or _UNNAMED
