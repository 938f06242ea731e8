"""What to do at a command line about the errors of `load`."""

from collections.abc import Mapping
from typing import Final

from batch_sender.language import N_

REMEDIES: Final[Mapping[str, str]] = {
    "SheetNotFound": N_("Give one of these names with --sheet."),
    "SheetNotPossible": N_("Leave --sheet out."),
    "HeaderMissing": N_(
        "Read it without names with --header-row none, and say by letters which column is what, such as "
        "--map phone=B --map nome=A. Or put a row above it that names the columns. If row {row} does "
        "name them: --header-row {row}."
    ),
    "HeaderBelow": N_(
        "If nobody stands above row {below}: --header-row {below}. Otherwise move that row to the top "
        "of the list."
    ),
    "HeaderRowEmpty": N_(
        "Give the row that names the columns, as Excel numbers it, with --header-row."
    ),
    "PhoneColumnInNoSheet": N_(
        "Say which sheet it is with --sheet, and which column holds the numbers with --map phone=COLUMN, "
        "by its name or its letter."
    ),
    "PhoneColumnOnly": N_(
        'Say which sign separates the columns with --delimiter "{sign}". If it is but one column: '
        "--map phone=A."
    ),
    "EncodingUnknown": N_('Leave --encoding out, or give one such as "utf-8" or "cp1252".'),
    "EncodingWrong": N_("Leave --encoding out, or save the list as CSV UTF-8."),
    "DelimiterUnusable": N_('Give one character with --delimiter, such as ";", "," or "tab".'),
}
"""By the name of the error's class."""
