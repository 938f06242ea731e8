"""What states, columns and repairs are called."""

from typing import Final

from batch_sender.language import N_
from batch_sender.models import BatchState, MessageState, RepairRule

STATES: Final[dict[MessageState | BatchState, str]] = {
    MessageState.PENDING: N_("pending"),
    MessageState.SENDING: N_("sending"),
    MessageState.ACCEPTED: N_("accepted"),
    MessageState.REJECTED: N_("rejected"),
    MessageState.UNKNOWN: N_("unknown"),
    MessageState.FAILED: N_("failed"),
    MessageState.SKIPPED: N_("skipped"),
    BatchState.JUDGING: N_("judging"),
    BatchState.CHECKED: N_("checked"),
    BatchState.RUNNING: N_("running"),
    BatchState.PAUSED: N_("paused"),
    BatchState.FINISHED: N_("finished"),
    BatchState.CANCELLED: N_("cancelled"),
}

COLUMNS: Final[dict[str, str]] = {
    "status": N_("status"),
    "reason": N_("reason"),
    "number": N_("number"),
    "message": N_("message"),
    "media": N_("media"),
    "time": N_("time"),
    "attempts": N_("attempts"),
    "answer": N_("answer"),
    "variant": N_("variant"),
    "connection": N_("connection"),
    "repairs": N_("repairs and notes"),
}

VARIANT: Final = "variant"
"""The code of the column that is there only where a batch has several texts."""

CONNECTION: Final = "connection"
"""The code of the column that is there only where a batch has several connections."""

REPAIRS: Final[dict[str, str]] = {
    RepairRule.NINTH_DIGIT_ADDED: N_("the 9 that mobile numbers begin with was put in"),
    RepairRule.COUNTRY_CODE_ADDED: N_("Brazil's country code 55 was put in front"),
    RepairRule.TRUNK_PREFIX_REMOVED: N_("the 0 in front was removed"),
    RepairRule.CARRIER_CODE_REMOVED: N_("the carrier's code in front, as in 0xx11, was removed"),
    RepairRule.DDD_ADDED: N_("the DDD that --ddd names was put in front"),
    RepairRule.DDD_JOINED: N_("the DDD was taken from its own column"),
    RepairRule.COUNTRY_CODE_JOINED: N_("the country code was taken from its own column"),
    RepairRule.EXTENSION_REMOVED: N_("the extension behind the number was left out"),
    RepairRule.LABEL_REMOVED: N_("a word or picture beside the number was left out"),
    RepairRule.DIGITS_CONVERTED: N_("digits of another script were written as 0 to 9"),
    RepairRule.INVISIBLE_REMOVED: N_("characters that nobody sees were removed"),
    RepairRule.DECIMALS_REMOVED: N_(
        "the decimals behind the number, as in 11987654321.0, were removed"
    ),
    RepairRule.SCIENTIFIC_WRITTEN_OUT: N_("a number such as 5.511987654321E12 was written out"),
    RepairRule.ENTITIES_DECODED: N_(
        "signs of web pages, such as &atilde;, were written as letters"
    ),
    RepairRule.NULL_EMPTIED: N_(
        "what a database writes for nothing, \\N, was taken for an empty cell"
    ),
    RepairRule.LETTERS_MENDED: N_(
        "letters that nobody sees were written as the signs they stand for"
    ),
    RepairRule.FIRST_OF_SEVERAL: N_(
        "the cell holds several numbers; the first usable one was taken, a mobile before a line"
    ),
    RepairRule.OTHER_PHONE_COLUMN: N_(
        "the number is from another phone column, the first one being empty or unusable"
    ),
    RepairRule.FIXED_LINE: N_("a fixed line: it can be reached only if it is on WhatsApp"),
    RepairRule.DDD_DIFFERS: N_("the number has another DDD than the column of DDDs says"),
    RepairRule.ANSWERED_BY_OTHER: N_("a remark says that somebody else answers this number"),
}
