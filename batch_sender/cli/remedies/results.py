"""What to do at a command line about the errors of `results`."""

from collections.abc import Mapping
from typing import Final

from batch_sender.language import N_

REMEDIES: Final[Mapping[str, str]] = {
    "ResultsEndingUnknown": N_("Choose such a name with --out."),
    "ResultsPathNotAFile": N_("Give a file name with --out, such as results.xlsx."),
    "ResultsWouldReplaceList": N_("Choose another name with --out."),
    "ResultsFolderMissing": N_("Create the folder, or choose another place with --out."),
    "ResultsCurrentFolderGone": N_(
        "Change to a folder that is there, or choose another place with --out."
    ),
    "ResultsFolderReadOnly": N_("Choose a place you may write to with --out."),
    "ResultsDiskFull": N_(
        "Free some space on it and on the disk of {temporary}, or choose another place with "
        "--out, then write them again with: batch-sender report {batch}"
    ),
    "ResultsTooWide": N_("Write the results as CSV: choose a name that ends in .csv with --out."),
    "ResultsFormatBroke": N_(
        "As CSV they do without it: choose a name that ends in .csv with --out."
    ),
    "ResultsNotWritten": N_("Choose another name or place with --out."),
}
"""By the name of the error's class."""
