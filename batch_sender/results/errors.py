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


class CheckedEndingUnknown(ResultsEndingUnknown):
    """The judged list is written back as a workbook or as CSV."""

    sentence = N_("The list cannot be written back to {path}: its name must end in .xlsx or .csv.")


class NotReachedEndingUnknown(ResultsEndingUnknown):
    """Who was not reached is written as a workbook or as CSV."""

    sentence = N_(
        "Who was not reached cannot be written to {path}: its name must end in .xlsx or .csv."
    )


class ResultsPathNotAFile(ResultsError):
    """A folder or a device stands where the results should go."""

    code = "results_not_a_file"
    sentence = N_("The results cannot be written to {path}: that is not a file.")


class ResultsWouldReplaceList(ResultsError):
    """The results were about to be written over the contact list."""

    code = "results_would_replace_list"
    sentence = N_("The results would replace the contact list itself, {path}.")


class ResultsFolderMissing(ResultsError):
    """The folder for the results is not there."""

    code = "results_folder_missing"
    sentence = N_("The results cannot be written to {path}: the folder {folder} does not exist.")


class ResultsCurrentFolderGone(ResultsError):
    """The results were to go into the current folder, which was removed."""

    code = "results_current_folder_gone"
    sentence = N_("The results cannot be written to {path}: the current folder was removed.")


class ResultsFolderReadOnly(ResultsError):
    """The folder for the results takes no new file."""

    code = "results_read_only"
    sentence = N_(
        "The results cannot be written to {path}: the folder {folder} is write-protected."
    )


class ResultsDiskFull(ResultsError):
    """No room is left for the results."""

    code = "results_disk_full"
    sentence = N_("There is no room left on the disk to write the results to {path}.")


class ResultsTooWide(ResultsError):
    """A worksheet ends at column XFD."""

    code = "results_too_wide"
    sentence = N_("A workbook cannot hold {columns} columns; {most} is the most.")


class ResultsNotWritten(ResultsError):
    """The system refused to write the results, for a reason of its own."""

    code = "results_not_written"
    sentence = N_("The results could not be written to {path}: {why}.")


class ResultsFormatBroke(ResultsError):
    """What writes this format failed; the results go into a CSV instead."""

    code = "results_format_broke"
    sentence = N_("The results could not be made into {path}: {why}.")
