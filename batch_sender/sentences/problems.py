"""Why a row is not sent: every ProblemCode in words."""

from typing import Final

from batch_sender.language import N_
from batch_sender.models import ProblemCode
from batch_sender.sentences.advice import Advice

PROBLEMS: Final[dict[str, Advice]] = {
    ProblemCode.PHONE_MISSING: Advice(
        N_("no phone number"),
        N_("Fill in the number with its DDD, or take the row off the list."),
    ),
    ProblemCode.PHONE_INVALID: Advice(
        N_("not a valid phone number"),
        N_("Correct the number in the list: DDD and number, such as 11 98765-4321."),
    ),
    ProblemCode.PHONE_IS_NAME: Advice(
        N_("a name, an id or a link instead of a number"),
        N_("CleverChat takes phone numbers alone: put the person's number there, with its DDD."),
    ),
    ProblemCode.PHONE_DAMAGED: Advice(
        N_("the spreadsheet has cut digits off this number, as in 5,51E+12"),
        N_("Take the number from the original list, and save the list as XLSX instead of CSV."),
    ),
    ProblemCode.PHONE_NO_DDD: Advice(
        N_("the number has no DDD, its area code"),
        N_(
            "Write the DDD in front of the number, such as 11 98765-4321. Where a column holds it: "
            "--map ddd=COLUMN. Only where all of them have the same: --ddd 11."
        ),
    ),
    ProblemCode.PHONE_NOT_ALLOWED: Advice(
        N_("not a person's number: toll-free, a service or invented"),
        N_("Put the person's own number there."),
    ),
    ProblemCode.PHONE_FIXED_LINE: Advice(
        N_("a fixed line, and --fixed-lines skip leaves those out"),
        N_("Put a mobile number there, or send to fixed lines, too: --fixed-lines send."),
    ),
    ProblemCode.DDD_UNKNOWN: Advice(
        N_("there is no such DDD"),
        N_("Correct the DDD; a number of another country begins with + and its country code."),
    ),
    ProblemCode.DDD_CONTRADICTS: Advice(
        N_("the number has another DDD than the column of DDDs says"),
        N_("Correct the number or the DDD; or, where that column means something else, rename it."),
    ),
    ProblemCode.COUNTRY_CODE_MISSING: Advice(
        N_("nearly all numbers of the list begin with 55, and this one does not"),
        N_("Write the number with its country code: 55 for Brazil, or + and another country's."),
    ),
    ProblemCode.COUNTRY_CONTRADICTS: Advice(
        N_("the row names another country than Brazil, and the number has no country code"),
        N_("Write the number with + and its country code, such as +51 987 654 321."),
    ),
    ProblemCode.ROW_SHIFTED: Advice(
        N_("cells of this row may stand in the wrong columns"),
        N_(
            "Look at the row in the list: a separator, a comma in an amount or a quotation mark "
            "too many or too few, or a column whose name is missing. Correct it there."
        ),
    ),
    ProblemCode.ROW_UNREADABLE: Advice(
        N_('a quotation mark (") out of place: the row cannot be taken apart'),
        N_(
            "Correct that line in a text editor, or save the list again from Excel; or take quotation "
            "marks as letters: --quotes letters."
        ),
    ),
    ProblemCode.OTHER_TABLE: Advice(
        N_("stands below a second row of column names, which are others"),
        N_("Give each table a file of its own, or move its cells below the first names."),
    ),
    ProblemCode.FORMULA_WITHOUT_VALUE: Advice(
        N_("a formula whose result was never saved"),
        N_("Open the list in Excel or LibreOffice, save it, and come again."),
    ),
    ProblemCode.CONSENT_MISSING: Advice(
        N_("no clear yes in the column that says who wants messages"),
        N_("Ask the person; with their yes in the column the row can be sent."),
    ),
    ProblemCode.CONSENT_REFUSED: Advice(
        N_("the list says that this person does not want messages"),
        N_("Nothing to do. To have it kept for every list: batch-sender optout add NUMBER."),
    ),
    ProblemCode.DUPLICATE: Advice(
        N_("the same message to the same number stands in another row"),
        N_("Nothing to do: the person gets the message once."),
    ),
    ProblemCode.DUPLICATE_OTHER_MESSAGE: Advice(
        N_("another row has the same number with another message"),
        N_("To send both messages: --duplicates send. Or put both into one row."),
    ),
    ProblemCode.OPTED_OUT: Advice(
        N_("this person asked not to be written to"),
        N_("Nothing to do: batch-sender optout list shows who asked."),
    ),
    ProblemCode.TOO_OFTEN: Advice(
        N_("this person was written to as often as --max-per-person allows"),
        N_("Send to this person later, or allow more with --max-per-person."),
    ),
    ProblemCode.NOT_CHOSEN: Advice(
        N_("--where leaves this row out, or --not-in or --accepted-in this person"),
        N_("Nothing to do. Without these options the row would be sent."),
    ),
    ProblemCode.ALREADY_SENT: Advice(
        N_("another batch has this same message for this number"),
        N_("Nothing to do. To send it once more, change the text or use --allow-repeat."),
    ),
    ProblemCode.VALUE_MISSING: Advice(
        N_("the message needs a cell that is empty"),
        N_("Fill in the cell, or take its placeholder out of the message."),
    ),
    ProblemCode.VALUE_UNUSABLE: Advice(
        N_("the message cannot use what is in the cell"),
        N_(
            "Correct the cell, for example a date or an amount written in an unusual way. Where a name is "
            "missing, {{ nome|primeiro_nome|default('cliente') }} says what to write instead."
        ),
    ),
    ProblemCode.VALUE_NOT_COMPARABLE: Advice(
        N_(
            "the row's condition cannot be tested: the cell is no number, day or time like its column's"
        ),
        N_(
            "Correct the cell, for example an amount or a date, or change the condition of --where."
        ),
    ),
    ProblemCode.MESSAGE_EMPTY: Advice(
        N_("the message came out empty"),
        N_("Look at the message and at the cells it uses."),
    ),
    ProblemCode.MESSAGE_TOO_LONG: Advice(
        N_("the message is too long"),
        N_("Shorten the message, or the cell that makes it long."),
    ),
    ProblemCode.MEDIA_MISSING: Advice(
        N_("the file to send was not found"),
        N_("Put the file into the media folder under exactly this name, or correct the cell."),
    ),
    ProblemCode.MEDIA_NOT_ALLOWED: Advice(
        N_("this file cannot be sent"),
        N_(
            "Use a PDF, picture, audio or video with its usual ending, not empty and not too large, "
            "inside the media folder."
        ),
    ),
    ProblemCode.MEDIA_CHANGED: Advice(
        N_("the file was changed after it had been checked"),
        N_("Make sure that it is the right file, then send these rows as a new batch."),
    ),
    ProblemCode.TEXT_NOT_ALLOWED: Advice(
        N_("the text holds two braces {{, which CleverChat would replace when it opens a ticket"),
        N_("Take the {{ out of the text or the cell, or send without opening tickets."),
    ),
    ProblemCode.PAYMENT_DAMAGED: Advice(
        N_("the payment line cannot be paid: it is damaged, or none"),
        N_(
            "Copy the line anew from the bank or from the bill, into a cell that is formatted as text, "
            "so that the spreadsheet takes it for no number."
        ),
    ),
    ProblemCode.PAYMENT_BAR_CODE: Advice(
        N_("these are the digits of the bar code, which a bank's app does not take"),
        N_("Put the line that is shown into the cell: it is the same bill."),
    ),
    ProblemCode.PAYMENT_SHARED: Advice(
        N_("a row of another person has the same payment line"),
        N_(
            "Look whose bill it is, and give the other row its own line. Until then neither row leaves."
        ),
    ),
    ProblemCode.PAYMENT_OVERDUE: Advice(
        N_("the payment line is past due"),
        N_("Put in a new line, or send past-due ones all the same: --overdue send."),
    ),
    ProblemCode.PAYMENT_AMOUNT_DIFFERS: Advice(
        N_("the payment line says another amount than its row"),
        N_(
            "Look whether it is this person's bill, and correct the line or the amount. Where another "
            "column holds the amount: --map amount=COLUMN."
        ),
    ),
    ProblemCode.PAYMENT_DUE_DIFFERS: Advice(
        N_("the payment line says another due day than its row"),
        N_(
            "Look whether it is this person's bill, and correct the line or the day. Where another "
            "column holds the due day: --map due=COLUMN."
        ),
    ),
    ProblemCode.OVER_LIMIT: Advice(
        N_("beyond the limit set for this batch"),
        N_("Send the remaining rows when you are ready, with a higher limit or none."),
    ),
    ProblemCode.EXPIRED: Advice(
        N_("the message's time ran out before it was this row's turn"),
        N_("Send these rows as a new batch if the message still makes sense."),
    ),
    ProblemCode.CANCELLED: Advice(
        N_("the batch was cancelled before it was this row's turn"),
        N_("Send these rows as a new batch if the message still makes sense."),
    ),
    ProblemCode.FORGOTTEN: Advice(
        N_("this person was removed from the journal before the batch began"),
        N_("Nothing: they asked not to be kept. Take them off the list, too."),
    ),
}

NOT_MENDED_IN_LIST: Final = frozenset(
    {
        ProblemCode.DUPLICATE,
        ProblemCode.DUPLICATE_OTHER_MESSAGE,
        ProblemCode.OPTED_OUT,
        ProblemCode.CONSENT_REFUSED,
        ProblemCode.PHONE_FIXED_LINE,
        ProblemCode.TOO_OFTEN,
        ProblemCode.NOT_CHOSEN,
        ProblemCode.ALREADY_SENT,
        ProblemCode.OVER_LIMIT,
        ProblemCode.CANCELLED,
        ProblemCode.FORGOTTEN,
    }
)
"""Problems that are no fault of a cell: somebody's wish, a limit, another row. The rest are mended."""
