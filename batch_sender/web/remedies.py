"""What to do on the page about the errors of the rooms below: by its fields, buttons and pages."""

from collections.abc import Mapping
from typing import Final

from batch_sender.config import options
from batch_sender.language import N_, _
from batch_sender.models.errors import BatchSenderError, Door

REMEDIES: Final[Mapping[str, str]] = {
    "BatchBusy": N_("Another window or program works on it just now. Load the page again."),
    "UnknownBatch": N_("Choose it from the list of batches."),
    "NoSuchMove": N_("The page shows it as it stands now."),
    "StateConflict": N_("Load the page again to see where it stands."),
    "RowsNotInDoubt": N_(
        "Somebody else has decided on them. Nothing was changed; look at what is left, and decide again."
    ),
    "NothingInDoubt": N_("Somebody else may have decided on the rows a moment ago."),
    "NothingToRetry": N_(
        "Rejected rows are sent again when you say so; rows in doubt are decided on."
    ),
    # the check
    "SheetNotFound": N_("Choose the sheet in step 2."),
    "SheetNotPossible": N_("Choose no sheet in step 2."),
    "HeaderMissing": N_(
        "Say in step 2 which row names the columns, or put a row above the list that names them."
    ),
    "HeaderBelow": N_(
        "If nobody stands above row {below}, choose that row in step 2. Otherwise move it to the top of "
        "the list."
    ),
    "HeaderRowEmpty": N_("Choose in step 2 the row that names the columns."),
    "PhoneColumnMissing": N_("Choose in step 2 the column that holds the numbers."),
    "PhoneColumnInNoSheet": N_(
        "Choose in step 2 the sheet, and the column that holds the numbers."
    ),
    "PhoneColumnOnly": N_("Choose in step 2 the sign that separates the columns."),
    "PhoneColumnDoubtful": N_("Choose in step 2 the column that holds the numbers."),
    "PhoneColumnAmbiguous": N_("Choose in step 2 the column that holds the numbers."),
    "EncodingUnknown": N_("Choose no encoding in step 2."),
    "EncodingWrong": N_(
        "Choose no encoding in step 2, or save the list again as an Excel workbook."
    ),
    "QuoteStray": N_(
        "Correct it in a text editor, or save the list again as an Excel workbook, and upload it again."
    ),
    "DelimiterUnusable": N_("Choose in step 2 the sign that separates the columns."),
    "TextOrTemplate": N_("Write the text in step 3."),
    "TooManyTexts": N_("Send it in several batches, with fewer texts each."),
    "MediaFileMissing": N_("Upload the file again in step 3."),
    "MediaFileMissingNear": N_("Upload the file again in step 3."),
    "MediaFileUnreadable": N_("Upload the file again in step 3."),
    "MediaFileEmpty": N_("Save the file again, and upload it in step 3."),
    # the plan
    "ExpiryPassed": N_("Choose a later moment in step 5, or none."),
    "BadExpiry": N_("Choose a day and an hour."),
    "BadRate": N_("Write calls a minute, such as 20."),
    "BadWindow": N_("Choose the days, and an hour from which and one up to which."),
    "BadPersonLimit": N_("Write messages and hours or days, such as 3/7d."),
    "BadWarmUp": N_("Write the first day, the second and so on, such as 20,50,100,200."),
    "BadSpan": N_("Write hours or days, such as 24h or 7d."),
    "NoConnection": N_("Add one under “Connections”."),
    "ConnectionNotChosen": N_("Choose one in step 5."),
    "ConnectionNotFound": N_("Choose another one in step 5, or add it again under “Connections”."),
    "QueueIdMissing": N_("Give the number of the queue, or open no tickets."),
    # the sending
    "TokenRefused": N_(
        "Copy the token again from CleverChat: Conexões → editar → token, and change it under "
        "“Connections”."
    ),
    "ProbeUnanswered": N_("Try again in a few minutes."),
    "AskedToWait": N_("Wait until then."),
    "OtherConnection": N_("Choose the connection that it began with."),
    "BatchEnded": N_("Look at the batch: it says what became of each row."),
    "DeliveryBroke": N_("{remedy} Then go on with it on its page."),
    "FilesChanged": N_("Check the list again."),
    "BadProofNumber": N_("Write your own number with its DDD, such as 11 91234-5678."),
    "JournalRestored": N_(
        "If you have the newer record of batches, bring that one back. If not, say on the page that this "
        "one counts."
    ),
}
"""By the class of an error, or of its base."""


def remedy_of(kind: type[BatchSenderError]) -> str | None:
    """Return what to do about an error of this class or, where it says nothing, of its base."""
    for each in kind.__mro__:
        if each.__name__ in REMEDIES:
            return REMEDIES[each.__name__]
    return None


def label_of(option: str) -> str:
    """Write an option as the page does: by the label of its field, in quotes."""
    labels = (each.label for each in options.SEND if each.name == option)
    return _("“{label}”").format(label=_(next(labels, option)))


PAGE: Final = Door(remedy=remedy_of, option=label_of)
"""The page as a door."""
