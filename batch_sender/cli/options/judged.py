"""The options that settle how a list is read, judged and sent, each under its name in Settings."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from batch_sender.cli.options import reading
from batch_sender.language import _

List = Annotated[
    Path,
    typer.Argument(metavar=_("LIST"), help=_("The contact list: CSV, TSV, XLSX, XLS or ODS.")),
]

TemplateFile = Annotated[
    list[Path] | None,
    typer.Option(
        "--template",
        metavar=_("FILE"),
        help=_(
            "A file that holds the message text. Given several times: variants A, B, …; each "
            "person gets one of them, always the same."
        ),
    ),
]

Text = Annotated[
    list[str] | None,
    typer.Option(
        metavar=_("TEXT"),
        help=_("The message text itself; shells mangle {{ }} and R$, so prefer --template."),
    ),
]

MessageLang = Annotated[
    str | None,
    typer.Option(
        metavar="pt-BR|en",
        help=_(
            "The language in which the message writes amounts, days and the greeting. Otherwise "
            "pt-BR."
        ),
    ),
]

NoMedia = Annotated[
    bool | None,
    typer.Option("--no-media", help=_("Send no files, though the list has a column of them.")),
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

MediaCheck = Annotated[
    bool | None,
    typer.Option(
        "--media-check",
        help=_(
            "Look for each row's name, document number or value in its PDF; three wrong in a row "
            "stop the batch."
        ),
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
        help=_(
            "A second, different message to one person: skip it or send it. Otherwise it is asked on "
            "a terminal, and skipped elsewhere."
        ),
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

Purpose = Annotated[
    str | None,
    typer.Option(
        metavar=_("TEXT"),
        help=_(
            "Why these people may be written to (purpose or legal basis); kept with the batch and "
            "shown in its results."
        ),
    ),
]

CheckedOut = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar=_("FILE"),
        help=_(
            "Write the list back, .xlsx or .csv: each row's problems and what to do, and the rows "
            "to mend by themselves."
        ),
    ),
]

JUDGING: Final[Mapping[str, Any]] = {
    **reading.LIST,
    "message_lang": MessageLang,
    "media": Media,
    "media_name": MediaName,
    "media_folder": MediaFolder,
    "media_check": MediaCheck,
    "no_media": NoMedia,
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
    "purpose": Purpose,
}
"""Every option that settles how a list is judged and sent, under its name in Settings."""
