"""The options and arguments that commands of every kind share."""

from typing import Final

from batch_sender.config.options.model import Argument, Group, Kind, Option
from batch_sender.language import LANGUAGES, N_

JOURNAL: Final = Option(
    name="journal",
    kind=Kind.TEXT,
    metavar=N_("PATH|URL"),
    label=N_("Journal"),
    help=N_("The journal. Otherwise BATCH_SENDER_JOURNAL, then your user data folder."),
)

JSON: Final = Option(
    name="as_json",
    flag="--json",
    kind=Kind.YES_OR_NO,
    label=N_("One JSON object"),
    help=N_("Print one JSON object instead of sentences."),
)

YES: Final = Option(
    name="yes",
    short="-y",
    kind=Kind.YES_OR_NO,
    group=Group.EVERY_DAY,
    label=N_("Send without asking"),
    question=N_("Send without asking, so that it can run by itself?"),
    help=N_("Do not ask; needed without a terminal."),
)

OUT: Final = Option(
    name="out",
    kind=Kind.PATH,
    group=Group.EVERY_DAY,
    metavar=N_("FILE"),
    label=N_("Where the results go"),
    example="resultados/{name}-{date}-{batch}.xlsx",
    help=N_(
        "Where the results go: .xlsx, .html (a page to forward), .csv or .jsonl. Otherwise "
        "<list>-results-<batch>.xlsx beside the list."
    ),
)

CHECKED_OUT: Final = Option(
    name="out",
    kind=Kind.PATH,
    group=Group.EVERY_DAY,
    metavar=N_("FILE"),
    help=N_(
        "Write the list back, .xlsx or .csv: each row's problems and what to do, and the rows "
        "to mend by themselves."
    ),
)

BATCH: Final = Argument(
    name="batch",
    kind=Kind.NUMBER,
    metavar=N_("BATCH"),
    help=N_("The number of the batch."),
)

ANY_BATCH: Final = Argument(
    name="batch",
    kind=Kind.NUMBER,
    metavar=N_("BATCH"),
    help=N_("The number of the batch."),
    required=False,
)

VERSION: Final = Option(name="version", kind=Kind.YES_OR_NO, help=N_("Show the version and exit."))

LANG: Final = Option(
    name="lang",
    kind=Kind.TEXT,
    metavar="|".join(LANGUAGES),
    help=N_("Language; may stand anywhere. Otherwise BATCH_SENDER_LANG, then the system."),
)

PROFILE: Final = Option(
    name="profile",
    kind=Kind.TEXT,
    metavar=N_("CLIENT"),
    help=N_(
        "Use this client's own journal, connections, texts and defaults; may stand anywhere. "
        "Otherwise BATCH_SENDER_PROFILE."
    ),
)

DEBUG: Final = Option(
    name="debug",
    kind=Kind.YES_OR_NO,
    help=N_(
        "Show on standard error what the program does and what it did not expect; may stand anywhere. "
        "Otherwise BATCH_SENDER_DEBUG."
    ),
)

PROGRAM: Final = (VERSION, LANG, PROFILE, DEBUG)
"""What may be said of every command."""
