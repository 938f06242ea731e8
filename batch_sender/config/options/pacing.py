"""When messages may leave, how fast, and until when."""

from typing import Final

from batch_sender.config.options.model import Group, Kind, Option
from batch_sender.language import N_

EXPIRES: Final = Option(
    name="expires",
    kind=Kind.TEXT,
    group=Group.WHEN,
    metavar=N_("MOMENT"),
    label=N_("Too late from"),
    help=N_(
        'When it is too late, such as "2026-12-31 18:00": what has not left by then is skipped.'
    ),
)

EXPIRES_COLUMN: Final = Option(
    name="expires_column",
    kind=Kind.TEXT,
    group=Group.WHEN,
    metavar=N_("COLUMN"),
    label=N_("Column that says when it is too late"),
    help=N_("The column that says for each row when it is too late; a date counts to its end."),
)

RATE: Final = Option(
    name="rate",
    kind=Kind.TEXT,
    group=Group.WHEN,
    metavar="N/min|off",
    label=N_("Calls a minute"),
    help=N_("Calls a minute. Otherwise one each 3.5 s, ±20%. Fast senders get banned."),
)

WINDOW: Final = Option(
    name="window",
    kind=Kind.TEXT,
    group=Group.WHEN,
    metavar=N_("HOURS|always"),
    label=N_("Sending hours"),
    question=N_("When messages may leave"),
    help=N_(
        'When messages may leave. Otherwise "mon-sat 8:00-20:00" (America/Sao_Paulo), '
        "and always to the stand-in."
    ),
)

SKIP_HOLIDAYS: Final = Option(
    name="skip_holidays",
    kind=Kind.YES_OR_NO,
    group=Group.WHEN,
    label=N_("Not on holidays"),
    help=N_("Send nothing on Brazil's national holidays."),
)

DAILY_CAP: Final = Option(
    name="daily_cap",
    kind=Kind.NUMBER,
    group=Group.WHEN,
    metavar="N",
    label=N_("Most messages a day"),
    help=N_("At most N messages a day through the connection, over all batches."),
)

WARM_UP: Final = Option(
    name="warm_up",
    kind=Kind.TEXT,
    group=Group.WHEN,
    metavar="20,50,…",
    label=N_("Warm-up of a new number"),
    help=N_(
        "For a new WhatsApp number: at most 20 messages on its first day, 50 on its second, "
        "and so on; the last one holds."
    ),
)

NEW_CAP: Final = Option(
    name="new_cap",
    kind=Kind.PLAN,
    group=Group.WHEN,
    metavar="30/day|20,30,…",
    label=N_("Most new people a day"),
    help=N_(
        "At most so many new people a day through the connection, known ones first. New is who was sent "
        "nothing yet that CleverChat accepted. For a new number 20,30,50: day by day."
    ),
)

CONCURRENCY: Final = Option(
    name="concurrency",
    kind=Kind.NUMBER,
    group=Group.WHEN,
    metavar="N",
    label=N_("Requests at the same time"),
    help=N_("Requests at the same time. Otherwise 1."),
)

PACING: Final = (
    EXPIRES,
    EXPIRES_COLUMN,
    RATE,
    WINDOW,
    SKIP_HOLIDAYS,
    DAILY_CAP,
    WARM_UP,
    NEW_CAP,
    CONCURRENCY,
)
"""When and how fast, each option under its name in Settings."""
