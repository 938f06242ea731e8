"""What is kept (connections, opt-outs, the journal), and the stand-in."""

from typing import Final

from batch_sender.config.options.model import Argument, Kind, Option
from batch_sender.language import N_

CONNECTION_NAME: Final = Argument(
    name="name",
    kind=Kind.TEXT,
    metavar=N_("NAME"),
    help=N_("What you call the connection."),
)

ANY_CONNECTION: Final = Argument(
    name="name",
    kind=Kind.TEXT,
    metavar=N_("NAME"),
    help=N_("The connection; not needed if only one is saved."),
    required=False,
)

SAVING: Final = (
    Option(
        name="url",
        kind=Kind.TEXT,
        metavar="URL",
        help=N_("The full address messages go to."),
    ),
    Option(
        name="number",
        kind=Kind.TEXT,
        metavar=N_("NUMBER"),
        help=N_("The connection's own WhatsApp number, to be shown before anything is sent."),
    ),
    Option(
        name="replace",
        kind=Kind.YES_OR_NO,
        help=N_("Replace a saved connection: its token, and what else is given here."),
    ),
)
"""What is saved of a connection."""

NUMBERS: Final = Argument(
    name="numbers",
    kind=Kind.TEXTS,
    metavar=N_("NUMBER"),
    help=N_('Phone numbers with DDD, such as "11 91234-5678".'),
)

PEOPLE_FILE: Final = Argument(
    name="file",
    kind=Kind.PATH,
    metavar=N_("FILE"),
    help=N_("CSV, TSV, XLSX, XLS or ODS."),
)

SOURCE: Final = Option(
    name="source",
    kind=Kind.TEXT,
    metavar=N_("NAME"),
    help=N_("Where the numbers come from. Otherwise the file's name."),
)

IMPORT: Final = Argument(
    name="number",
    kind=Kind.NUMBER,
    metavar=N_("IMPORT"),
    help=N_("The number of the import."),
    required=False,
)

BACKUP_FILE: Final = Argument(
    name="file",
    kind=Kind.PATH,
    metavar=N_("FILE"),
    help=N_("Where the copy goes; best on another disk."),
)

COPY_FROM: Final = Argument(
    name="source",
    kind=Kind.TEXT,
    metavar=N_("FROM"),
    help=N_("The journal as it is now: a file, or a postgresql:// address."),
)

COPY_TO: Final = Argument(
    name="target",
    kind=Kind.TEXT,
    metavar=N_("TO"),
    help=N_("Where it goes: a file that is not there yet, or an empty place in PostgreSQL."),
)

FORCE: Final = Option(
    name="force",
    kind=Kind.YES_OR_NO,
    help=N_("Replace the file if there is one of that name."),
)

STAND_IN: Final = (
    Option(
        name="port",
        kind=Kind.NUMBER,
        metavar="N",
        default=8080,
        help=N_("The port to listen on."),
    ),
    Option(
        name="record",
        kind=Kind.PATH,
        metavar=N_("FILE"),
        help=N_("Write down what was received, as JSON Lines."),
    ),
    Option(
        name="queue_seconds",
        kind=Kind.FRACTION,
        metavar="S",
        default=3.0,
        help=N_("Seconds the queue takes for each message it hands over."),
    ),
    Option(
        name="latency",
        kind=Kind.FRACTION,
        metavar="S",
        default=0.0,
        help=N_("Seconds each answer takes."),
    ),
    Option(
        name="no_faults",
        kind=Kind.YES_OR_NO,
        help=N_(
            "Answer every number as if all were well. Without it one real number in thirty meets "
            "a fault by its last three digits."
        ),
    ),
    Option(
        name="lock_after",
        kind=Kind.NUMBER,
        metavar="N",
        help=N_(
            "Imitate WhatsApp's lock on new chats: after N new people, go on answering "
            "“Mensagem enviada” and lose what goes to others. Whom it reached before still get it."
        ),
    ),
)
"""How the stand-in behaves."""
