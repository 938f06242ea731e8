"""What speaks for "it was sent" and for "it was not", by the reason why nobody knows."""

from collections.abc import Iterator, Mapping
from typing import Final

from batch_sender.language import N_, _
from batch_sender.models import Form, Part, Reason

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
_TEXT_AND_FILE_OUT: Final = N_(
    "its text and file are out: sent again, the payment line alone leaves"
)
_OF_SEVERAL_PARTS: Final[Mapping[tuple[Form, Part], str]] = {
    (Form.TEXT_THEN_FILE, Part.TEXT): N_(
        "its text is in doubt and its file has not left: sent again, both leave; "
        "counted as sent, its file stays here"
    ),
    (Form.TEXT_THEN_FILE, Part.FILE): N_("its text is out: sent again, the file alone leaves"),
    (Form.TEXT_THEN_PAYMENT, Part.TEXT): N_(
        "its text is in doubt and its payment line has not left: sent again, both leave; "
        "counted as sent, its payment line stays here"
    ),
    (Form.TEXT_THEN_PAYMENT, Part.PAYMENT): N_(
        "its text is out: sent again, the payment line alone leaves"
    ),
    (Form.TEXT_THEN_FILE_THEN_PAYMENT, Part.TEXT): N_(
        "its text is in doubt, its file and payment line have not left: sent again, all three leave; "
        "counted as sent, file and payment line stay here"
    ),
    (Form.TEXT_THEN_FILE_THEN_PAYMENT, Part.FILE): N_(
        "its text is out, its payment line has not left: sent again, file and payment line leave; "
        "counted as sent, the payment line stays here"
    ),
    (Form.TEXT_THEN_FILE_THEN_PAYMENT, Part.PAYMENT): _TEXT_AND_FILE_OUT,
    (Form.FILE_WITH_CAPTION_THEN_PAYMENT, Part.FILE_WITH_CAPTION): N_(
        "its file with the text is in doubt and its payment line has not left: sent again, both leave; "
        "counted as sent, its payment line stays here"
    ),
    (Form.FILE_WITH_CAPTION_THEN_PAYMENT, Part.PAYMENT): _TEXT_AND_FILE_OUT,
}
"""What of a message in several parts is out, what is not, and what either decision means."""


def evidence(reason: str) -> str:
    """Say what speaks for either; nothing where only a look at the phone tells."""
    return _(_EVIDENCE[reason]) if reason in _EVIDENCE else ""


def consequences(*, form: Form, part: Part, sent_as: str | None) -> Iterator[str]:
    """Say what else to know of a row in doubt: which part, and whether the same went out otherwise.

    `sent_as`: that other message, in words.
    """
    if (form, part) in _OF_SEVERAL_PARTS:
        yield _(_OF_SEVERAL_PARTS[form, part])
    if sent_as is not None:
        told = _("sent again it would be skipped: the same has gone out as {by}")
        yield told.format(by=sent_as)
