"""What to do at a command line about the errors of `load`."""

from collections.abc import Mapping
from typing import Final

from batch_sender.language import N_

REMEDIES: Final[Mapping[str, str]] = {
    "SheetNotFound": N_("Give one of these names with --sheet."),
    "SheetNotPossible": N_("Leave --sheet out."),
    "HeaderMissing": N_(
        'Put a row above it that names the columns, such as "nome" and "telefone"; or say where it is with --header-row.'
    ),
    "HeaderRowEmpty": N_(
        "Give the row that names the columns, as Excel numbers it, with --header-row."
    ),
    "EncodingUnknown": N_('Leave --encoding out, or give one such as "utf-8" or "cp1252".'),
    "EncodingWrong": N_("Leave --encoding out, or save the list as CSV UTF-8."),
    "QuoteStray": N_(
        "Correct that line in a text editor, or save the list again from Excel; or take quotation "
        "marks as letters: --quotes letters."
    ),
    "QuotesStray": N_(
        "Correct those lines in a text editor, or save the list again from Excel; or take quotation "
        "marks as letters: --quotes letters."
    ),
    "DelimiterUnusable": N_('Give one character with --delimiter, such as ";", "," or "tab".'),
}
"""By the name of the error's class."""
