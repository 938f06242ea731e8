"""What codes of rows mean and what to do, in the words of the page: its fields, not flags and commands."""

from collections.abc import Mapping
from typing import Final

from batch_sender import sentences
from batch_sender.language import N_, _
from batch_sender.models import BESIDE, ProblemCode, RepairRule

_MEANINGS: Final[Mapping[str, str]] = {
    ProblemCode.PHONE_FIXED_LINE: N_("a fixed line, and this batch leaves those out"),
    ProblemCode.TOO_OFTEN: N_("this person was written to as often as this batch allows"),
    ProblemCode.NOT_CHOSEN: N_(
        "this batch chooses other rows, or leaves out whom other batches have reached"
    ),
    RepairRule.DDD_ADDED: N_("the DDD that was given for all numbers was put in front"),
}
"""Where the words of every door name a flag."""

_REMEDIES: Final[Mapping[str, str]] = {
    ProblemCode.PHONE_NO_DDD: N_(
        "Write the DDD in front of the number, such as 11 98765-4321. Where a column holds it, choose "
        "that column in step 2. Only where all of them have the same, give it there for all."
    ),
    ProblemCode.PHONE_FIXED_LINE: N_("Put a mobile number there."),
    ProblemCode.ROW_UNREADABLE: N_(
        "Correct that line in a text editor, or save the list again from Excel."
    ),
    ProblemCode.CONSENT_REFUSED: N_(
        "Nothing to do. To have it kept for every list, add the number to “Do not send”."
    ),
    ProblemCode.DUPLICATE_OTHER_MESSAGE: N_(
        "Before it is sent you are asked whether they get both messages. Or put both into one row."
    ),
    ProblemCode.OPTED_OUT: N_("Nothing to do: “Do not send” shows who asked."),
    ProblemCode.TOO_OFTEN: N_("Send to this person later, or allow more in step 5."),
    ProblemCode.NOT_CHOSEN: N_("Nothing to do."),
    ProblemCode.PAYMENT_OVERDUE: N_("Put in a new line."),
    ProblemCode.PAYMENT_AMOUNT_DIFFERS: N_(
        "Look whether it is this person's bill, and correct the line or the amount. Where another "
        "column holds the amount, choose that column in step 2."
    ),
    ProblemCode.PAYMENT_DUE_DIFFERS: N_(
        "Look whether it is this person's bill, and correct the line or the day. Where another "
        "column holds the due day, choose that column in step 2."
    ),
    ProblemCode.ALREADY_SENT: N_(
        "Nothing to do. To send it once more, change the text, or allow it in step 5."
    ),
    ProblemCode.VALUE_NOT_COMPARABLE: N_(
        "Correct the cell, for example an amount or a date, or change which rows are chosen in step 2."
    ),
    "shell_took_signs": N_("Look at the text in step 3."),
    "letters_garbled": N_("Save the list again as an Excel workbook (XLSX), and upload it again."),
}


def meaning_of(code: str) -> str:
    """Say what a problem, a notice or a repair means."""
    if code in _MEANINGS:
        return _(_MEANINGS[code])
    if code in sentences.REPAIRS:
        return sentences.describe_repair(code)
    if code in sentences.NOTICES:
        return sentences.describe_notice(code)
    if code in sentences.TEXT_WARNINGS:
        return _(sentences.TEXT_WARNINGS[code].meaning)
    return sentences.describe(code)


def remedy_of(code: str, detail: str = "") -> str:
    """Say what to do about it; nothing where nothing is to be done."""
    if code == ProblemCode.PHONE_NO_DDD and BESIDE in detail:
        column = detail.partition(BESIDE)[0].rsplit(": ", 1)[0]
        return _("Write the DDD into the column {column}.").format(column=f"“{column}”")
    if code in _REMEDIES:
        return _(_REMEDIES[code])
    if code in sentences.TEXT_WARNINGS:
        return _(sentences.TEXT_WARNINGS[code].remedy)
    return sentences.remedy_for(code, detail)
