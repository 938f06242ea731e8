"""Show a judged batch before anything of it leaves, line by line.

People's data stand on it, so it is for the terminal alone.
"""

from collections.abc import Iterator, Sequence

from batch_sender.cli.preview import duration, lists, notices, previews, problems, repairs
from batch_sender.cli.preview import warnings as slips
from batch_sender.config.connections import Connection
from batch_sender.journal import Journal
from batch_sender.models import BatchRecord
from batch_sender.operations.preview import Preview, preview
from batch_sender.operations.sharing import Share
from batch_sender.operations.text_warnings import TextWarnings
from batch_sender.timing.clock import SystemClock


def picture(
    book: Journal,
    batch: BatchRecord,
    *,
    chosen: Connection | None = None,
    shares: Sequence[Share] = (),
    warnings: TextWarnings | None = None,
    by_workers: bool = False,
) -> Iterator[str]:
    """Show a judged batch as it stands in the journal.

    `chosen`: the connection, where it is known; `shares`: of several what each one gets; `warnings`: those of the texts, likewise.
    `by_workers`: these send it.
    """
    now = SystemClock().now()
    found = preview(book, batch, connection=chosen, shares=shares, warnings=warnings, now=now)
    return _lines(found, by_workers=by_workers)


def _lines(found: Preview, *, by_workers: bool) -> Iterator[str]:
    yield from lists.lines(found)
    yield ""
    yield from problems.counts(found.batch)
    yield from problems.lines(found)
    yield from repairs.lines(found)
    yield from notices.lines(found)
    yield from previews.lines(found.messages, found.greeting)
    yield from previews.texts(found)
    yield from previews.natural_cells(found.natural)
    yield from slips.lines(found.warnings)
    if found.forecast is not None:
        yield from duration.lines(found.forecast, by_workers=by_workers)
