"""What is reported, of one batch or across them, and what becomes of old ones."""

from typing import Final

from batch_sender.config.options.common import YES
from batch_sender.config.options.model import Argument, Kind, Option
from batch_sender.language import N_

WATCH: Final = Option(
    name="watch",
    kind=Kind.YES_OR_NO,
    help=N_("Show a live line while a batch is being sent; Ctrl-C ends the looking."),
)

NEWEST: Final = (
    Option(
        name="every",
        flag="--all",
        kind=Kind.YES_OR_NO,
        help=N_("Show all batches, not the newest 20 alone."),
    ),
    Option(
        name="last",
        kind=Kind.NUMBER,
        metavar="N",
        help=N_("Show so many of the newest. Older ones that wait for somebody are always shown."),
    ),
)
"""How many batches are listed."""

REPORTING: Final = (
    Option(
        name="with_people",
        kind=Kind.YES_OR_NO,
        help=N_("Let a page (.html) hold people's names, numbers and messages, too."),
    ),
    Option(
        name="not_reached",
        kind=Kind.YES_OR_NO,
        help=N_(
            "Instead of the results, who was not reached (rejected, failed), for a mail merge: your "
            "columns, the mail address first, and why. As .xlsx or, with --out, .csv."
        ),
    ),
    Option(
        name="since",
        kind=Kind.TEXT,
        metavar=N_("DAY"),
        help=N_(
            "Sums of the batches sent from this day on, such as 2026-11-01: by day, connection, text."
        ),
    ),
    Option(
        name="until",
        kind=Kind.TEXT,
        metavar=N_("DAY"),
        help=N_("The last day of the sums. Otherwise today."),
    ),
)
"""What is reported."""

NUMBER: Final = Argument(
    name="number",
    kind=Kind.TEXT,
    metavar=N_("NUMBER"),
    help=N_('The phone number with DDD, such as "11 91234-5678".'),
)

BATCHES: Final = Argument(
    name="batches",
    kind=Kind.NUMBERS,
    metavar=N_("BATCH"),
    help=N_("These batches alone."),
    required=False,
)

PURGING: Final = (
    Option(
        name="older_than",
        kind=Kind.TEXT,
        metavar="90d",
        help=N_("Every batch that ended longer ago than this."),
    ),
    Option(
        name="retain",
        kind=Kind.TEXT,
        metavar="90d|forever",
        help=N_(
            "Remember this age: whenever a batch ends, people of batches older than it are removed "
            "by themselves. forever ends that."
        ),
    ),
    YES,
)
"""Whose time is over."""
