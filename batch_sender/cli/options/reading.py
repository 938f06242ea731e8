"""The options that settle how a list is read: which columns, which numbers, which rows."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer

from batch_sender.language import _

PhoneColumn = Annotated[
    str | None, typer.Option(metavar=_("COLUMN"), help=_("The column that holds the numbers."))
]

Map = Annotated[
    list[str] | None,
    typer.Option(
        metavar=_("FIELD=COLUMN"),
        help=_(
            "Read a field from this column: phone, ddd, country, name, media, consent, optout, key, "
            "expires, or any placeholder of the text. Several phone columns: the first usable "
            "number of a row is taken."
        ),
    ),
]

Ddd = Annotated[
    str | None,
    typer.Option(metavar="11", help=_("The DDD of numbers that are written without one.")),
]

FixedLines = Annotated[
    str | None,
    typer.Option(
        metavar="send|skip",
        help=_("Fixed lines: send to them, with a note (default), or skip them."),
    ),
]

ConsentColumn = Annotated[
    str | None,
    typer.Option(
        metavar=_("COLUMN"),
        help=_("Send only to rows with a clear yes in this column."),
    ),
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

HiddenRows = Annotated[
    str | None,
    typer.Option(
        metavar="skip|send",
        help=_("Rows that are hidden in the workbook: skip them (default) or send them."),
    ),
]

FILE: Final[Mapping[str, Any]] = {
    "phone_column": PhoneColumn,
    "sheet": Sheet,
    "encoding": Encoding,
    "delimiter": Delimiter,
    "header_row": HeaderRow,
}
"""Every option that settles how a file of numbers is read."""

LIST: Final[Mapping[str, Any]] = {
    "phone_column": PhoneColumn,
    "map": Map,
    "ddd": Ddd,
    "fixed_lines": FixedLines,
    "consent_column": ConsentColumn,
    "sheet": Sheet,
    "encoding": Encoding,
    "delimiter": Delimiter,
    "header_row": HeaderRow,
    "hidden_rows": HiddenRows,
}
"""Every option that settles how a contact list is read, under its name in Settings."""
