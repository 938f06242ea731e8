"""What to do on the page about the errors of the rooms below: by its fields, buttons and pages."""

from collections.abc import Mapping
from typing import Final

from batch_sender.config import options
from batch_sender.language import N_, _
from batch_sender.models.errors import BatchSenderError, Door

REMEDIES: Final[Mapping[str, str]] = {
    "BadDueMoment": N_("Choose a date and a time."),
    "BadLatePolicy": N_("Choose one of the list."),
    "BadZone": N_("Choose one of the list."),
    "BatchBusy": N_("Another window or program works on it just now. Load the page again."),
    "BatchFileMissing": N_("Check the name and the folder."),
    "DueMomentPassed": N_("Choose a later moment."),
    "UnknownBatch": N_("Choose it from the list of batches."),
    # how a list is read: the step “Columns”
    "SheetNotFound": N_("Choose one of these sheets."),
    "SheetNotPossible": N_("Leave the sheet empty."),
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
    "HeaderMissing": N_(
        "Choose “No row names the columns”, and then which column is what. If a row does name them, choose "
        "that row. Or put a row with the names on top of the list and upload it again."
    ),
    "HeaderBelow": N_(
        "If nobody stands above row {below}, choose that row as the one with the names. Otherwise move it "
        "to the top of the list and upload it again."
    ),
    "HeaderRowEmpty": N_("Choose the row that names the columns, as Excel numbers it."),
    "EncodingUnknown": N_("Choose another encoding, or let it be found by itself."),
    "EncodingWrong": N_("Choose another encoding, or let it be found by itself."),
    "DelimiterUnusable": N_("Choose another separator, or let it be found by itself."),
    "QuoteStray": N_(
        "Correct that line and upload the list again; or take quotation marks as letters like any other."
    ),
    "QuotesStray": N_(
        "Correct those lines and upload the list again; or take quotation marks as letters like any other."
    ),
    "ListNotFound": N_("Upload the list again."),
    "ListReaderFailed": N_(
        "Copy the rows with data into a new workbook, or save the sheet as CSV, and upload that."
    ),
    "PhoneColumnMissing": N_("Choose the column that holds the phone numbers."),
    "PhoneColumnInNoSheet": N_(
        "Choose the sheet that has the numbers, and the column that holds them."
    ),
    "PhoneColumnOnly": N_(
        "Choose the sign that separates the columns ({sign}). If it is but one column, choose it for the "
        "phone numbers."
    ),
    "PhoneColumnDoubtful": N_("Choose the column that holds the phone numbers."),
    "PhoneColumnAmbiguous": N_(
        "Choose which one holds the phone numbers. Where all are one person's, choose them one below the "
        "other, in the order they are to be tried."
    ),
    "ColumnUnknown": N_("Choose another column."),
    "ColumnUnknownNear": N_("Choose another column."),
    "ConditionUnfinished": N_("Write it to its end, as in: cidade = Recife and valor > 100."),
    "ConditionComparesNothing": N_(
        "Compare it, as in “{found} = …” or “{found} > 100”, or write “{found} is filled”."
    ),
    "ConditionEmpty": N_("Write one, such as cidade = Recife, or leave the field empty."),
    "ConditionColumnAmbiguous": N_(
        "Give these columns different names in the list and upload it again."
    ),
    # what is said: the step “Text”
    "TooManyTexts": N_("Take some of the variants out."),
    "TemplateEmpty": N_("Write the message."),
    "TemplateUnreadable": N_("Type that place again."),
    "TemplateIsList": N_("Upload the list in the first step, and write the message here."),
    "PlaceholderUnknown": N_("Use the name of a column: its button puts it in."),
    "PlaceholderUnknownNear": N_("Did you mean {{{nearest}}}? The columns' buttons put them in."),
    "PlaceholdersUnknown": N_("Use the names of columns: their buttons put them in."),
    "PlaceholderAmbiguous": N_(
        "Give these columns different names in the list and upload it again."
    ),
    "MediaFileMissing": N_("Upload the file again."),
    "MediaFileMissingNear": N_("Upload the file again."),
    "MediaFileUnreadable": N_("Upload the file again."),
    "MediaFileEmpty": N_("Save it again, and upload that."),
    "MediaFolderUnusable": N_("Upload the files again."),
    "TextOrTemplate": N_("Write the text in step 3."),
    # the plan
    "ExpiryPassed": N_("Choose a later moment in step 5, or none."),
    "BadExpiry": N_("Choose a day and an hour."),
    "BadRate": N_("Write calls a minute, such as 20."),
    "BadWindow": N_("Choose the days, and an hour from which and one up to which."),
    "BadPersonLimit": N_("Write messages and hours or days, such as 3/7d."),
    "BadWarmUp": N_("Write the first day, the second and so on, such as 20,50,100,200."),
    "BadNewCap": N_("Write people a day, such as 30, or for a new number 20,30,50."),
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
    "JournalMoved": N_(
        "Start this page with the place it was copied to. If this one is to count all the same, say so on "
        "the page."
    ),
    "BadLookAnswer": N_("Choose one of the answers for each of these people."),
    "NothingSeen": N_("Choose for one person at least what you saw, or go on without a look."),
    "UnknownSchedule": N_("It was removed. The page “Schedules” shows those there are."),
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
