"""Figures for a monitoring system (Prometheus): how batches and messages stand. Nobody is in them."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from batch_sender.journal import Journal
from batch_sender.models import BatchState
from batch_sender.models.errors import speak_for
from batch_sender.operations.summaries import counts_by_name
from batch_sender.operations.workers import look_at_workers
from batch_sender.timing.clock import Clock
from batch_sender.web.api.answering import key_of
from batch_sender.web.api.errors import ApiFault
from batch_sender.web.api.problems import API, problem
from batch_sender.web.site import site_of

_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
_THROUGH_A_PROXY: Final = ("forwarded", "x-forwarded-for", "x-real-ip")
_MINUTE: Final = timedelta(minutes=1)


def show(request: Request) -> Response:
    """Tell a program of this machine, or one with a key."""
    if not _is_of_this_machine(request):
        speak_for(API)
        try:
            key_of(request)
        except ApiFault as err:
            return problem(err)
    site = site_of(request)
    lines = "".join(f"{line}\n" for line in _lines(site.journal, site.clock))
    return PlainTextResponse(lines, media_type=_TYPE)


def _is_of_this_machine(request: Request) -> bool:
    """What a proxy of this machine hands on comes from elsewhere."""
    if any(name in request.headers for name in _THROUGH_A_PROXY):
        return False
    return request.client is not None and request.client.host in _LOOPBACK


def _lines(journal: Journal, clock: Clock) -> Iterator[str]:
    by_state = journal.batches.by_state()
    batches = {each.value: by_state.get(each, 0) for each in BatchState}
    counts = counts_by_name(journal.batches.totals())
    del counts["read"]
    calls = journal.batches.calls_since(clock.now() - _MINUTE)
    yield from _gauge("batches", "Batches by state.", batches)
    yield from _gauge("messages", "Messages by state; their sum is all rows.", counts)
    yield from _gauge("calls_last_minute", "Calls that running batches began within 60 s.", calls)
    told = "Connections whose batch waits for the server to answer again."
    yield from _gauge("connections_waiting", told, _waiting(journal))
    if journal.lanes.can_be_shared:
        yield from _of_workers(journal)


def _of_workers(journal: Journal) -> Iterator[str]:
    seen = look_at_workers(journal)
    states = {"alive": len(seen.living), "dead": len(seen.dead)}
    yield from _gauge("workers", "Workers; a dead one has not beaten for 20 s.", states)
    told = "Connections with messages to send that no living worker holds."
    yield from _gauge("connections_without_worker", told, len(seen.waiting))
    told = "Messages that were on their way on lanes that no living worker holds."
    yield from _gauge("messages_left_behind", told, sum(each.messages for each in seen.left_behind))


def _waiting(journal: Journal) -> int:
    found = (journal.batches.one(number) for number in journal.batches.resumable())
    return len({(each.connection, each.address) for each in found if each.waits is not None})


def _gauge(name: str, told: str, value: int | Mapping[str, int]) -> Iterator[str]:
    """Write a figure, or one for each state, as Prometheus reads it."""
    yield f"# HELP batch_sender_{name} {told}"
    yield f"# TYPE batch_sender_{name} gauge"
    if isinstance(value, int):
        yield f"batch_sender_{name} {value}"
        return
    for state, number in value.items():
        yield f'batch_sender_{name}{{state="{state}"}} {number}'


ROUTES: Final = (Route("/metrics", show),)
