"""Files that hold the people of batches and lie outside the journal, where nothing removes them."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from batch_sender.journal import Journal

_LIE_THERE: Final = ("results_written", "list_moved")
"""Events that name a file of people: where it was written, or moved by a batch file."""


def files_of(journal: Journal, batch_ids: Collection[int]) -> list[Path]:
    """Return lists and results of these batches that still lie on this machine."""
    return [path for path in dict.fromkeys(_named(journal, batch_ids)) if path.exists()]


def _named(journal: Journal, batch_ids: Collection[int]) -> Iterator[Path]:
    for batch_id in batch_ids:
        yield journal.batches.one(batch_id).list_path
        for event in journal.batches.events(batch_id):
            if event.kind in _LIE_THERE:
                yield Path(str(event.detail.get("path", "")))
