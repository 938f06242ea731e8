"""What a call was for and what came of it, in the words of the language in force."""

from collections.abc import Mapping
from typing import Final

from batch_sender import sentences
from batch_sender.language import N_, _
from batch_sender.models import Part

_PARTS: Final[Mapping[str, str]] = {
    Part.TEXT: N_("text"),
    Part.FILE: N_("file"),
    Part.FILE_WITH_CAPTION: N_("file with its text"),
    Part.PAYMENT: N_("payment line"),
}
_OUTCOMES: Final[Mapping[str, str]] = {
    "accepted": N_("accepted"),
    "rejected": N_("rejected"),
    "unknown": N_("unknown"),
    "not_left": N_("it did not leave"),
    "connection_ill": N_("it did not leave: the connection was refused"),
    "given_back": N_("it did not leave: it was too late when its turn came"),
    "file_away": N_("it did not leave: its file could not be read"),
    "withdrawn": N_("it did not leave: it was withdrawn"),
}


def part_in_words(part: str) -> str:
    """Name the part of a message that a call was for."""
    return _(_PARTS[part])


def outcome_in_words(outcome: str | None, reason: str | None) -> str:
    """Say what came of a call."""
    if outcome is None:
        return _("no outcome is known")
    told = _(_OUTCOMES.get(outcome, outcome))
    return f"{told} ({sentences.describe(reason)})" if reason else told
