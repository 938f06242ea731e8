"""Step 2 of a new batch: how its list was understood, and which column is what."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.language import N_, _
from batch_sender.load.columns.mapping import Field
from batch_sender.models.errors import OptionError
from batch_sender.web.chosen_rows import ChosenRows, chosen_rows
from batch_sender.web.column_fields import FIELDS
from batch_sender.web.drafts import Draft
from batch_sender.web.forms import back_to, in_part, posted, text
from batch_sender.web.remembered_columns import CHOSEN, remembered
from batch_sender.web.rendering import page
from batch_sender.web.routes.reading import being_read, read_within
from batch_sender.web.routes.steps import address, draft_of, steps
from batch_sender.web.site import Site, site_of
from batch_sender.web.understood import (
    FoundColumns,
    Understood,
    pairs_of,
    shown_columns,
    understood,
)

_READING: Final = ("sheet", "header_row", "encoding", "delimiter", "quotes", "hidden_rows", "ddd")
"""What is said of the list as a whole, each under its option's name."""

_CHOSEN: Final = (*_READING, "map", "where")
"""What is chosen on this page."""

_TYPED_AS: Final = {"ddd": "ddd_for_all"}
"""Fields of the form that are called otherwise than their option: a column of DDDs is `ddd` there."""

ENCODINGS: Final = ("utf-8", "cp1252", "utf-16", "cp850", "latin-1")
SEPARATORS: Final[Mapping[str, str]] = {
    ";": N_("semicolon"),
    ",": N_("comma"),
    "\t": N_("tab"),
    "|": N_("vertical bar"),
}
_FEW_ROWS: Final = 5
_HEADER_ROWS: Final = 30


def show(request: Request) -> Response:
    """Show what was understood; before there is a list, that one is wanted."""
    site, draft = site_of(request), draft_of(request)
    if not draft.list_file:
        return back_to(address(draft, "list"))
    if (waiting := being_read(request, draft, "columns")) is not None:
        return waiting
    draft = draft_of(request)  # what was chosen while it was read is kept by now
    return _page(request, draft, understood(site, draft))


def _choose(request: Request, form: FormData) -> Response:
    """Take what was chosen; to go on, the numbers have to be found."""
    site, draft = site_of(request), draft_of(request)
    if not draft.list_file:
        return back_to(address(draft, "list"))
    read_as = {name: text(form, _TYPED_AS.get(name, name)) or None for name in _READING}
    chosen = draft.chosen(**read_as, where=_conditions(form, draft))
    site.readings.forget(draft.id)  # what was chosen last holds, and is tried again
    try:
        is_read = read_within(site, chosen, then=partial(_take, site, chosen, form))
    except OptionError as err:
        return _page(request, chosen, understood(site, draft), err)
    if not is_read or text(form, "do") != "next":
        return back_to(address(draft, "columns"))
    return _gone_on(request, draft_of(request))


def _take(site: Site, chosen: Draft, form: FormData) -> None:
    """Keep how the list is read, and which column is what."""
    chosen = chosen.chosen(map=_map(site, form, understood(site, chosen)))
    seen = understood(site, chosen)
    site.drafts.choose(chosen, **{name: chosen.values.get(name) for name in _CHOSEN})
    if seen.fault is None:
        remembered(site).keep(seen.names, dict(chosen.values))


def _conditions(form: FormData, draft: Draft) -> list[str]:
    """Return the conditions as they were typed, one a line; those of before where nobody was asked."""
    if "where" not in form:
        return list(draft.values.get("where") or ())
    lines = (line.strip() for line in text(form, "where").splitlines())
    return [line for line in lines if line]


def _gone_on(request: Request, draft: Draft) -> Response:
    """Go on to the text once the numbers are found, and the conditions understood."""
    site = site_of(request)
    seen = understood(site, draft)
    if seen.fault is not None or chosen_rows(seen, site.clock.now()).fault is not None:
        return _page(request, draft, seen, status=422)
    return back_to(address(draft, "text"))


def _live(request: Request) -> Response:
    """Answer with how much of the list is read; with the header X-Over once it is."""
    reading = site_of(request).readings.underway(draft_of(request).id)
    answer = page(request, "new_columns_live.html", {"rows": reading.rows if reading else 0})
    if reading is None:
        answer.headers["X-Over"] = "1"
    return answer


def _map(site: Site, form: FormData, seen: Understood) -> list[str]:
    """Return which column is what; a form that was filled in for other columns says nothing of these."""
    if text(form, "columns") != seen.digest:
        return remembered(site).of(seen.names)["map"] or []
    places = {
        field: _places(form, field, len(seen.header)) for field in FIELDS if field.value in form
    }
    return pairs_of(seen, FoundColumns(places, needs_yes=bool(form.get("needs_yes"))))


def _places(form: FormData, field: Field, many: int) -> tuple[int, ...]:
    given = (each for each in form.getlist(field.value) if isinstance(each, str))
    found = (int(each) for each in given if each.isascii() and each.isdecimal())
    return tuple(dict.fromkeys(place for place in found if place < many))


def _page(
    request: Request,
    draft: Draft,
    seen: Understood,
    wrong: OptionError | None = None,
    *,
    status: int = 200,
) -> Response:
    rows = chosen_rows(seen, site_of(request).clock.now())
    context: dict[str, Any] = {
        "rows": rows,
        "draft": draft,
        "steps": steps(draft),
        "seen": seen,
        "contacts": seen.contacts,
        "fields": shown_columns(seen),
        "faults": [*_faults(seen, wrong), *_faults_of_rows(rows)],
        "wrong": wrong,
        "encodings": ENCODINGS,
        "separators": {sign: _(name) for sign, name in SEPARATORS.items()},
        "header_rows": _header_rows(draft),
        "first_rows": _first_rows(seen),
        "as_before": _as_before(request, draft, seen),
    }
    refused = 422 if wrong else status
    return page(request, "new_columns.html", context, status=200 if in_part(request) else refused)


def _faults(seen: Understood, wrong: OptionError | None) -> list[tuple[str, str]]:
    """Return the field and the sentence of each fault, for the summary on top."""
    if wrong is not None:
        return [(str(wrong.details.get("setting", "reading")), wrong.message)]
    if seen.fault is None:
        return []
    return [("field-phone" if seen.contacts else "reading", seen.fault.message)]


def _faults_of_rows(rows: ChosenRows) -> list[tuple[str, str]]:
    return [] if rows.fault is None else [("where", rows.fault.message)]


def _header_rows(draft: Draft) -> list[str]:
    rows = [str(row) for row in range(1, _HEADER_ROWS + 1)]
    chosen = str(draft.values.get("header_row", ""))
    return rows if chosen in {"", "none", *rows} else [*rows, chosen]


def _first_rows(seen: Understood) -> list[tuple[int, tuple[str, ...]]]:
    if seen.contacts is None:
        return []
    chunk = next(iter(seen.contacts.chunks()), None)
    return [] if chunk is None else list(zip(chunk.rows, chunk.cells, strict=True))[:_FEW_ROWS]


def _as_before(request: Request, draft: Draft, seen: Understood) -> bool:
    """Say whether the choices are those of the last list with the same columns."""
    if not draft.values.get("map"):
        return False
    kept = remembered(site_of(request)).of(seen.names)
    return all(kept[name] == draft.values.get(name) for name in CHOSEN)


ROUTES: Final = (
    Route("/new/{draft}/columns", show, methods=["GET"]),
    Route("/new/{draft}/columns", posted(_choose), methods=["POST"]),
    Route("/new/{draft}/columns/live", _live),
)
