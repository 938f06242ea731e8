"""The options of what is kept: connections, opt-outs, the journal; and of the stand-in."""

from pathlib import Path
from typing import Annotated

import typer

from batch_sender.language import _

Name = Annotated[str, typer.Argument(metavar=_("NAME"), help=_("What you call the connection."))]

AnyName = Annotated[
    str | None,
    typer.Argument(
        metavar=_("NAME"),
        show_default=False,
        help=_("The connection; not needed if only one is saved."),
    ),
]

Url = Annotated[str | None, typer.Option(metavar="URL", help=_("The full address messages go to."))]

OwnNumber = Annotated[
    str | None,
    typer.Option(
        "--number",
        metavar=_("NUMBER"),
        help=_("The connection's own WhatsApp number, to be shown before anything is sent."),
    ),
]

Replace = Annotated[
    bool,
    typer.Option(
        "--replace",
        help=_("Replace a saved connection: its token, and what else is given here."),
    ),
]

NoFaults = Annotated[
    bool,
    typer.Option(
        "--no-faults",
        help=_(
            "Answer every number as if all were well. Without it one real number in thirty meets "
            "a fault by its last three digits."
        ),
    ),
]

Port = Annotated[int, typer.Option(metavar="N", help=_("The port to listen on."))]

Record = Annotated[
    Path | None,
    typer.Option(metavar=_("FILE"), help=_("Write down what was received, as JSON Lines.")),
]

QueueSeconds = Annotated[
    float,
    typer.Option(metavar="S", help=_("Seconds the queue takes for each message it hands over.")),
]

Latency = Annotated[float, typer.Option(metavar="S", help=_("Seconds each answer takes."))]

Numbers = Annotated[
    list[str],
    typer.Argument(metavar=_("NUMBER"), help=_('Phone numbers with DDD, such as "11 91234-5678".')),
]

DoNotCallFile = Annotated[
    Path, typer.Argument(metavar=_("FILE"), help=_("CSV, TSV, XLSX, XLS or ODS."))
]

Source = Annotated[
    str | None,
    typer.Option(
        metavar=_("NAME"), help=_("Where the numbers come from. Otherwise the file's name.")
    ),
]

BackupFile = Annotated[
    Path, typer.Argument(metavar=_("FILE"), help=_("Where the copy goes; best on another disk."))
]

Force = Annotated[
    bool, typer.Option("--force", help=_("Replace the file if there is one of that name."))
]
