"""The rows of a batch as a table: what became of each, searched and filtered, some on a page.

What is looked for is posted: a name or a number stands in no address. Which state is shown, and from which
row on, may stand there.
"""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender import phones, sentences
from batch_sender.journal import ReasonCount, RowPage, RowsWanted
from batch_sender.language import number
from batch_sender.models import BatchRecord, MessageRecord, MessageState
from batch_sender.operations.names import name_in
from batch_sender.results.table import reason_of
from batch_sender.sentences.counts import AS_READ
from batch_sender.timing.windows import calendar_of
from batch_sender.web.forms import back_to, posted, text, whole_number
from batch_sender.web.rendering import moment, page
from batch_sender.web.routes.batch_control import address
from batch_sender.web.site import Site, site_of

MOST: Final = 50
"""Rows on a page."""

_LONGEST: Final = 100
"""Letters that are looked for, at most."""


def show(request: Request) -> Response:
    """Show some rows, those of one state or reason, or all."""
    query = request.query_params
    return _page(request, query.get("show", ""), "", query)


def _search(request: Request, form: FormData) -> Response:
    """Show the rows that are looked for; where nothing is, go to the address of what is shown."""
    wanted, looked_for = text(form, "show"), text(form, "q")[:_LONGEST]
    if not looked_for:
        query = f"?{urlencode({'show': wanted})}" if wanted else ""
        return back_to(address(request.path_params["batch"], "rows") + query)
    return _page(request, wanted, looked_for, form)


def _page(request: Request, shown: str, looked_for: str, place: FormData | QueryParams) -> Response:
    site, batch_id = site_of(request), request.path_params["batch"]
    batch = site.journal.batches.one(batch_id)
    state, reason = _state_and_reason(shown)
    wanted = RowsWanted(state=state, reason=reason, text=looked_for)
    found = _found(site, batch_id, wanted, place)
    context = {
        "batch": batch,
        "choices": list(_choices(batch, site.journal.messages.by_reason(batch_id))),
        "shown": shown if state else "",
        "looked_for": looked_for,
        "rows": [_row(each, batch) for each in found.rows],
        "found": found,
        "address": address(batch_id, "rows"),
        "show_query": urlencode({"show": shown}) + "&" if state else "",
    }
    return page(request, "batch_rows.html", context)


def _found(site: Site, batch_id: int, wanted: RowsWanted, place: FormData | QueryParams) -> RowPage:
    after, before = (whole_number(place.get(name)) for name in ("after", "before"))
    return site.journal.messages.row_page(
        batch_id, wanted, after=after, before=before or None, most=MOST
    )


def _state_and_reason(shown: str) -> tuple[MessageState | None, str | None]:
    """Read what is shown: "", "skipped" or "skipped/phone_invalid"; what is none of these is all."""
    state, _slash, reason = shown.partition("/")
    if state not in set(MessageState):
        return None, None
    return MessageState(state), reason or None


def _choices(batch: BatchRecord, reasons: list[ReasonCount]) -> Iterator[tuple[str, str, str]]:
    """Yield what can be chosen: value, name, how many rows."""
    for state in AS_READ:
        if n := getattr(batch.counts, state.value):
            yield state.value, sentences.state_name(state), number(n)
        for each in reasons:
            if each.state is state:
                told = f"{sentences.state_name(state)}: {sentences.describe(each.reason)}"
                yield f"{state.value}/{each.reason}", told, number(each.rows)


def _row(row: MessageRecord, batch: BatchRecord) -> dict[str, Any]:
    zone = calendar_of(batch.settings.get("window")).zone
    return {
        "row": row.row,
        "name": name_in(row.cells, batch.header),
        "number": phones.spelled(row.number) if row.number else "",
        "state": sentences.state_name(row.state),
        "why": reason_of(row) or "",
        "time": moment(row.time, zone),
        "text": row.text or "",
        "file": row.media_name or "",
        "payment_line": row.payment_line or "",
        "answer": row.answer or "",
        "cells": [
            (name, cell) for name, cell in zip(batch.header, row.cells, strict=False) if cell
        ],
    }


ROUTES: Final = (
    Route("/batches/{batch:int}/rows", show, methods=["GET"]),
    Route("/batches/{batch:int}/rows", posted(_search), methods=["POST"]),
)
