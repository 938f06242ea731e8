"""Say how a batch stands whose sending was ended by what nobody thought of."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from batch_sender import sentences
from batch_sender.cli.errors import UnforeseenWhileSending
from batch_sender.cli.unforeseen import FORESEEN
from batch_sender.deliver.errors import DeliveryBroke
from batch_sender.journal import Journal
from batch_sender.journal.errors import JournalError
from batch_sender.models import BatchRecord

_log: Final = logging.getLogger(__name__)


@contextmanager
def told_with_state(book: Journal, batch_id: int) -> Iterator[None]:
    """Have whatever ends the sending of a batch be an error that says how the batch stands.

    Raises:
        UnforeseenWhileSending: the block ended by what nobody thought of, and the batch had begun.
    """
    try:
        yield
    except FORESEEN:
        raise
    except Exception as err:
        batch = _as_it_stands(book, batch_id, err)
        if batch.started_at is None:
            raise
        _log.exception("the sending of batch %s broke", batch_id)
        raise UnforeseenWhileSending.of(
            err,
            batch=batch_id,
            state=sentences.state_name(batch.state),
            counts=", ".join(sentences.all_counted(batch.counts)),
        ) from err


def _as_it_stands(book: Journal, batch_id: int, err: Exception) -> BatchRecord:
    """Read a batch; where even that cannot be done, nobody may be told that nothing left.

    Raises:
        DeliveryBroke: the journal cannot be read.
    """
    try:
        return book.batches.one(batch_id)
    except JournalError as fault:
        _log.error("the sending of batch %s broke", batch_id, exc_info=err)
        raise DeliveryBroke(batch=batch_id, cause=fault.message, remedy=fault.next) from err
