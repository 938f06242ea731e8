"""Rows in doubt: what speaks for either, and what a person decides over them, one by one or in groups."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender import phones, sentences
from batch_sender.journal import Decision, InDoubt
from batch_sender.journal.errors import NothingInDoubt
from batch_sender.models import Reason
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations.resolve import Doubtful, doubtful, resolve
from batch_sender.sentences.doubts import consequences
from batch_sender.sentences.events import describe_event, row_ranges
from batch_sender.web.batch_view import batch_page, in_words
from batch_sender.web.errors import NothingChosen
from batch_sender.web.forms import back_to, posted, text, texts
from batch_sender.web.rendering import moment, page
from batch_sender.web.routes.batch_control import address
from batch_sender.web.site import Site, site_of

_MOST_SHOWN: Final = 50
"""Rows of a group that are shown, each with its own tick; the others share one."""


def show(request: Request) -> Response:
    """Show the rows in doubt, in groups of one cause."""
    return _page(request, request.path_params["batch"])


def _page(request: Request, batch_id: int, *, fault: BatchSenderError | None = None) -> Response:
    site = site_of(request)
    try:
        found = _doubtful(site, batch_id)
    except NothingInDoubt as err:
        return batch_page(request, batch_id, fault=fault or err)
    context = {
        "batch": site.journal.batches.one(batch_id),
        "groups": [_group(found, group) for group in found.groups],
        "fault": None if fault is None else in_words(fault),
        "decided_last": _decided_last(site, batch_id) if fault else None,
    }
    return page(request, "batch_doubts.html", context, status=200 if fault is None else 409)


def _doubtful(site: Site, batch_id: int, rows: Sequence[int] | None = None) -> Doubtful:
    return doubtful(site.journal, batch_id, rows=rows, now=site.clock.now(), who=site.who)


def _group(found: Doubtful, group: Sequence[InDoubt]) -> dict[str, Any]:
    half = group[0].reason == Reason.HALF_SENT and group[0].detail
    return {
        "cause": sentences.as_sentence(
            sentences.describe(group[0].detail if half else group[0].reason)
        ),
        "evidence": sentences.evidence(group[0].reason),
        "first": moment(group[0].time, found.zone),
        "last": moment(group[-1].time, found.zone),
        "size": len(group),
        "rows": [_row(found, each) for each in group[:_MOST_SHOWN]],
        "others": [each.row for each in group[_MOST_SHOWN:]],
    }


def _row(found: Doubtful, each: InDoubt) -> dict[str, Any]:
    elsewhere = each.sent_elsewhere
    sent_as = None if elsewhere is None else sentences.earlier_message(elsewhere)
    return {
        "row": each.row,
        "name": found.name_of(each),
        "number": phones.spelled(each.number) if each.number else "",
        "time": moment(each.time, found.zone),
        "text": each.text or "",
        "file": each.media_name or "",
        "payment_line": each.payment_line or "",
        "notes": list(consequences(form=each.form, part=each.part, sent_as=sent_as)),
    }


def _decided_last(site: Site, batch_id: int) -> tuple[str, str] | None:
    """Return who decided last, and what: for whoever comes second."""
    events = reversed(site.journal.batches.events(batch_id))
    told = (
        (each.who, describe_event(each.kind, each.detail))
        for each in events
        if each.kind == "resolved"
    )
    return next(told, None)


# ── deciding ──────────────────────────────────────────────────────────────────────────────────


def _ask(request: Request, form: FormData) -> Response:
    """Say what a decision means, before it holds."""
    site, batch_id = site_of(request), request.path_params["batch"]
    try:
        decision, rows = _chosen(form)
        _doubtful(site, batch_id, rows)
    except BatchSenderError as err:
        return _page(request, batch_id, fault=err)
    context = {
        "batch": site.journal.batches.one(batch_id),
        "decision": decision.value,
        "rows": ",".join(map(str, rows)),
        "ranges": row_ranges(rows),
        "n": len(rows),
    }
    return page(request, "batch_decide.html", context)


def _settle(request: Request, form: FormData) -> Response:
    site, batch_id = site_of(request), request.path_params["batch"]
    try:
        decision, rows = _chosen(form)
        resolve(site.journal, batch_id, {decision: rows}, who=site.who)
    except BatchSenderError as err:
        return _page(request, batch_id, fault=err)
    left = site.journal.batches.counts(batch_id).unknown
    return back_to(address(batch_id, "doubts" if left else ""))


def _chosen(form: FormData) -> tuple[Decision, list[int]]:
    """Read what is to become of which rows: neither is taken for granted.

    Raises:
        NothingChosen: no row is ticked, or none of the two answers given.
    """
    rows = sorted(set(_rows(form)))
    try:
        decision = Decision(text(form, "decision"))
    except ValueError as err:
        raise NothingChosen from err
    if not rows:
        raise NothingChosen
    return decision, rows


def _rows(form: FormData) -> Iterator[int]:
    """Read the rows that are ticked; one tick may stand for several."""
    for written in texts(form, "row"):
        yield from (int(each) for each in re.findall(r"\d{1,9}", written))


ROUTES: Final = (
    Route("/batches/{batch:int}/doubts", show, methods=["GET"]),
    Route("/batches/{batch:int}/doubts", posted(_ask), methods=["POST"]),
    Route("/batches/{batch:int}/doubts/settle", posted(_settle), methods=["POST"]),
)
