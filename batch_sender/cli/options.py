"""The options of the commands: their names, their help, and the groups that commands share."""

import functools
import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from batch_sender.language import LANGUAGES, _

List = Annotated[
    Path,
    typer.Argument(metavar=_("LIST"), help=_("The contact list: CSV, TSV, XLSX, XLS or ODS.")),
]
TemplateFile = Annotated[
    Path | None,
    typer.Option("--template", metavar=_("FILE"), help=_("A file that holds the message text.")),
]
Text = Annotated[
    str | None,
    typer.Option(
        help=_("The message text itself; shells mangle {{ }} and R$, so prefer --template.")
    ),
]
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
Connection = Annotated[
    str | None,
    typer.Option(
        metavar=_("NAME"),
        help=_("The connection to send through; see: batch-sender connection list."),
    ),
]
PhoneColumn = Annotated[
    str | None, typer.Option(metavar=_("COLUMN"), help=_("The column that holds the numbers."))
]
Sheet = Annotated[str | None, typer.Option(metavar=_("NAME"), help=_("The sheet of the workbook."))]
Encoding = Annotated[
    str | None,
    typer.Option(metavar=_("NAME"), help=_("The CSV's encoding, such as utf-8 or cp1252.")),
]
Delimiter = Annotated[
    str | None, typer.Option(metavar=_("SIGN"), help=_("The CSV's separator, such as ; or tab."))
]
HeaderRow = Annotated[
    int | None, typer.Option(metavar="N", help=_("The row that holds the column names."))
]
Media = Annotated[
    str | None,
    typer.Option(
        metavar=_("FILE|COLUMN|PATTERN"),
        help=_(
            "One file for all, a column of file names, or a pattern such as "
            "boletos/{{ matricula }}.pdf."
        ),
    ),
]
MediaName = Annotated[
    str | None,
    typer.Option(
        metavar=_("NAME"), help=_("The file name the receiver sees; may use {{ columns }}.")
    ),
]
MediaFolder = Annotated[
    Path | None,
    typer.Option(
        metavar=_("FOLDER"),
        help=_("Where the files of a column or pattern lie. Otherwise the list's own folder."),
    ),
]
OpenTicket = Annotated[
    bool | None,
    typer.Option("--open-ticket", help=_("Open a ticket for each message; needs --queue-id.")),
]
QueueId = Annotated[
    int | None, typer.Option(metavar="N", help=_("The queue of the tickets that open."))
]
Limit = Annotated[
    int | None,
    typer.Option(metavar="N", help=_("Send to the first N usable rows; skip the others.")),
]
Duplicates = Annotated[
    str | None,
    typer.Option(
        metavar="skip|send",
        help=_("A second, different message to one person: skip it (default) or send it."),
    ),
]
AllowRepeat = Annotated[
    bool | None,
    typer.Option(
        "--allow-repeat",
        help=_("Send also what the same person got in the last 24 hours."),
    ),
]
RepeatAfter = Annotated[
    str | None,
    typer.Option(
        metavar="24h|7d",
        help=_("How long the same message is not sent to the same person again. Otherwise 24h."),
    ),
]
Key = Annotated[
    str | None,
    typer.Option(
        metavar=_("COLUMN"),
        help=_(
            "The column that makes two messages to a person distinct, an appointment's number say. "
            "Otherwise all values that the text uses."
        ),
    ),
]
MaxPerPerson = Annotated[
    str | None,
    typer.Option(
        metavar="3/7d",
        help=_("At most 3 messages to a person within 7 days (or 1/24h), over all batches."),
    ),
]
NotIn = Annotated[
    list[str] | None,
    typer.Option(
        metavar=_("BATCH,…"),
        help=_("Leave out whom these batches reached, or may have reached."),
    ),
]
AcceptedIn = Annotated[
    list[str] | None,
    typer.Option(
        metavar=_("BATCH,…"),
        help=_("Only those whose message in one of these batches was accepted."),
    ),
]
Expires = Annotated[
    str | None,
    typer.Option(
        metavar=_("MOMENT"),
        help=_(
            'When it is too late, such as "2026-12-31 18:00": what has not left by then is skipped.'
        ),
    ),
]
ExpiresColumn = Annotated[
    str | None,
    typer.Option(
        metavar=_("COLUMN"),
        help=_("The column that says for each row when it is too late; a date counts to its end."),
    ),
]
Rate = Annotated[
    str | None,
    typer.Option(
        metavar="N/min|off",
        help=_("Calls a minute. Otherwise one each 3.5 s, ±20 %. Fast senders get banned."),
    ),
]
Window = Annotated[
    str | None,
    typer.Option(
        metavar=_("HOURS|always"),
        help=_(
            'When messages may leave. Otherwise "mon-sat 8:00-20:00" (America/Sao_Paulo), '
            "and always to the stand-in."
        ),
    ),
]
SkipHolidays = Annotated[
    bool | None,
    typer.Option("--skip-holidays", help=_("Send nothing on Brazil's national holidays.")),
]
DailyCap = Annotated[
    int | None,
    typer.Option(
        metavar="N", help=_("At most N messages a day through the connection, over all batches.")
    ),
]
WarmUp = Annotated[
    str | None,
    typer.Option(
        metavar="20,50,…",
        help=_(
            "For a new WhatsApp number: at most 20 messages on its first day, 50 on its second, "
            "and so on; the last one holds."
        ),
    ),
]
Concurrency = Annotated[
    int | None, typer.Option(metavar="N", help=_("Requests at the same time. Otherwise 1."))
]


