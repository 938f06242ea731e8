"""Write the results of a batch that has ended or stopped, where they were to go or else elsewhere."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from batch_sender.cli import context, in_force, output
from batch_sender.journal import Journal, Purged, file_of
from batch_sender.language import _, ngettext
from batch_sender.models import BatchRecord
from batch_sender.operations import not_reached, results
from batch_sender.operations.options import Caller
from batch_sender.operations.results import Ended, ResultsWritten


def write(book: Journal, batch_id: int, out: Path | None, *, with_people: bool = False) -> Path:
    """Write the results of a batch as it stands; return where they are.

    Raises:
        ResultsError: they cannot be written there.
    """
    batch = book.batches.one(batch_id)
    path = out or results.own_place(batch)
    written = results.write_results(book, batch_id, path, _caller(), with_people=with_people)
    _tell_if_elsewhere(written, batch, out)
    return written.path


def write_not_reached(book: Journal, batch_id: int, out: Path | None) -> Path:
    """Write who was not reached by a batch; return where they are.

    Raises:
        BatchPurged: nobody is known of it. ResultsError: it cannot be written there.
    """
    written = not_reached.write_not_reached(book, batch_id, out)
    _tell_if_elsewhere(written, book.batches.one(batch_id), out)
    return written.path


def conclude(book: Journal, batch_id: int, out: Path | None) -> Ended:
    """Write the results where they were to go or else in another place, and tell what went wrong."""
    ended = results.conclude(book, batch_id, _places(book, batch_id, out), _caller())
    for fault in ended.faults:
        output.failed(fault, as_json=False)
    if ended.written is not None:
        _tell_if_elsewhere(ended.written, ended.batch, out)
    else:
        again = _("Write the results again with: batch-sender report {batch} --out FILE")
        output.tell(again.format(batch=batch_id))
    if ended.purge_fault is not None:
        output.failed(ended.purge_fault, as_json=False)
    elif ended.purged:
        output.tell(_let_go(ended.purged))
    return ended


def rewrite(book: Journal, batch_id: int) -> Path | None:
    """Write the results of a batch that a word of a person has ended; return where they are.

    Nothing where nothing of it was begun, and while another process sends it: that one writes them.
    """
    before = results.written_last(book, batch_id)
    begun = book.batches.one(batch_id).started_at is not None
    if book.batches.is_held(batch_id) or not (before or begun):
        return None
    written = conclude(book, batch_id, before).written
    return written.path if written else None


def _caller() -> Caller:
    return Caller(who=context.who(), profile=in_force.profile())


def _places(book: Journal, batch_id: int, out: Path | None) -> list[Path]:
    """List where results may go: messages have left, and only the sheet would be missing."""
    batch = book.batches.one(batch_id)
    own = results.own_name(batch)
    return [out or results.own_place(batch), *(folder / own for folder in _folders(book))]


def _folders(book: Journal) -> Iterator[Path]:
    """Yield the folders of whoever runs the program, as far as there are any."""
    journal = file_of(book.location)
    for find in (Path.cwd, Path.home):
        # The current one was removed; of this user nobody knows a home.
        with suppress(OSError, RuntimeError):
            yield find()
    if journal is not None:
        yield journal.parent


def _tell_if_elsewhere(written: ResultsWritten, batch: BatchRecord, out: Path | None) -> None:
    if out is None and written.path.absolute().parent != batch.list_path.absolute().parent:
        told = _("Nothing can be written beside the list; the results are in {folder}.")
        output.tell(told.format(folder=written.path.absolute().parent))
    if written.is_elsewhere:
        told = _("{path} is open in another program; the results are in {written} instead.")
        output.tell(told.format(path=written.wanted.name, written=written.path.name))


def _let_go(purged: tuple[Purged, ...]) -> str:
    told = ngettext(
        "Removed as purge --retain says: the people of {n} batch.",
        "Removed as purge --retain says: the people of {n} batches.",
        len(purged),
    )
    return told.format(n=len(purged))
