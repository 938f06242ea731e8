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
}

VARIANT: Final = N_("variant")
"""The one column more, where a batch has several texts."""

REPAIRS: Final[dict[str, str]] = {
    RepairRule.NINTH_DIGIT_ADDED: N_("the 9 that mobile numbers begin with was put in"),
    RepairRule.COUNTRY_CODE_ADDED: N_("Brazil's country code 55 was put in front"),
    RepairRule.TRUNK_PREFIX_REMOVED: N_(
        "the 0 in front, with its carrier code if any, was removed"
    ),
}