Yes = Annotated[
    bool | None, typer.Option("--yes", "-y", help=_("Do not ask; needed without a terminal."))
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
Out = Annotated[
    Path | None,
    typer.Option(
        metavar=_("FILE"),
        help=_("Where the results go, .xlsx or .csv. Otherwise <list>-results-<batch>.xlsx here."),
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
Batch = Annotated[int, typer.Argument(metavar=_("BATCH"), help=_("The number of the batch."))]
AnyBatch = Annotated[
    int | None,
    typer.Argument(metavar=_("BATCH"), show_default=False, help=_("The number of the batch.")),
]
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

READING: Final[Mapping[str, Any]] = {
    "phone_column": PhoneColumn,
    "sheet": Sheet,
    "encoding": Encoding,
    "delimiter": Delimiter,
    "header_row": HeaderRow,
}
"""Every option that settles how a file of numbers is read."""

JUDGING: Final[Mapping[str, Any]] = {
    "phone_column": PhoneColumn,
    "sheet": Sheet,
    "encoding": Encoding,
    "delimiter": Delimiter,
    "header_row": HeaderRow,
    "media": Media,
    "media_name": MediaName,
    "media_folder": MediaFolder,
    "open_ticket": OpenTicket,
    "queue_id": QueueId,
    "limit": Limit,
    "duplicates": Duplicates,
    "allow_repeat": AllowRepeat,
    "repeat_after": RepeatAfter,
    "key": Key,
    "max_per_person": MaxPerPerson,
    "not_in": NotIn,
    "accepted_in": AcceptedIn,
    "expires": Expires,
    "expires_column": ExpiresColumn,
    "rate": Rate,
    "window": Window,
    "skip_holidays": SkipHolidays,
    "daily_cap": DailyCap,
    "warm_up": WarmUp,
    "concurrency": Concurrency,
}
"""Every option that settles how a list is judged and sent, under its name in Settings."""

SENDING: Final[Mapping[str, Any]] = {
    "connection": Connection,
    "yes": Yes,
    "proof": Proof,
    "canary": Canary,
    "out": Out,
    "no_wait": NoWait,
    "after_restore": AfterRestore,
}
"""Every option that settles what is asked, waited for and written, under its name in Manner."""

RESOLVING: Final[Mapping[str, Any]] = {
    "as_sent": AsSent,
    "send_again": SendAgain,
    "row": Row,
    "some": Some,
    "yes": Yes,
}
"""Every option that says what is to become of rows in doubt."""

Command = Callable[..., int]


def adding(*groups: Mapping[str, Any]) -> Callable[[Command], Command]:
    """Give a command the options of these groups; it finds them in `ctx.params`."""
    shared = {name: annotation for group in groups for name, annotation in group.items()}

    def extended(command: Command) -> Command:
        own = inspect.signature(command).parameters

        @functools.wraps(command)
        def with_all(**given: Any) -> int:
            return command(**{name: value for name, value in given.items() if name in own})

        every = [
            *(each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own.values()),
            *(_optional(name, annotation) for name, annotation in shared.items()),
        ]
        with_all.__signature__ = inspect.Signature(every)  # type: ignore[attr-defined]  # Typer reads it
        with_all.__annotations__ = {each.name: each.annotation for each in every}
        return with_all

    return extended


def _optional(name: str, annotation: Any) -> inspect.Parameter:
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation
    )
