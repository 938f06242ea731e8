"""Put the page of one batch together: how it stands, what can be done with it, what became of its rows."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from batch_sender import sentences
from batch_sender.deliver.health import PauseReason
from batch_sender.journal import Journal
from batch_sender.journal.errors import NoSuchMove
from batch_sender.language import N_, _
from batch_sender.models import BatchRecord, BatchState
from batch_sender.models.errors import BatchSenderError, SettingsError
from batch_sender.operations import status
from batch_sender.operations.connections import list_connections
from batch_sender.operations.first_few import first_few_question
from batch_sender.operations.status import BatchStanding
from batch_sender.sentences.counts import all_counted
from batch_sender.sentences.events import describe_event
from batch_sender.sentences.parts import can_move
from batch_sender.sentences.plans import new_people_among
from batch_sender.web import charts, live, phone_looks
from batch_sender.web.connection_fields import connection_fields
from batch_sender.web.pauses import why_still
from batch_sender.web.rendering import page
from batch_sender.web.site import Site, site_of

ENDED: Final = frozenset({BatchState.FINISHED, BatchState.CANCELLED})
_SENT_AGAIN: Final = ("cancelled", "expired")

DOWNLOADS: Final[tuple[tuple[str, str], ...]] = (
    ("workbook", N_("Workbook for Excel (.xlsx)")),
    ("csv", N_("Table as text (.csv)")),
    ("lines", N_("For programs (.jsonl)")),
    ("page", N_("Page without names and numbers (.html)")),
    ("page-with-people", N_("Page with names and numbers (.html)")),
)
"""The results of a batch: the last part of their address, and what they are."""

_NOT_REACHED: Final[tuple[tuple[str, str], ...]] = (
    ("not-reached", N_("Who was not reached, for a mail merge: workbook (.xlsx)")),
    ("not-reached-csv", N_("The same as text (.csv)")),
)
"""Likewise, where there is anybody."""


def batch_page(
    request: Request, batch_id: int, *, fault: BatchSenderError | None = None
) -> Response:
    """Show a batch as it stands; `fault`: why what was asked for just now was not done.

    Raises:
        UnknownBatch: there is none of this number.
    """
    site = site_of(request)
    standing, events = status.status(site.journal, batch_id, who=site.who)
    batch = standing.batch
    context = {
        "standing": standing,
        "batch": batch,
        "through": ", ".join(each.name for each in batch.connections) or batch.connection,
        "new_people": new_people_among(batch.new_people) if batch.new_people else "",
        "fault": None if fault is None else in_words(fault),
        "still": None if standing.being_sent else why_still(batch),
        "controls": _controls(site, standing),
        "first_few": _first_few(site.journal, batch),
        "look": phone_looks.shown(site.journal, batch),
        "estimated": phone_looks.estimated(batch),
        "texts": _texts(batch),
        "downloads": [(kind, _(told)) for kind, told in _downloads(batch)],
        "ended": batch.state in ENDED,
        "pictures": charts.drawn(site.journal, batch) if batch.state in ENDED else None,
        "events": [
            (event.at, event.who, describe_event(event.kind, event.detail)) for event in events
        ],
        "live": live.standing_now(site, batch_id),
    }
    return page(request, "batch.html", context, status=200 if fault is None else 409)


def _downloads(batch: BatchRecord) -> tuple[tuple[str, str], ...]:
    known = batch.state in ENDED and batch.purged_at is None
    missed = known and batch.counts.rejected + batch.counts.failed
    return (*DOWNLOADS, *_NOT_REACHED) if missed else DOWNLOADS


def in_words(fault: BatchSenderError) -> tuple[str, str]:
    """Return what is said of a fault, and what to do; a batch's state is named as the page names it."""
    if isinstance(fault, NoSuchMove):
        state = sentences.state_name(BatchState(str(fault.details["state"])))
        fault = type(fault)(**{**fault.details, "state": state})
    return fault.message, fault.next


def _controls(site: Site, standing: BatchStanding) -> dict[str, Any]:
    """Say which buttons there are."""
    batch, counts = standing.batch, standing.batch.counts
    still = not standing.being_sent
    waits = still and bool(counts.pending)
    names = _connections(site, batch)
    again = counts.failed + counts.rejected + sum(batch.problems.get(c, 0) for c in _SENT_AGAIN)
    return {
        "pause": standing.being_sent,
        "resume": batch.state is BatchState.PAUSED and not _is_asked(batch),
        "send": batch.state is BatchState.CHECKED and waits,
        "cancel": batch.state not in ENDED,
        "doubts": counts.unknown,
        "retry": again if batch.state in ENDED and batch.purged_at is None else 0,
        "connections": names,
        "fields": connection_fields([(name, name) for name in names], ()),
        "move_from": _movable(batch) if batch.state is BatchState.PAUSED else [],
    }


def _movable(batch: BatchRecord) -> list[str]:
    """Name the connections that nothing leaves through and whose rows could move to others."""
    return [each.name for each in batch.stopped] if can_move(batch) else []


def _is_asked(batch: BatchRecord) -> bool:
    """Say whether a form of its own lets a paused batch go on."""
    by_look = batch.paused_because == PauseReason.LOOK and batch.open_look is not None
    return by_look or batch.paused_because == PauseReason.CANARY


def _connections(site: Site, batch: BatchRecord) -> list[str]:
    """Name the connections to choose from, for a batch that was not begun with one of them."""
    if batch.started_at is not None or batch.state is not BatchState.CHECKED:
        return []
    try:
        named = [each.name for each in list_connections(site.workspace) if each.name]
    except SettingsError:
        return []  # it is said once somebody sends
    return named if len(named) > 1 else []


def _first_few(journal: Journal, batch: BatchRecord) -> dict[str, Any] | None:
    """Return what came of the first messages, and the question whether the others follow."""
    question = first_few_question(journal, batch)
    if question is None:
        return None
    return {
        "key": question.key,
        "waiting": question.waiting,
        "answers": [
            (each, sentences.describe_reason(each.reason) if each.reason else "")
            for each in question.answers[:50]
        ],
    }


def _texts(batch: BatchRecord) -> list[tuple[str, str, str]]:
    """Return name, text and outcome of each of the batch's texts; the only one has no name."""
    if not batch.variants:
        return [("", batch.template, "")]
    return [(each.name, each.text, ", ".join(all_counted(each.counts))) for each in batch.variants]
