"""Files that hold the people of batches and lie outside the journal, where nothing removes them."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from batch_sender.journal import Journal
from batch_sender.results import rights

_WRITTEN: Final = ("results_written", "list_written_back")
"""Events that name a file of people that this program wrote."""

_LIE_THERE: Final = (*_WRITTEN, "list_moved")
"""And one that a batch file has moved."""


def open_to_all(journal: Journal) -> list[Path]:
    """Return files that were written of any batch, still lie here, and that everybody may read."""
    paths = (Path(str(each.get("path", ""))) for each in journal.batches.details_of(_WRITTEN))
    return [path for path in dict.fromkeys(paths) if rights.is_open_to_all(path)]


def files_of(journal: Journal, batch_ids: Collection[int]) -> list[Path]:
    """Return lists and results of these batches that still lie on this machine."""
    return [path for path in dict.fromkeys(_named(journal, batch_ids)) if path.exists()]


def _named(journal: Journal, batch_ids: Collection[int]) -> Iterator[Path]:
    for batch_id in batch_ids:
        yield journal.batches.one(batch_id).list_path
        for event in journal.batches.events(batch_id):
            if event.kind in _LIE_THERE:
                yield Path(str(event.detail.get("path", "")))
