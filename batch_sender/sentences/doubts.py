"""What speaks for "it was sent" and for "it was not", by the reason why nobody knows."""

from collections.abc import Mapping
from typing import Final

from batch_sender.language import N_, _
from batch_sender.models import Reason

_WAS_UNDER_WAY: Final = N_(
    "The message was already on its way when the answer was lost: most of these had been sent."
)
_EVIDENCE: Final[Mapping[str, str]] = {
    Reason.CONNECTION_LOST: _WAS_UNDER_WAY,
    Reason.TIMED_OUT: _WAS_UNDER_WAY,
    Reason.CRASHED: N_(
        "The program stopped in the middle of sending it: most of these had been sent."
    ),
    Reason.SERVER_ERROR: N_(
        "CleverChat had the message and then failed: some of these were sent, some were not."
    ),
    Reason.ANSWER_NOT_UNDERSTOOD: N_(
        "Something answered that may not be CleverChat, such as a sign-in page of the network or a "
        "proxy: these may well not have been sent."
    ),
    Reason.JOURNAL_RESTORED: N_(
        "They were waiting when the copy was made. If the batch went on afterwards, they were sent; "
        "if not, they were not."
    ),
}


def evidence(reason: str) -> str:
    """Say what speaks for either; nothing where only a look at the phone tells."""
    return _(_EVIDENCE[reason]) if reason in _EVIDENCE else ""
