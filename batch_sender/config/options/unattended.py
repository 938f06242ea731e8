"""What runs by itself: batch files, schedules, the service, profiles."""

from collections.abc import Mapping
from typing import Final

from batch_sender.config.options.model import Argument, Group, Kind, Option
from batch_sender.language import N_

BATCH_FILE: Final = Argument(
    name="batch_file",
    kind=Kind.PATH,
    metavar=N_("FILE"),
    help=N_("The batch file (TOML); init writes one."),
)

NEW_BATCH_FILE: Final = Argument(
    name="file",
    kind=Kind.PATH,
    metavar=N_("FILE"),
    help=N_("Where the new batch file goes."),
)

LIST: Final = Option(
    name="list",
    kind=Kind.TEXT,
    group=Group.LIST,
    metavar=N_("LIST|PATTERN|-"),
    label=N_("Contact list"),
    question=N_("The list: a file, or a pattern such as inbox/*.xlsx"),
    example="clientes.xlsx",
    help=N_(
        "The contact list, a pattern such as inbox/*.xlsx (each file once, by its content), "
        "or - for a CSV from standard input."
    ),
)

PROBLEM_ROWS: Final = Option(
    name="problem_rows",
    kind=Kind.TEXT,
    group=Group.SAFETY,
    metavar=N_("RULE"),
    label=N_("Rows with problems"),
    question=N_("Stop when more than 20% of the rows have problems?"),
    example="stop above 20%",
    help=N_(
        'Rows with problems: "skip" them (default), or send nothing, "stop above 10" or '
        '"stop above 5%".'
    ),
)

MOVE_TO: Final = Option(
    name="move_to",
    kind=Kind.PATH,
    group=Group.RESULTS,
    metavar=N_("FOLDER"),
    label=N_("Where a finished list goes"),
    example="enviados",
    help=N_("Where a list found by a pattern goes when its batch has ended. Otherwise it stays."),
)

AT_REST: Final = Option(
    name="at_rest",
    kind=Kind.NUMBER,
    group=Group.LIST,
    metavar=N_("SECONDS"),
    label=N_("Seconds at rest"),
    help=N_(
        "Take a list that a pattern or a schedule finds when nothing was written to it for so many "
        "seconds. Otherwise 60; 0: at once."
    ),
)

DRY_RUN: Final = Option(
    name="dry_run",
    kind=Kind.YES_OR_NO,
    group=Group.SAFETY,
    label=N_("Check only"),
    help=N_("Judge only, as check does; send nothing, move nothing."),
)

FILED: Final = (LIST, PROBLEM_ROWS, MOVE_TO, AT_REST)
"""What a batch file has besides the options of `send`."""

NOTIFY: Final[Mapping[str, Kind]] = {
    "on": Kind.TEXTS,
    "command": Kind.TEXTS,
    "webhook": Kind.TEXT,
    "webhook_token_env": Kind.TEXT,
    "mail_to": Kind.TEXTS,
    "mail_from": Kind.TEXT,
    "smtp": Kind.TEXT,
    "smtp_security": Kind.TEXT,
    "smtp_user": Kind.TEXT,
    "smtp_password_env": Kind.TEXT,
}
"""The section [notify] of a batch file: who is told, and how."""

SCHEDULE: Final = Argument(
    name="schedule",
    kind=Kind.NUMBER,
    metavar=N_("SCHEDULE"),
    help=N_("The number of the schedule."),
)

SCHEDULING: Final = (
    Option(
        name="cron",
        kind=Kind.TEXT,
        metavar=N_("EXPRESSION"),
        help=N_(
            'Minute, hour, day, month, weekday, such as "0 9 * * 1-5": 9:00, Monday to Friday.'
        ),
    ),
    Option(
        name="at",
        kind=Kind.TEXT,
        metavar=N_("MOMENT"),
        help=N_('Once, such as "2026-12-01 09:00".'),
    ),
    Option(
        name="zone",
        kind=Kind.TEXT,
        metavar=N_("ZONE"),
        help=N_("The time zone of these times. Otherwise America/Sao_Paulo."),
    ),
    Option(
        name="late",
        kind=Kind.TEXT,
        metavar=N_("POLICY"),
        help=N_(
            "What to do when nothing was running at the time: skip, run, or (the default) "
            '"run-if-within 2h". Of several missed times only the last may run.'
        ),
    ),
)
"""When a batch file runs."""

