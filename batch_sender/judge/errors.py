"""A list that cannot be judged as it was asked for."""

from batch_sender.compose.errors import MediaError
from batch_sender.language import N_
from batch_sender.models.errors import OptionError


class ExpiryPassed(OptionError):
    """`--expires` lies in the past: nothing could be sent."""

    code = "expiry_passed"
    sentence = N_("The batch would have expired already: {moment} is past.")


class MediaCheckHasNoFiles(MediaError):
    """The files were to be compared with their rows, and no row has a file of its own."""

    code = "media_check_no_files"
    sentence = N_("The media check compares each row's own file with it, and no row has one here.")


class MediaCheckHasNoColumns(MediaError):
    """The files were to be compared with their rows, and the rows say nothing to look for."""

    code = "media_check_no_columns"
    sentence = N_(
        "The media check finds no column to compare the files with. The columns are: {columns}."
    )


class MediaDoesNotMatch(MediaError):
    """Three files in a row hold nothing of their rows: everybody would get somebody else's."""

    code = "media_does_not_match"
    sentence = N_(
        "Nothing was sent. In three rows one after the other ({rows}) the file holds neither the "
        "name, nor the document number, nor the value of its row."
    )
