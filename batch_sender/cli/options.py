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
Out = Annotated[
    Path | None,
    typer.Option(
        metavar=_("FILE"),
        help=_("Where the results go, .xlsx or .csv. Otherwise <list>-results-<batch>.xlsx here."),
    ),
]
NoWait = Annotated[
    bool | None,
    typer.Option("--no-wait", help=_("Outside the sending hours, pause instead of waiting.")),
]
OtherConnection = Annotated[
    bool | None,
    typer.Option(
        "--other-connection", help=_("Go on although the batch began on another connection.")
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
    "rate": Rate,
    "window": Window,
    "concurrency": Concurrency,
}
"""Every option that settles how a list is judged and sent, under its name in Settings."""

SENDING: Final[Mapping[str, Any]] = {
    "connection": Connection,
    "yes": Yes,
    "proof": Proof,
    "out": Out,
    "no_wait": NoWait,
}
"""Every option that settles what is asked, waited for and written, under its name in Manner."""

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
