"""How a list is read: which sheet, which columns, which numbers, which rows."""

from typing import Final

from batch_sender.config.options.model import Argument, Group, Kind, Option
from batch_sender.language import N_

CONTACT_LIST: Final = Argument(
    name="contact_list",
    kind=Kind.PATH,
    metavar=N_("LIST"),
    help=N_("The contact list: CSV, TSV, XLSX, XLS or ODS."),
)

PHONE_COLUMN: Final = Option(
    name="phone_column",
    kind=Kind.TEXT,
    group=Group.LIST,
    metavar=N_("COLUMN"),
    label=N_("Column with the numbers"),
    help=N_("The column that holds the numbers."),
)

MAP: Final = Option(
    name="map",
    kind=Kind.TEXTS,
    group=Group.EVERY_DAY,
    metavar=N_("FIELD=COLUMN"),
    label=N_("Which column is what"),
    help=N_(
        "Read a field from this column: phone, ddd, country, name, media, consent, optout, known, key, "
        "expires, amount, due, or any placeholder of the text. Several phone columns: the first "
        "usable number of a row is taken."
    ),
)

DDD: Final = Option(
    name="ddd",
    kind=Kind.TEXT,
    group=Group.LIST,
    metavar="11",
    label=N_("DDD of numbers without one"),
    help=N_("The DDD of numbers that are written without one."),
)

FIXED_LINES: Final = Option(
    name="fixed_lines",
    kind=Kind.TEXT,
    group=Group.LIST,
    metavar="send|skip",
    label=N_("Fixed lines"),
    help=N_("Fixed lines: send to them, with a note (default), or skip them."),
)

CONSENT_COLUMN: Final = Option(
    name="consent_column",
    kind=Kind.TEXT,
    group=Group.WHO,
    metavar=N_("COLUMN"),
    label=N_("Column with the consent"),
    help=N_("Send only to rows with a clear yes in this column."),
)

SHEET: Final = Option(
    name="sheet",
    kind=Kind.TEXT,
    group=Group.LIST,
    metavar=N_("NAME"),
    label=N_("Sheet of the workbook"),
    help=N_("The sheet of the workbook."),
)

ENCODING: Final = Option(
    name="encoding",
    kind=Kind.TEXT,
    group=Group.LIST,
    metavar=N_("NAME"),
    label=N_("Encoding of the CSV"),
    help=N_("The CSV's encoding, such as utf-8 or cp1252."),
)

DELIMITER: Final = Option(
    name="delimiter",
    kind=Kind.TEXT,
    group=Group.LIST,
    metavar=N_("SIGN"),
    label=N_("Separator of the CSV"),
    help=N_("The CSV's separator, such as ; or tab."),
)

QUOTES: Final = Option(
    name="quotes",
    kind=Kind.TEXT,
    group=Group.LIST,
    metavar="strict|letters",
    label=N_("Quotation marks in the CSV"),
    help=N_(
        'Quotation marks (") in the CSV: as Excel writes them (default), or letters like any other '
        "unless they stand around a whole cell."
    ),
)

HEADER_ROW: Final = Option(
    name="header_row",
    kind=Kind.ROW,
    group=Group.LIST,
    metavar="N|none",
    label=N_("Row with the column names"),
    help=N_(
        "The row that holds the column names; none: there is no such row, and columns are called "
        "by their letters."
    ),
)

HIDDEN_ROWS: Final = Option(
    name="hidden_rows",
    kind=Kind.TEXT,
    group=Group.LIST,
    metavar="skip|send",
    label=N_("Hidden rows"),
    help=N_("Rows that are hidden in the workbook: skip them (default) or send them."),
)

OVERDUE: Final = Option(
    name="overdue",
    kind=Kind.TEXT,
    group=Group.WHO,
    metavar="skip|send",
    label=N_("Payment lines that are past due"),
    help=N_("Rows whose payment line is past due: skip them (default) or send them all the same."),
)

FILE: Final = (PHONE_COLUMN, SHEET, ENCODING, DELIMITER, QUOTES, HEADER_ROW)
"""How a file of numbers is read."""

READING: Final = (
    PHONE_COLUMN,
    MAP,
    DDD,
    FIXED_LINES,
    CONSENT_COLUMN,
    SHEET,
    ENCODING,
    DELIMITER,
    QUOTES,
    HEADER_ROW,
    HIDDEN_ROWS,
    OVERDUE,
)
"""How a contact list is read, each option under its name in Settings."""
