"""Answer with the rows of a batch, some at a time."""

from batch_sender.config.batch_settings import settings_of
from batch_sender.results.lines import as_object
from batch_sender.results.table import ResultTable
from batch_sender.web.api.batches import number_of
from batch_sender.web.api.shapes import RowsQuery, RowsShape
from batch_sender.web.api.table import ApiRequest


def show(asked: ApiRequest) -> RowsShape:
    """Answer with the rows behind a cursor, as the JSON Lines results have them."""
    query, journal = asked.wished(RowsQuery), asked.journal
    batch = journal.batches.one(number_of(asked))
    found = journal.messages.rows_behind(
        batch.id, after=query.after, state=query.state, most=query.limit + 1
    )
    shown = found[: query.limit]
    zone = settings_of(journal.batches, batch.id).calendar.zone
    table = ResultTable(batch=batch, zone=zone)
    return RowsShape(
        rows=[as_object(table, each) for each in shown],
        next=shown[-1].row if len(found) > len(shown) else None,
    )
