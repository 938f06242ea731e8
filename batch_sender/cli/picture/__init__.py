"""Show a judged batch before anything of it leaves, line by line.

People's data stand on it, so it is for the terminal alone.
"""

from collections.abc import Iterator

from batch_sender.cli import duration
from batch_sender.cli.picture import lists, natural, notices, previews, problems, repairs, variants
from batch_sender.cli.picture import warnings as slips
from batch_sender.config.connections import Connection
from batch_sender.journal import Journal
from batch_sender.models import BatchRecord
from batch_sender.operations.preview import Preview, preview
from batch_sender.operations.text_warnings import TextWarnings
from batch_sender.timing.clock import SystemClock

__all__ = ["picture", "shown"]


def picture(
    book: Journal,
    batch: BatchRecord,
    *,
    chosen: Connection | None = None,
    warnings: TextWarnings | None = None,
) -> Iterator[str]:
    """Show a judged batch as it stands in the journal.

    `chosen`: the connection, where it is known; `warnings`: those of the texts, likewise.
    """
    now = SystemClock().now()
    return shown(preview(book, batch, connection=chosen, warnings=warnings, now=now))


def shown(found: Preview) -> Iterator[str]:
    """Tell what the judged batch looks like: counts, problems, repairs, notices, messages, duration."""
    yield from lists.lines(found)
    yield ""
    yield from problems.counts(found.batch)
    yield from problems.lines(found)
    yield from repairs.lines(found)
    yield from notices.lines(found)
    yield from previews.lines(found.messages, found.greeting)
    yield from variants.lines(found)
    yield from natural.lines(found.natural)
    yield from slips.lines(found.warnings)
    if found.forecast is not None:
        yield from duration.lines(found.forecast)
