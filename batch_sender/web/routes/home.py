"""The first page: what is being sent, what needs a person, what has ended."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.models import BatchState
from batch_sender.operations import status
from batch_sender.operations.status import BatchStanding
from batch_sender.web.drafts import Draft
from batch_sender.web.rendering import page
from batch_sender.web.site import Site, site_of

_MOST: Final = 20
_ENDED: Final = frozenset({BatchState.FINISHED, BatchState.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The newest batches by what they want, and those in the making. `not_shown`: how many older ones."""

    not_shown: int
    sending: tuple[BatchStanding, ...]
    waiting: tuple[BatchStanding, ...]
    ended: tuple[BatchStanding, ...]
    drafts: tuple[Draft, ...]


def overview(site: Site) -> Overview:
    """Sort the newest batches by what they want of a person."""
    newest = status.newest(site.journal, who=site.who, most=_MOST)
    found = newest.batches
    ended = [each for each in found if each.batch.state in _ENDED]
    return Overview(
        not_shown=newest.not_shown,
        sending=tuple(each for each in found if each.being_sent),
        waiting=tuple(each for each in found if not (each.being_sent or each in ended)),
        ended=tuple(ended),
        drafts=tuple(draft for draft, _saved in site.drafts.every() if draft.batch is None),
    )


def show(request: Request) -> Response:
    """Show it."""
    return page(request, "home.html", {"overview": overview(site_of(request))})


ROUTES: Final = (Route("/", show),)
