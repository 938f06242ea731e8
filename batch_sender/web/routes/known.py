"""The list "Known people": who is no new person, added by number or by a file, and taken off."""

from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.journal.errors import NotKnown
from batch_sender.language import _, ngettext, number
from batch_sender.load.errors import ListError
from batch_sender.models.errors import SettingsError
from batch_sender.operations.known_people import (
    KnownImported,
    add_known,
    import_known,
    known_counts,
    known_persons,
    newest_known,
    read_known,
    remove_known,
    source_in_words,
)
from batch_sender.operations.people_files import Reading
from batch_sender.phones.errors import PersonNumberUnreadable
from batch_sender.web.forms import back_to, posted, text, whole_number
from batch_sender.web.rendering import page
from batch_sender.web.site import Site, site_of
from batch_sender.web.typed_numbers import NumbersForm, typed_in
from batch_sender.web.waiting_files import WaitingFiles

_SHOWN: Final = 50
"""Of the list, so many: the newest."""

_NO_FAULT: Final = NumbersForm()


def show(request: Request) -> Response:
    """Show how many there are, the newest of them, and how more are added."""
    return _page(request)


def _page(
    request: Request,
    *,
    adding: NumbersForm = _NO_FAULT,
    fault: str = "",
    file_fault: str = "",
    status: int = 200,
) -> Response:
    """Show the page. `fault`: what went wrong with one of them; `file_fault`: with a file."""
    journal = site_of(request).journal
    newest = newest_known(journal, _SHOWN)
    context = {
        "counts": known_counts(journal),
        "rows": [(each, source_in_words(each.source)) for each in newest],
        "adding": adding,
        "fault": fault,
        "file_fault": file_fault,
        "done": _done(request),
    }
    return page(request, "known.html", context, status=status)


def _done(request: Request) -> str:
    """Say what was done before: the address tells it by counts alone."""
    counts = {
        name: whole_number(request.query_params.get(name, ""))
        for name in ("added", "already", "removed", "unreadable", "left_out")
    }
    told = (
        (
            "added",
            ngettext("{n} person is known now.", "{n} people are known now.", counts["added"]),
        ),
        (
            "already",
            ngettext("{n} was known already.", "{n} were known already.", counts["already"]),
        ),
        (
            "removed",
            ngettext("{n} person was taken off.", "{n} people were taken off.", counts["removed"]),
        ),
        (
            "unreadable",
            ngettext("{n} row has no number.", "{n} rows have no number.", counts["unreadable"]),
        ),
        (
            "left_out",
            ngettext(
                "{n} row was left out: not accepted in these results, or no to messages.",
                "{n} rows were left out: not accepted in these results, or no to messages.",
                counts["left_out"],
            ),
        ),
    )
    return " ".join(said.format(n=number(counts[name])) for name, said in told if counts[name])


def _add(request: Request, form: FormData) -> Response:
    right, shown = typed_in(form)
    if shown.fault:
        return _page(request, adding=shown, status=422)
    site = site_of(request)
    return _back(add_known(site.journal, known_persons(right), who=site.who))


def _remove(request: Request, form: FormData) -> Response:
    site = site_of(request)
    try:
        persons = known_persons([text(form, "number")])
        remove_known(site.journal, persons, who=site.who)
    except PersonNumberUnreadable as err:
        return _page(request, fault=f"{err.message} {err.next}", status=422)
    except NotKnown:
        gone = _("This number is not on the list, or not any more: somebody may have removed it.")
        return _page(request, fault=gone, status=409)
    return back_to("/known?removed=1")


def _import(request: Request, form: FormData) -> Response:
    """Count everyone of a file among the known."""
    sent = form.get("list")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return _page(request, file_fault=_("Choose the file with the numbers."), status=422)
    site = site_of(request)
    files = _files(site)
    waiting = files.keep(sent)
    try:
        reading = Reading(path=waiting.path, source=waiting.name, hidden_rows=False)
        found = read_known(reading)
    except (ListError, SettingsError) as err:
        told = f"{err.message} {err.next}".strip()
        return _page(request, file_fault=told, status=422)
    finally:
        files.remove(waiting)
    return _back(import_known(site.journal, found, who=site.who))


def _back(done: KnownImported) -> Response:
    counts = f"added={done.added}&already={done.already}"
    return back_to(f"/known?{counts}&unreadable={len(done.unreadable)}&left_out={done.left_out}")


def _files(site: Site) -> WaitingFiles:
    return WaitingFiles(folder=site.drafts.folder.parent / "known")


ROUTES: Final = (
    Route("/known", show),
    Route("/known/add", posted(_add), methods=["POST"]),
    Route("/known/remove", posted(_remove), methods=["POST"]),
    Route("/known/import", posted(_import, files=1), methods=["POST"]),
)
