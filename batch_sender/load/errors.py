"""Lists that cannot be read."""

from batch_sender.language import N_
from batch_sender.models.errors import BatchSenderError


class ListError(BatchSenderError):
    """The contact list cannot be used."""


class ListNotFound(ListError):
    """The path leads to no file."""

    code = "list_not_found"
    sentence = N_("There is no file {path}.")
    remedy = N_("Check the name and the folder.")


class ListNotFoundNearby(ListNotFound):
    """The path leads to no file, but one beside it is named alike."""

    code = "list_not_found"
    sentence = N_("There is no file {path}.")
    remedy = N_("Did you mean {near}?")


class ListIsFolder(ListError):
    """The path leads to a folder."""

    code = "list_is_folder"
    sentence = N_("{path} is a folder, not a list.")
    remedy = N_("Give the file itself.")


class ListNotAFile(ListError):
    """The path leads to a device, a pipe or a socket."""

    code = "list_not_a_file"
    sentence = N_("{path} is not an ordinary file.")
    remedy = N_("Save the list as a file and give that.")


class ListLockFile(ListError):
    """The path leads to the mark that Excel leaves beside an open workbook."""

    code = "list_lock_file"
    sentence = N_("{path} is only a mark that Excel leaves beside a workbook that is open.")
    remedy = N_('Give the workbook itself: the same name without "~$".')


class ListUnreadable(ListError):
    """The system does not let the file be read."""

    code = "list_unreadable"
    sentence = N_("{path} cannot be read: {reason}.")
    remedy = N_("Close it in Excel if it is open there, and check that you may read it.")


class ListFolderUnreadable(ListError):
    """The folder in which lists are looked for is not there, or does not let them be seen."""

    code = "list_folder_unreadable"
    sentence = N_("The folder {folder}, where lists are looked for, cannot be read: {reason}.")
    remedy = N_(
        "Check that it is there, that its drive or share is connected, and that you may open it."
    )


class ListEmpty(ListError):
    """The file, or the sheet taken of it, holds nothing."""

    code = "list_empty"
    sentence = N_("{path} holds no data.")
    remedy = N_("Check that it is the right file and that it was saved.")


class ListNotAList(ListError):
    """The content is something else than a contact list, whatever the name says."""

    code = "list_not_a_list"
    sentence = N_("{path} is not a contact list: its content is {what}.")
    remedy = "{how}"  # each kind of content has its own


class ListProtected(ListError):
    """The workbook is encrypted with a password."""

    code = "list_protected"
    sentence = N_("{path} is protected by a password.")
    remedy = N_("Open it in Excel, remove the password (File, Info, Protect Workbook) and save it.")


class ListDamaged(ListError):
    """The workbook cannot be read: cut short, or not as the format wants it."""

    code = "list_damaged"
    sentence = N_("{path} is damaged: {reason}.")
    remedy = N_("Open it in Excel, save it under another name and use that; or fetch it again.")


class ListTooLarge(ListError):
    """The file is built to burst, or is larger than this program reads."""

    code = "list_too_large"
    sentence = N_("{path} is not safe to read: {reason}.")
    remedy = N_("Copy the rows with data into a new workbook, or save the sheet as CSV.")


class ListReaderFailed(ListError):
    """The process that reads the workbook ended before its time, or took too long."""

    code = "list_reader_failed"
    sentence = N_("{path} could not be read: {reason}.")
    remedy = N_("Copy the rows with data into a new workbook, or save the sheet as CSV.")


class ListChanged(ListError):
    """The file is not the one that was opened a moment ago."""

    code = "list_changed"
    sentence = N_("{path} changed while it was being read.")
    remedy = N_("Wait until it is saved, then start again.")


class SheetNotFound(ListError):
    """The workbook has no sheet of that name."""

    code = "sheet_not_found"
    sentence = N_('{path} has no sheet "{sheet}". Its sheets are: {sheets}.')


class SheetNotPossible(ListError):
    """A sheet was asked of a text file."""

    code = "sheet_not_possible"
    sentence = N_('{path} is a text file and has no sheet "{sheet}".')


