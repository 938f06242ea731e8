"""The options of what is reported, of one batch or across them."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer

from batch_sender.language import _

WithPeople = Annotated[
    bool | None,
    typer.Option(
        "--with-people",
        help=_("Let a page (.html) hold people's names, numbers and messages, too."),
    ),
]

Since = Annotated[
    str | None,
    typer.Option(
        metavar=_("DAY"),
        help=_(
            "Sums of all batches from this day on, such as 2026-11-01: by day, connection and text."
        ),
    ),
]

Until = Annotated[
    str | None, typer.Option(metavar=_("DAY"), help=_("The last day of the sums. Otherwise today."))
]

Watch = Annotated[
    bool,
    typer.Option(
        "--watch", help=_("Show a live line while a batch is being sent; Ctrl-C ends the looking.")
    ),
]

REPORTING: Final[Mapping[str, Any]] = {
    "with_people": WithPeople,
    "since": Since,
    "until": Until,
}
"""Every option that settles what is reported."""