NO_PAGE: Final = Option(
    name="no_page",
    kind=Kind.YES_OR_NO,
    help=N_("Without the web page: schedules and sending alone."),
)

NO_BROWSER: Final = Option(
    name="no_browser",
    kind=Kind.YES_OR_NO,
    help=N_("Do not open a browser; say how to come in with one."),
)

HEALTH_PORT: Final = Option(
    name="port",
    kind=Kind.NUMBER,
    metavar="N",
    help=N_(
        "The port of this machine on which the page answers (a free one), or /healthz with --no-page "
        "(8321; 0: none)."
    ),
)

BEYOND_THIS_MACHINE: Final = (
    Option(
        name="host",
        kind=Kind.TEXT,
        metavar=N_("ADDRESS"),
        help=N_(
            "Answer at another address than this machine's own: then people need a password, and "
            "the page a certificate or a proxy that has one."
        ),
    ),
    Option(
        name="public_name",
        kind=Kind.TEXTS,
        metavar=N_("NAME"),
        help=N_("A name by which people reach the page, such as envios.example.com. Repeatable."),
    ),
    Option(
        name="tls_cert",
        kind=Kind.PATH,
        metavar=N_("FILE"),
        help=N_("The page's certificate (PEM), with those that vouch for it."),
    ),
    Option(
        name="tls_key",
        kind=Kind.PATH,
        metavar=N_("FILE"),
        help=N_("The certificate's key (PEM), without a password."),
    ),
    Option(
        name="behind_proxy",
        kind=Kind.TEXT,
        metavar=N_("ADDRESS"),
        help=N_(
            "Answer this proxy alone, and believe its X-Forwarded-For and X-Forwarded-Proto: it "
            "has the certificate."
        ),
    ),
)
"""Where the page answers, and to whom."""

USER_NAME: Final = Argument(
    name="name",
    kind=Kind.TEXT,
    metavar=N_("NAME"),
    help=N_("The name somebody signs in with; the journal keeps it with what they do."),
)

ROLE: Final = Option(
    name="role",
    kind=Kind.TEXT,
    metavar=N_("ROLE"),
    help=N_(
        "What somebody may do: look (otherwise), prepare, send or administer; each holds those "
        "before it."
    ),
)

NEW_ROLE: Final = Argument(
    name="role",
    kind=Kind.TEXT,
    metavar=N_("ROLE"),
    help=N_("look, prepare, send or administer."),
)

ALL_BY_WORKERS: Final = Option(
    name="workers",
    kind=Kind.YES_OR_NO,
    help=N_(
        "Hand all batches over to the workers, which need a journal in PostgreSQL. Otherwise those whose "
        "batch file says workers = true."
    ),
)

LOG: Final = Option(
    name="log",
    kind=Kind.PATH,
    metavar=N_("FILE"),
    help=N_("Write the log to this file, which is renewed at 5 MB; five old ones are kept."),
)

PROFILE_NAME: Final = Argument(
    name="name",
    kind=Kind.TEXT,
    metavar=N_("NAME"),
    help=N_("What you call the profile, a client's name say."),
)

KEY_NAME: Final = Argument(
    name="name",
    kind=Kind.TEXT,
    metavar=N_("NAME"),
    help=N_("What the key is called; the history of a batch names whoever uses it so."),
)

KEY_ROLE: Final = Option(
    name="role",
    kind=Kind.TEXT,
    metavar="look|prepare|send|administer",
    help=N_(
        "What it may do: look; prepare (upload lists, check them); send (start, pause, decide, keep the "
        "opt-out list); administer. Each may do what those before it may. Otherwise look."
    ),
)
