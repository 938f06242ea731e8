"""Where else the numbers of a list may be that seems to have none: another sheet, behind another sign."""

import re
from collections.abc import Sequence
from typing import Final

from batch_sender.load.columns.errors import (
    PhoneColumnInNoSheet,
    PhoneColumnMissing,
    PhoneColumnOnly,
)
from batch_sender.load.columns.naming import PHONE_OPTION, column_list
from batch_sender.load.columns.table import Table

_SIGN: Final = re.compile(r"[^\w\s.()'\"-]")


def refuse_joined(table: Table) -> None:
    """Refuse a text file whose columns all stand in one, parted by a sign that was not found.

    Raises:
        PhoneColumnOnly: a sign of the only name stands in most rows, too.
    """
    if len(table.header) != 1:
        return
    for sign in dict.fromkeys(_SIGN.findall(table.header[0])):
        if 2 * sum(1 for row in table.sample if sign in row[0]) > len(table.sample):
            columns = column_list(table)
            raise PhoneColumnOnly(columns=columns, option=PHONE_OPTION, sign=sign)


def beside_other_sheets(
    err: PhoneColumnMissing, sheet: str | None, others: Sequence[str]
) -> PhoneColumnMissing:
    """Return the error with the other sheets of the workbook, if there are any."""
    if not others:
        return err
    return PhoneColumnInNoSheet(sheet=sheet, sheets=", ".join(others), **err.details)
