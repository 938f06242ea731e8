"""A list that cannot be judged as it was asked for."""

from batch_sender.compose.errors import MediaError
from batch_sender.language import N_
from batch_sender.models.errors import OptionError


class ExpiryPassed(OptionError):
    """`--expires` lies in the past: nothing could be sent."""

    code = "expiry_passed"
    sentence = N_("The batch would have expired already: {moment} is past.")
    remedy = N_("Give --expires a later moment, or leave it out.")


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
