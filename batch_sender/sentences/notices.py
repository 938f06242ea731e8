"""What is worth a look in a row that is sent all the same: every NoticeCode in words."""

from typing import Final

from batch_sender.language import N_
from batch_sender.models import NoticeCode
from batch_sender.sentences.advice import Advice

NOTICES: Final[dict[str, Advice]] = {
    NoticeCode.MEDIA_SHARED: Advice(
        N_("a file of one row's own would go to several people"),
        N_("Look whether it is meant for all of them: a bill is one person's."),
    ),
    NoticeCode.MEDIA_MISMATCH: Advice(
        N_("the file holds neither the name, nor the document number, nor the value of its row"),
        N_("Open the file and compare it with the row before you send."),
    ),
    NoticeCode.MEDIA_NOT_COMPARED: Advice(
        N_("the file could not be compared with its row"),
        N_("Open some of these files and look whose they are."),
    ),
}

NOT_COMPARED: Final[dict[str, str]] = {
    "no_text": N_("a picture of a page, without text"),
    "locked": N_("locked with a password"),
    "unreadable": N_("damaged, or too heavy to read"),
    "not_pdf": N_("no PDF"),
    "nothing_to_find": N_("the row has nothing to look for"),
}
"""Why a file could not be compared."""
