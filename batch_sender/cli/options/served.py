"""The options of what runs by itself: schedules, the service, profiles."""

from pathlib import Path
from typing import Annotated

import typer

from batch_sender.language import _

Cron = Annotated[
    str | None,
    typer.Option(
        metavar=_("EXPRESSION"),
        help=_('Minute, hour, day, month, weekday, such as "0 9 * * 1-5": 9:00, Monday to Friday.'),
    ),
]

At = Annotated[
    str | None,
    typer.Option(metavar=_("MOMENT"), help=_('Once, such as "2026-12-01 09:00".')),
]

Zone = Annotated[
    str | None,
    typer.Option(
        metavar=_("ZONE"), help=_("The time zone of these times. Otherwise America/Sao_Paulo.")
    ),
]

Late = Annotated[
    str | None,
    typer.Option(
        metavar=_("POLICY"),
        help=_(
            "What to do when nothing was running at the time: skip, run, or (the default) "
            '"run-if-within 2h". Of several missed times only the last may run.'
        ),
    ),
]

Schedule = Annotated[
    int, typer.Argument(metavar=_("SCHEDULE"), help=_("The number of the schedule."))
]

NoPage = Annotated[
    bool, typer.Option("--no-page", help=_("Without the web page: schedules and sending alone."))
]

Port = Annotated[
    int,
    typer.Option(
        metavar="N", help=_("The port of this machine on which /healthz answers; 0: none.")
    ),
]

Log = Annotated[
    Path | None,
    typer.Option(
        metavar=_("FILE"),
        help=_("Write the log to this file, which is renewed at 5 MB; five old ones are kept."),
    ),
]

ProfileName = Annotated[
    str,
    typer.Argument(metavar=_("NAME"), help=_("What you call the profile, a client's name say.")),
]
