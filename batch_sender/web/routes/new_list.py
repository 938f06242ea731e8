"""Step 1 of a new batch: whom it goes to. A file, rows pasted out of a sheet, or one number."""

import csv
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.config.settings import Settings
from batch_sender.judge.request import Request as Judged
from batch_sender.language import N_, _
from batch_sender.load.errors import (
    DelimiterUnusable,
    EncodingWrong,
    HeaderMissing,
    HeaderRowEmpty,
    ListError,
    QuoteStray,
)
from batch_sender.models import Problem
from batch_sender.phones import parse_phone
from batch_sender.sentences import as_sentence, describe_problem, remedy_for
from batch_sender.web.drafts import Draft, file_name
from batch_sender.web.forms import back_to, in_part, posted, text
from batch_sender.web.read_lists import read, take_over
from batch_sender.web.remembered_columns import remembered
from batch_sender.web.rendering import page
from batch_sender.web.requests_of_drafts import named_as_sent
from batch_sender.web.routes.steps import address, draft_of, steps
from batch_sender.web.site import Site, site_of

MOST_LIST: Final = 480_000_000
"""Bytes of a list; what the page takes at all leaves room for the rest of the form."""

_SETTLED_LATER: Final = (
    HeaderMissing,
    HeaderRowEmpty,
    QuoteStray,
    EncodingWrong,
    DelimiterUnusable,
)
"""What the next step can mend by saying how the file is to be read."""

_AS_IT_IS: Final = Settings()
_ARRIVING: Final = "arriving"

_NAMES: Final = (N_("name"), N_("phone"))


class _Refused(Exception):
    """A list is not taken: the field it came in, what is wrong, and what to do."""

    def __init__(self, field: str, message: str, remedy: str = "") -> None:
        super().__init__(field)
        self.field, self.message, self.remedy = field, message, remedy


def show(request: Request) -> Response:
    """Show the ways in, and the list that is there already."""
    return _page(request, draft_of(request))


def _take(request: Request, form: FormData) -> Response:
    """Take a list in whichever way it came; one that cannot be used leaves the one before in place."""
    site, draft = site_of(request), draft_of(request)
    field, way = _WAYS.get(text(form, "how"), _WAYS["file"])
    incoming = Path(tempfile.mkdtemp(prefix="new-", dir=site.drafts.place(draft)))
    try:
        name = way(form, incoming / _ARRIVING)
        new = _taken(site, draft, name, incoming)
    except _Refused as err:
        return _page(request, draft, err, form)
    except ListError as err:
        return _page(request, draft, _Refused(field, err.message, err.next), form)
    except OSError as err:
        message = _("The list could not be kept: {reason}.").format(reason=err.strerror or "?")
        return _page(
            request, draft, _Refused(field, message, _("Look whether the disk is full.")), form
        )
    finally:
        shutil.rmtree(incoming, ignore_errors=True)
    return back_to(address(new, "columns"))


# ── the ways in ───────────────────────────────────────────────────────────────────────────────


def _by_file(form: FormData, to: Path) -> str:
    sent = form.get("list")
    if not form.get("whole"):  # the last field of the form: without it the upload has no end
        raise _Refused("list", _("The upload was cut off in the middle."), _("Upload it again."))
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise _Refused("list", _("No file was chosen."), _("Choose the file with the list."))
    if (sent.size or 0) > MOST_LIST:
        message = _("The list has more than {n} MB.").format(n=MOST_LIST // 1_000_000)
        raise _Refused("list", message, _("Split it into several lists."))
    with to.open("wb") as file:
        shutil.copyfileobj(sent.file, file, 1 << 20)
    return sent.filename


def _by_pasting(form: FormData, to: Path) -> str:
    rows = form.get("rows", "")
    if not isinstance(rows, str) or not rows.strip():
        message = _("Nothing was pasted.")
        raise _Refused("rows", message, _("Copy the rows in Excel and paste them here."))
    lines = rows.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    to.write_text(f"{lines}\n", "utf-8", newline="\n")
    return _("pasted rows") + ".tsv"


def _by_typing(form: FormData, to: Path) -> str:
    number, name = text(form, "number"), text(form, "name")
    found = parse_phone(number)
    if isinstance(found, Problem):
        message = as_sentence(describe_problem(found.code))
        raise _Refused("number", message, _typed_remedy(found))
    with to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, dialect="excel-tab", lineterminator="\n")
        writer.writerows([[_(each) for each in _NAMES], [name, number]])
    return _("one number") + ".tsv"


def _typed_remedy(found: Problem) -> str:
    if found.code in {"phone_no_ddd", "phone_missing"}:
        return _("Write it with its DDD, such as 11 98765-4321.")
    return remedy_for(found.code)


_WAYS: Final[dict[str, tuple[str, Callable[[FormData, Path], str]]]] = {
    "file": ("list", _by_file),
    "paste": ("rows", _by_pasting),
    "number": ("number", _by_typing),
}
"""The ways in, each with the field that its faults are told at."""


# ── what is taken ─────────────────────────────────────────────────────────────────────────────


def _taken(site: Site, draft: Draft, name: str, incoming: Path) -> Draft:
    """Read a list that has arrived, and put it in the place of the one before.

    Raises:
        ListError: it cannot be used, whatever is said of it.
    """
    arrived = incoming / file_name(name)
    (incoming / _ARRIVING).rename(arrived)
    header: tuple[str, ...] = ()
    try:
        header = read(
            Judged(list_path=arrived, text="", origin="", who=site.who, settings=_AS_IT_IS)
        ).header
    except _SETTLED_LATER:
        pass
    except ListError as err:
        raise named_as_sent(err, name) from err
    take_over(site.drafts.place(draft), incoming)
    return _with_remembered(site, site.drafts.with_list(draft, name, arrived), header)


def _with_remembered(site: Site, draft: Draft, header: tuple[str, ...]) -> Draft:
    """Choose columns as for the last list that had the same ones."""
    if not header:
        return draft
    new = draft.chosen(**remembered(site).of(header))
    site.drafts.save(new)
    return new


def _page(
    request: Request, draft: Draft, refused: _Refused | None = None, form: FormData | None = None
) -> Response:
    typed = {name: text(form, name) if form else "" for name in ("number", "name")}
    rows = form.get("rows", "") if form else ""
    context = {
        "draft": draft,
        "steps": steps(draft),
        "refused": refused,
        "typed": typed,
        "rows": rows if isinstance(rows, str) else "",
        "most": MOST_LIST,
    }
    as_refused = refused is not None and not in_part(request)
    return page(request, "new_list.html", context, status=422 if as_refused else 200)


ROUTES: Final = (
    Route("/new/{draft}/list", show, methods=["GET"]),
    Route("/new/{draft}/list", posted(_take, files=1), methods=["POST"]),
)
