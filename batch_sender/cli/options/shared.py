"""The options and arguments that commands of every kind share."""

from pathlib import Path
from typing import Annotated

import typer

from batch_sender.language import LANGUAGES, _

Journal = Annotated[
    str | None,
    typer.Option(
        metavar=_("PATH|URL"),
        help=_("The journal. Otherwise BATCH_SENDER_JOURNAL, then your user data folder."),
    ),
]

Json = Annotated[
    bool, typer.Option("--json", help=_("Print one JSON object instead of sentences."))
]

Batch = Annotated[int, typer.Argument(metavar=_("BATCH"), help=_("The number of the batch."))]

AnyBatch = Annotated[
    int | None,
    typer.Argument(metavar=_("BATCH"), show_default=False, help=_("The number of the batch.")),
]

Out = Annotated[
    Path | None,
    typer.Option(
        metavar=_("FILE"),
        help=_(
            "Where the results go: .xlsx, .html (a page to forward), .csv or .jsonl. Otherwise "
            "<list>-results-<batch>.xlsx here."
        ),
    ),
]

Version = Annotated[
    bool, typer.Option("--version", is_eager=True, help=_("Show the version and exit."))
]

Lang = Annotated[
    str | None,
    typer.Option(
        metavar="|".join(LANGUAGES),
        help=_("Language; may stand anywhere. Otherwise BATCH_SENDER_LANG, then the system."),
    ),
]

Profile = Annotated[
    str | None,
    typer.Option(
        metavar=_("CLIENT"),
        help=_(
            "Use this client's own journal, connections, texts and defaults; may stand anywhere. "
            "Otherwise BATCH_SENDER_PROFILE."
        ),
    ),
]

Yes = Annotated[
    bool | None, typer.Option("--yes", "-y", help=_("Do not ask; needed without a terminal."))
]
