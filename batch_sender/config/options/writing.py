"""What is sent: the text, the file that goes with it, the ticket."""

from typing import Final

from batch_sender.config.options.model import Argument, Group, Kind, Option
from batch_sender.language import N_

TEMPLATE: Final = Option(
    name="template",
    kind=Kind.PATHS,
    group=Group.EVERY_DAY,
    metavar=N_("FILE"),
    label=N_("File with the text"),
    question=N_("The file that holds the message text"),
    example="mensagem.txt",
    help=N_(
        "A file that holds the message text. Given several times: variants A, B, …; each "
        "person gets one of them, always the same."
    ),
)

READY_TEXT: Final = Argument(
    name="name",
    kind=Kind.TEXT,
    metavar=N_("NAME"),
    help=N_("The name of the text, or its number in the list."),
)

TEXT: Final = Option(
    name="text",
    kind=Kind.TEXTS,
    group=Group.TEXT,
    metavar=N_("TEXT"),
    label=N_("Message text"),
    help=N_("The message text itself; shells mangle {{ }} and R$, so prefer --template."),
)

MESSAGE_LANG: Final = Option(
    name="message_lang",
    kind=Kind.TEXT,
    group=Group.TEXT,
    metavar="pt-BR|en",
    label=N_("Language of the message"),
    help=N_(
        "The language in which the message writes amounts, days and the greeting. Otherwise pt-BR."
    ),
)

MEDIA: Final = Option(
    name="media",
    kind=Kind.TEXT,
    group=Group.FILES,
    metavar=N_("FILE|COLUMN|PATTERN"),
    label=N_("File to send along"),
    help=N_(
        "One file for all, a column of file names, or a pattern such as "
        "boletos/{{ matricula }}.pdf."
    ),
)

MEDIA_NAME: Final = Option(
    name="media_name",
    kind=Kind.TEXT,
    group=Group.FILES,
    metavar=N_("NAME"),
    label=N_("File name the receiver sees"),
    help=N_("The file name the receiver sees; may use {{ columns }}."),
)

MEDIA_FOLDER: Final = Option(
    name="media_folder",
    kind=Kind.PATH,
    group=Group.FILES,
    metavar=N_("FOLDER"),
    label=N_("Folder of the files"),
    help=N_(
        "Where the files of a column or pattern lie: a folder, or s3://bucket/folder. Otherwise the list's "
        "own folder."
    ),
)

MEDIA_CHECK: Final = Option(
    name="media_check",
    kind=Kind.YES_OR_NO,
    group=Group.FILES,
    label=N_("Compare each file with its row"),
    help=N_(
        "Look for each row's name, document number or value in its PDF; three wrong in a row "
        "stop the batch."
    ),
)

NO_MEDIA: Final = Option(
    name="no_media",
    kind=Kind.YES_OR_NO,
    group=Group.FILES,
    label=N_("Send no files"),
    help=N_("Send no files, though the list has a column of them."),
)

PAYMENT_COLUMN: Final = Option(
    name="payment_column",
    kind=Kind.TEXT,
    group=Group.TEXT,
    metavar=N_("COLUMN"),
    label=N_("Column of the payment line"),
    help=N_(
        "The column that holds each row's payment line (boleto or PIX); it follows as a message of its "
        "own, so that one long press copies it."
    ),
)

OPEN_TICKET: Final = Option(
    name="open_ticket",
    kind=Kind.YES_OR_NO,
    group=Group.TEXT,
    label=N_("Open a ticket"),
    help=N_("Open a ticket for each message; needs --queue-id."),
)

QUEUE_ID: Final = Option(
    name="queue_id",
    kind=Kind.NUMBER,
    group=Group.TEXT,
    metavar="N",
    label=N_("Queue of the tickets"),
    help=N_("The queue of the tickets that open."),
)

WRITING: Final = (
    MESSAGE_LANG,
    MEDIA,
    MEDIA_NAME,
    MEDIA_FOLDER,
    MEDIA_CHECK,
    NO_MEDIA,
    PAYMENT_COLUMN,
    OPEN_TICKET,
    QUEUE_ID,
)
"""What is sent besides the text itself, each option under its name in Settings."""
