"""Results that cannot be written."""

from batch_sender.language import N_
from batch_sender.models.errors import BatchSenderError


class ResultsError(BatchSenderError):
    """The results cannot be written."""


class ResultsEndingUnknown(ResultsError):
    """The ending of the name says what is written; this one says nothing."""

    code = "results_ending"
    sentence = N_(
        "The results cannot be written to {path}: its name must end in .xlsx, .html, .csv or .jsonl."
    )
    remedy = N_("Choose such a name with --out.")


class CheckedEndingUnknown(ResultsEndingUnknown):
    """The judged list is written back as a workbook or as CSV."""

    sentence = N_("The list cannot be written back to {path}: its name must end in .xlsx or .csv.")


class ResultsPathNotAFile(ResultsError):
    """A folder or a device stands where the results should go."""

    code = "results_not_a_file"
    sentence = N_("The results cannot be written to {path}: that is not a file.")
    remedy = N_("Give a file name with --out, such as results.xlsx.")


class ResultsWouldReplaceList(ResultsError):
    """The results were about to be written over the contact list."""

    code = "results_would_replace_list"
    sentence = N_("The results would replace the contact list itself, {path}.")
    remedy = N_("Choose another name with --out.")


class ResultsFolderMissing(ResultsError):
    """The folder for the results is not there."""

    code = "results_folder_missing"
    sentence = N_("The results cannot be written to {path}: the folder {folder} does not exist.")
    remedy = N_("Create the folder, or choose another place with --out.")


class ResultsFolderReadOnly(ResultsError):
    """The folder for the results takes no new file."""

    code = "results_read_only"
    sentence = N_(
        "The results cannot be written to {path}: the folder {folder} is write-protected."
    )
    remedy = N_("Choose a place you may write to with --out.")


class ResultsDiskFull(ResultsError):
    """No room is left for the results."""

    code = "results_disk_full"
    sentence = N_("There is no room left on the disk to write the results to {path}.")
    remedy = N_(
        "Free some space on it and on the disk of {temporary}, or choose another place with "
        "--out, then write them again with: batch-sender report {batch}"
    )


class ResultsTooWide(ResultsError):
    """A worksheet ends at column XFD."""

    code = "results_too_wide"
    sentence = N_("A workbook cannot hold {columns} columns; {most} is the most.")
    remedy = N_("Write the results as CSV: choose a name that ends in .csv with --out.")


class ResultsNotWritten(ResultsError):
    """The system refused to write the results, for a reason of its own."""

    code = "results_not_written"
    sentence = N_("The results could not be written to {path}: {why}.")
    remedy = N_("Choose another name or place with --out.")