class HeaderMissing(ListError):
    """What should name the columns is a row of the list itself."""

    code = "header_missing"
    sentence = N_("{path} has no row of column names: row {row} is already one of the list.")


class HeaderBelow(HeaderMissing):
    """What seems to name the columns stands below rows of the list."""

    code = "header_missing"
    sentence = N_(
        "{path} has its column names in row {below}, it seems, and above them, in row {row}, a row of the list."
    )


def header_missing(*, path: object, row: int, below: int | None) -> HeaderMissing:
    """Say that `row` is one of the list; `below`: the row further down that seems to name the columns."""
    if below is None:
        return HeaderMissing(path=path, row=row)
    return HeaderBelow(path=path, row=row, below=below)


class HeaderRowEmpty(ListError):
    """The row said to hold the column names holds nothing."""

    code = "header_row_empty"
    sentence = N_("{path} has no column names in row {row}.")


class ListWithoutRows(ListError):
    """There are column names and nothing below them."""

    code = "list_without_rows"
    sentence = N_("{path} has column names in row {row} and no contact below them.")
    remedy = N_("Check that the list was saved with its rows, and that they are not all hidden.")


class EncodingUnknown(ListError):
    """No encoding has the name that was given."""

    code = "encoding_unknown"
    sentence = N_('There is no encoding "{encoding}".')


class EncodingWrong(ListError):
    """The file holds bytes that the encoding cannot have."""

    code = "encoding_wrong"
    sentence = N_('{path} is not written in the encoding "{encoding}".')


class DelimiterUnusable(ListError):
    """The separator that was given cannot separate columns."""

    code = "delimiter_unusable"
    sentence = N_('"{delimiter}" cannot separate columns.')


class QuoteStray(ListError):
    """A quotation mark that is not closed, or one too many, would swallow rows."""

    code = "quote_stray"
    sentence = N_(
        '{path} has a quotation mark (") out of place at line {line}: it would swallow what follows.'
    )
    remedy = N_("Correct that line in a text editor, or save the list again from Excel.")


class LineTooLong(ListError):
    """A line or a cell is longer than any list needs."""

    code = "line_too_long"
    sentence = N_("{path} has a line or a cell of more than {limit} characters at line {line}.")
    remedy = N_("Check that it is a list with one contact a line.")


class TooManyColumns(ListError):
    """A row has more columns than a sheet can have."""

    code = "too_many_columns"
    sentence = N_("{path} has more than {limit} columns at line {line}.")
    remedy = N_("Check the separator and the quotation marks of that line.")


class RowsUnusable(ListError):
    """What a program gave in place of a file is no list of contacts."""

    code = "rows_unusable"
    sentence = N_("The rows cannot be used: {reason}.")
    remedy = N_(
        "Give a list of dicts or a DataFrame: columns named by texts, and in each cell a text, "
        "a number, a date, a truth value or nothing."
    )


class ListNotYetWhole(ListError):
    """A list that a folder or a schedule names may still be written to."""


class ListNotAtRest(ListNotYetWhole):
    """Something was written to it a moment ago."""

    code = "list_not_at_rest"
    sentence = N_(
        "{path} is not taken yet: it is taken when nothing was written to it for {seconds} s."
    )
    remedy = N_(
        "Let lists be written in another folder, or under a name with .part at its end, and renamed "
        "when they are whole."
    )


class ListLineUnfinished(ListNotYetWhole):
    """It was written to lately, and its last line has no end."""

    code = "list_line_unfinished"
    sentence = N_("{path} is not taken yet: its last line has no end, so it may be cut off.")
    remedy = N_(
        "It is taken with a line break at its end, or when nothing was written to it for {seconds} s."
    )


class ListHasNeighbour(ListNotYetWhole):
    """A file beside it says that it is open, or not whole."""

    code = "list_has_neighbour"
    sentence = N_("{path} is not taken while {neighbour} lies beside it.")
    remedy = N_(
        "Close the list where it is open, or let the copy end. If neither goes on, remove {neighbour}."
    )
