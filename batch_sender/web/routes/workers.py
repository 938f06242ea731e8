"""The workers of the journal: who sends on which machine, and what is to be seen to."""

from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.journal import WorkerRecord
from batch_sender.language import _, number
from batch_sender.operations.workers import WorkersSeen, look_at_workers, remarks_on
from batch_sender.sentences.workers import ago, named
from batch_sender.web.rendering import moment, page
from batch_sender.web.site import site_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWorker:
    """A worker as the page shows it. `lanes`: of so many connections; `names`: theirs."""

    host: str
    process: int
    lanes: str
    names: str
    rate: str
    beaten: str
    since: str
    version: str
    is_alive: bool


def show(request: Request) -> Response:
    """Show the workers."""
    return page(request, "workers.html", _context(request))


def live(request: Request) -> Response:
    """Answer with the part of the page that changes."""
    return page(request, "workers_live.html", _context(request))


def _context(request: Request) -> dict[str, Any]:
    seen = look_at_workers(site_of(request).journal)
    return {
        "workers": [_shown(seen, each) for each in seen.workers],
        "remarks": list(remarks_on(seen)),
    }


def _shown(seen: WorkersSeen, worker: WorkerRecord) -> ShownWorker:
    return ShownWorker(
        host=worker.host,
        process=worker.pid,
        lanes=_("{n} of {most}").format(n=len(worker.lanes), most=worker.most_lanes),
        names=named(seen.lanes_of(worker)),
        rate=number(round(worker.calls_a_minute, 1)),
        beaten=ago((worker.seen_at - worker.beat_at).total_seconds()),
        since=moment(worker.started_at),
        version=worker.version,
        is_alive=worker.is_alive,
    )


ROUTES: Final = (
    Route("/workers", show),
    Route("/workers/live", live),
)
