"""Batches go in; the files that hold their people and that the program does not touch come out."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from batch_sender.journal import Journal
from batch_sender.language import _

_LIE_THERE: Final = ("results_written", "list_moved")
"""Events that name a file of people: where it was written, or moved by a batch file."""


def files(book: Journal, batch_ids: Collection[int]) -> list[Path]:
    """Return lists and results of these batches that still lie on this machine."""
    return [path for path in dict.fromkeys(_named(book, batch_ids)) if path.exists()]


def _named(book: Journal, batch_ids: Collection[int]) -> Iterator[Path]:
    for batch_id in batch_ids:
        yield book.batch(batch_id).list_path
        for event in book.events(batch_id):
            if event.kind in _LIE_THERE:
                yield Path(str(event.detail.get("path", "")))


def told(found: Collection[Path]) -> Iterator[str]:
    """Say, line by line, what has to be removed by hand."""
    yield _("Out of the journal's reach; delete by hand what is not needed any more:")
    for path in found:
        yield f"  {path}"
    yield _("  every copy of the lists and results, mails with them, backups, and WhatsApp itself")
