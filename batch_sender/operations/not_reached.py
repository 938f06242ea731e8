"""Write who was not reached by a batch, for another way of writing to them."""

from collections.abc import Iterator
from pathlib import Path

from batch_sender.journal import Journal
from batch_sender.models import BatchRecord, MessageRecord
from batch_sender.models.file_names import fitting
from batch_sender.models.printable import printable
from batch_sender.operations.results import ResultsWritten, beside_list
from batch_sender.phones import person_key
from batch_sender.results import not_reached
from batch_sender.sentences.result_files import stem_of_not_reached


def own_name(batch: BatchRecord) -> Path:
    """Return what the file is named where nobody says otherwise."""
    ending = stem_of_not_reached("", batch.id)
    return Path(fitting(printable(batch.list_path.stem), f"{ending}.xlsx"))


def write_not_reached(journal: Journal, batch_id: int, out: Path | None) -> ResultsWritten:
    """Write who was not reached to `out` or, where that is not said, beside the list.

    Raises:
        UnknownBatch, BatchPurged: nobody is known of it.
        ResultsError: it cannot be written there.
    """
    journal.batches.refuse_if_purged(batch_id)
    batch = journal.batches.one(batch_id)
    path = out or beside_list(batch, own_name(batch))
    rows = _rows(journal, batch_id)
    written = not_reached.write_not_reached(path, batch=batch, rows=rows)
    return ResultsWritten(path=written, wanted=path)


def _rows(journal: Journal, batch_id: int) -> Iterator[MessageRecord]:
    """Yield the rows; nobody who has asked since not to be written to."""
    for record in journal.messages.rows(batch_id):
        if not not_reached.is_not_reached(record) or record.number is None:
            continue
        if not journal.people.is_opted_out(person_key(record.number)):
            yield record
