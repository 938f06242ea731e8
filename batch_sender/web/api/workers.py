"""The workers of the journal, as a program reads them."""

from batch_sender.operations.workers import as_object, look_at_workers
from batch_sender.web.api.table import ApiRequest
from batch_sender.web.api.worker_shapes import WorkersShape


def show(asked: ApiRequest) -> WorkersShape:
    """Answer with the workers, the connections that wait for one, and what dead ones left."""
    return WorkersShape(**as_object(look_at_workers(asked.journal)))
