"""A judged batch goes in; the page that a person reads before anything leaves comes out, line by line.

It adds up: the rows read are those to send and those not sent, by kind. People's data stand on it,
so it is for the terminal alone.
"""

from collections.abc import Iterator

from batch_sender.cli import duration
from batch_sender.cli.picture import (
    lists,
    natural,
    notices,
    previews,
    problems,
    repairs,
    variants,
    warnings,
)
from batch_sender.clock import SystemClock
from batch_sender.connections import Connection
from batch_sender.journal import Journal
from batch_sender.lint import SlipsFound
from batch_sender.models import BatchRecord
from batch_sender.settings import Settings

__all__ = ["picture"]


def picture(
    book: Journal,
    batch: BatchRecord,
    settings: Settings,
    *,
    chosen: Connection | None = None,
    slips: SlipsFound | None = None,
) -> Iterator[str]:
    """Tell what the judged batch looks like: counts, problems, repairs, notices, messages, duration.

    `chosen`: the connection, where it is known: how many messages left through it today, and
    whether it is this machine itself. `slips`: those of the messages, where they were looked at
    already.
    """
    judged = book.judged(batch.id)
    yield from lists.lines(batch, judged)
    yield ""
    yield from problems.counts(batch)
    yield from problems.lines(book, batch, judged)
    yield from repairs.lines(book, batch)
    yield from notices.lines(book, batch.id)
    now = SystemClock().now()
    greeting = settings.greeter.at(now)
    yield from previews.lines(book, batch, greeting)
    yield from variants.lines(book, batch, greeting)
    yield from natural.lines(book, batch, settings.message_lang)
    yield from warnings.lines(book, batch, judged, slips)
    yield from duration.lines(book, batch, settings, chosen=chosen, now=now)
