"""The options of what is removed for good, and of what is told of one person."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer

from batch_sender.cli.options import shared
from batch_sender.language import _

Number = Annotated[
    str,
    typer.Argument(
        metavar=_("NUMBER"), help=_('The phone number with DDD, such as "11 91234-5678".')
    ),
]

Batches = Annotated[
    list[int] | None,
    typer.Argument(metavar=_("BATCH"), show_default=False, help=_("These batches alone.")),
]

OlderThan = Annotated[
    str | None,
    typer.Option(metavar="90d", help=_("Every batch that ended longer ago than this.")),
]

Retain = Annotated[
    str | None,
    typer.Option(
        metavar="90d|forever",
        help=_(
            "Remember this age: whenever a batch ends, people of batches older than it are removed "
            "by themselves. forever ends that."
        ),
    ),
]

PURGING: Final[Mapping[str, Any]] = {
    "older_than": OlderThan,
    "retain": Retain,
    "yes": shared.Yes,
}
"""Every option that says whose time is over."""
