"""The options that settle what is asked, waited for and written when a batch is sent, or decided."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer

from batch_sender.cli.options import shared
from batch_sender.language import _

Connection = Annotated[
    str | None,
    typer.Option(
        metavar=_("NAME"),
        help=_("The connection to send through; see: batch-sender connection list."),
    ),
]

Proof = Annotated[
    str | None,
    typer.Option(
        metavar=_("NUMBER"),
        help=_("First send one filled message to this number, your own, and wait for your yes."),
    ),
]

Canary = Annotated[
    int | None,
    typer.Option(
        metavar="N", help=_("First few, then all: send N, stop, show the answers, and ask.")
    ),
]

NoWait = Annotated[
    bool | None,
    typer.Option(
        "--no-wait", help=_("Pause instead of waiting for the sending hours or for tomorrow.")
    ),
]

AfterRestore = Annotated[
    bool | None,
    typer.Option(
        "--after-restore",
        help=_(
            "Go on from a journal that was brought back from a copy: what waited in it becomes "
            "unknown."
        ),
    ),
]

OtherConnection = Annotated[
    bool | None,
    typer.Option(
        "--other-connection", help=_("Go on although the batch began on another connection.")
    ),
]

AlsoRejected = Annotated[
    bool | None,
    typer.Option("--rejected", help=_("Send also those again that CleverChat rejected.")),
]

AsSent = Annotated[
    bool | None, typer.Option("--as-sent", help=_("They count as sent; nothing leaves."))
]

SendAgain = Annotated[
    bool | None,
    typer.Option(
        "--send-again",
        help=_("They go back to be sent again; of two parts only the one that is missing."),
    ),
]

Row = Annotated[
    list[int] | None,
    typer.Option(metavar="N", help=_("This row, as the list numbers it; may be repeated.")),
]

Some = Annotated[str | None, typer.Option(metavar="N,N,…", help=_("These rows, parted by commas."))]

LogFormat = Annotated[
    str | None,
    typer.Option(
        metavar="text|json",
        help=_("json: a line for each call on standard error, with batch, row and outcome."),
    ),
]

LogNumbers = Annotated[
    bool | None,
    typer.Option(
        "--log-numbers",
        help=_("Write whole phone numbers into the log, not their last four digits."),
    ),
]

SENDING: Final[Mapping[str, Any]] = {
    "connection": Connection,
    "yes": shared.Yes,
    "proof": Proof,
    "canary": Canary,
    "out": shared.Out,
    "no_wait": NoWait,
    "after_restore": AfterRestore,
    "log_format": LogFormat,
    "log_numbers": LogNumbers,
}
"""Every option that settles what is asked, waited for and written, under its name in Manner."""

RESOLVING: Final[Mapping[str, Any]] = {
    "as_sent": AsSent,
    "send_again": SendAgain,
    "row": Row,
    "some": Some,
    "yes": shared.Yes,
}
"""Every option that says what is to become of rows in doubt."""
