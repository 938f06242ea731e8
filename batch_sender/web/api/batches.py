"""Tell how batches stand."""

from collections.abc import Mapping
from typing import Any, Final

from batch_sender.journal import Journal
from batch_sender.journal.errors import UnknownBatch
from batch_sender.models import BatchRecord
from batch_sender.operations.forecast import forecast
from batch_sender.operations.status import is_being_sent
from batch_sender.operations.summaries import read_as, summary_of
from batch_sender.web.api.shapes import BatchesQuery, BatchesShape, BatchShape, ForecastShape
from batch_sender.web.api.table import ApiRequest

RESULTS: Final[Mapping[str, str]] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "jsonl": "application/x-ndjson",
    "html": "text/html",
}
"""The formats of results, by their endings."""

NOT_REACHED: Final = {ending: RESULTS[ending] for ending in ("xlsx", "csv")}
"""Those of the file of who was not reached."""

_MOST_A_NUMBER: Final = 2_147_483_647


def number_of(asked: ApiRequest) -> int:
    """Return the number of the batch that a request is about.

    Raises:
        UnknownBatch: no batch can have it.
    """
    number = int(asked.request.path_params["batch"])
    if not 0 < number <= _MOST_A_NUMBER:
        raise UnknownBatch(batch=number)
    return number


def show(asked: ApiRequest) -> BatchShape:
    """Tell how a batch stands."""
    asked.journal.batches.settle_if_writable(who=asked.who)
    return shape_of(asked, asked.journal.batches.one(number_of(asked)))


def every(asked: ApiRequest) -> BatchesShape:
    """Tell how some batches stand, the newest first."""
    query = asked.wished(BatchesQuery)
    asked.journal.batches.settle_if_writable(who=asked.who)
    numbers = asked.journal.batches.numbers()
    wanted = [each for each in numbers if query.before is None or each < query.before]
    shown = wanted[: query.limit]
    return BatchesShape(
        batches=[shape_of(asked, asked.journal.batches.one(each)) for each in shown],
        next=shown[-1] if len(wanted) > len(shown) else None,
    )


def shape_of(asked: ApiRequest, batch: BatchRecord) -> BatchShape:
    """Describe a batch."""
    journal = asked.journal
    results = [f"/api/v1/batches/{batch.id}/results.{ending}" for ending in RESULTS]
    values: dict[str, Any] = {
        **summary_of(batch, results=results),
        "profile": asked.site.workspace.profile,
        "list": batch.list_name,
        "connection": batch.connection,
        "who": batch.who,
        "being_sent": is_being_sent(journal, batch),
        "created_at": batch.created_at,
        "started_at": batch.started_at,
        "ended_at": batch.ended_at,
        "expires_at": batch.expires_at,
        "forecast": _forecast(asked, journal, batch),
        "read_as": read_as(batch, journal.batches.judged(batch.id)),
    }
    return BatchShape(**values)


def _forecast(asked: ApiRequest, journal: Journal, batch: BatchRecord) -> ForecastShape | None:
    found = forecast(journal, batch, connection=None, now=asked.site.clock.now())
    if found is None:
        return None
    return ForecastShape(
        calls=found.calls,
        calls_each=found.calls_each,
        begins_at=found.begin,
        ends_at=found.end,
        days=found.days,
    )
