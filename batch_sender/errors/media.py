"""A media setting that cannot be used; a row's own file is a Problem, not an error."""

from batch_sender.errors.base import BatchSenderError
from batch_sender.language import N_


class MediaError(BatchSenderError):
    """The media setting cannot be used."""


class MediaFolderUnusable(MediaError):
    """The folder that the rows' files should lie in is not there."""

    code = "media_folder_unusable"
    sentence = N_("The media folder {path} is not there, or is not a folder.")
    remedy = N_("Check the folder's name, or put the files there.")


class MediaFileMissing(MediaError):
    """The file for the whole list is not there."""

    code = "media_file_missing"
    sentence = N_("The file {path} is not there.")
    remedy = N_("Check the name given to --media.")


class MediaFileMissingNear(MediaFileMissing):
    """The file for the whole list is there in other letters only."""

    remedy = N_("Did you mean {nearest}? Give --media the name as it is written there.")


class MediaFileUnreadable(MediaError):
    """The file for the whole list is a folder, a device, or may not be read."""

    code = "media_file_unreadable"
    sentence = N_("{path} cannot be read as a file.")
    remedy = N_("Give --media an ordinary file that you may read, not a folder.")


class MediaTypeNotAllowed(MediaError):
    """Files with this ending would not reach the receiver."""

    code = "media_type_not_allowed"
    sentence = N_("The API loses or breaks files of this kind: {path}.")
    remedy = N_("Send one that ends in {allowed}; a text can be saved as a PDF.")


class MediaFileEmpty(MediaError):
    """The file for the whole list holds nothing."""

    code = "media_file_empty"
    sentence = N_("The file {path} is empty.")
    remedy = N_("Save it again, or give --media another one.")


class MediaFileTooLarge(MediaError):
    """The file for the whole list is over the size limit."""

    code = "media_file_too_large"
    sentence = N_("The file {path} has {size} MB; at most {limit} MB can be sent.")
    remedy = N_("Make it smaller, or send a link to it in the text.")


class MediaCheckHasNoFiles(MediaError):
    """The files were to be compared with their rows, and no row has a file of its own."""

    code = "media_check_no_files"
    sentence = N_("--media-check compares each row's own file with it, and no row has one here.")
    remedy = N_(
        "Name the files with --media, by a column or a pattern, or leave --media-check out."
    )


class MediaCheckHasNoColumns(MediaError):
    """The files were to be compared with their rows, and the rows say nothing to look for."""

    code = "media_check_no_columns"
    sentence = N_(
        "--media-check finds no column to compare the files with. The columns are: {columns}."
    )
    remedy = N_(
        "Name the columns that say whose a file is so that it shows: nome, cpf, matrícula, valor. "
        "Otherwise leave --media-check out."
    )


class MediaDoesNotMatch(MediaError):
    """Three files in a row hold nothing of their rows: everybody would get somebody else's."""

    code = "media_does_not_match"
    sentence = N_(
        "Nothing was sent. In three rows one after the other ({rows}) the file holds neither the "
        "name, nor the document number, nor the value of its row."
    )
    remedy = N_(
        "Probably a column of the list was sorted by itself: compare these rows with their files. "
        "If the files are right after all, leave --media-check out."
    )
