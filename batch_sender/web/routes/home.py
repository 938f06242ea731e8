"""The first page: what is being sent, what needs a person, what has ended; and all batches, page by page."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender import sentences
from batch_sender.config.connections import from_environment
from batch_sender.language import _, ngettext, number
from batch_sender.models import BatchState
from batch_sender.models.errors import SettingsError
from batch_sender.operations import status
from batch_sender.operations.connections import list_connections
from batch_sender.operations.status import BatchStanding
from batch_sender.web.drafts import Draft
from batch_sender.web.forms import whole_number
from batch_sender.web.rendering import page
from batch_sender.web.routes import steps
from batch_sender.web.site import Site, site_of

_MOST: Final = 20
_ENDED: Final = frozenset({BatchState.FINISHED, BatchState.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A batch that a person's word is needed for: why, and the button that leads to it.

    `batch_file`: where it is had as a batch file, if it was made on the page; else "".
    """

    standing: BatchStanding
    why: str
    button: str
    address: str
    batch_file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The newest batches by what they want, and those in the making, each with where to go on.

    `not_shown`: how many older batches there are.
    """

    not_shown: int
    sending: tuple[BatchStanding, ...]
    waiting: tuple[Waiting, ...]
    ended: tuple[BatchStanding, ...]
    drafts: tuple[tuple[Draft, str], ...]


def overview(site: Site) -> Overview:
    """Sort the newest batches by what they want of a person."""
    newest = status.newest(site.journal, who=site.who, most=_MOST)
    drafts = [draft for draft, _saved in site.drafts.every()]
    judged = {draft.batch: draft for draft in drafts if draft.batch is not None}
    sending = [each for each in newest.batches if each.being_sent]
    waiting = [each for each in newest.batches if not each.being_sent and _waits(each)]
    ended = [each for each in newest.batches if not (each.being_sent or _waits(each))]
    return Overview(
        not_shown=newest.not_shown,
        sending=tuple(sending),
        waiting=tuple(_waiting(each, judged.get(each.batch.id)) for each in waiting),
        ended=tuple(ended),
        drafts=tuple(
            (draft, steps.address(draft, steps.next_step(draft)))
            for draft in drafts
            if draft.batch is None
        ),
    )


def _waits(each: BatchStanding) -> bool:
    batch = each.batch
    if batch.state is BatchState.CHECKED:
        return batch.counts.pending > 0  # of one without any row to send nothing is wanted
    return batch.state not in _ENDED or batch.counts.unknown > 0


def _waiting(each: BatchStanding, draft: Draft | None) -> Waiting:
    batch = each.batch
    why, button = _wanted(each)
    address, batch_file = f"/batches/{batch.id}", ""
    if batch.state is BatchState.CHECKED and draft is not None:
        address, batch_file = steps.address(draft, "check"), steps.address(draft, "batch-file")
    return Waiting(standing=each, why=why, button=button, address=address, batch_file=batch_file)


def _wanted(each: BatchStanding) -> tuple[str, str]:
    """Say why a batch waits, and what the button that helps is called."""
    batch, doubt = each.batch, each.batch.counts.unknown
    if batch.state in _ENDED:
        told = ngettext(
            "{n} row is in doubt: it may have gone out.",
            "{n} rows are in doubt: they may have gone out.",
            doubt,
        )
        return told.format(n=number(doubt)), _("Look at it and decide")
    if batch.state is BatchState.CHECKED:
        return _("It was checked, and nothing has left."), _("Look at it and send")
    because = batch.paused_because or "stopped"
    return sentences.as_sentence(sentences.why_paused(because, batch.paused_about)), _(
        "Look at it and go on"
    )


def show(request: Request) -> Response:
    """Show it."""
    site = site_of(request)
    context = {"overview": overview(site), "has_connection": _has_connection(site)}
    return page(request, "home.html", context)


def _has_connection(site: Site) -> bool:
    try:
        found = from_environment(site.workspace.variables) or list_connections(site.workspace)
    except SettingsError:
        return True  # one that cannot be used: the page of connections says why
    return bool(found)


def live(request: Request) -> Response:
    """Answer with the batches that are being sent; once they are others, the page is to be loaded again."""
    found = overview(site_of(request))
    answer = page(request, "home_live.html", {"sending": found.sending})
    shown = ",".join(str(each.batch.id) for each in found.sending)
    if shown != request.query_params.get("of", ""):
        answer.headers["X-Over"] = "1"
    return answer


def every(request: Request) -> Response:
    """Show all batches, newest first, a page at a time."""
    site, wanted = site_of(request), whole_number(request.query_params.get("page"), otherwise=1)
    found = status.page_of(site.journal, wanted, who=site.who, size=_MOST)
    return page(request, "batches.html", {"found": found})


ROUTES: Final = (
    Route("/", show),
    Route("/live", live),
    Route("/batches", every),
)
