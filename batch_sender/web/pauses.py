"""Why a batch stands still, and what to do about it, in the words of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from batch_sender import sentences
from batch_sender.deliver.health import PauseReason
from batch_sender.language import N_, _
from batch_sender.models import BatchRecord, Reason
from batch_sender.sentences.advice import Advice

_HERE: Final[Mapping[str, Advice]] = {
    PauseReason.SERVICE_STOPPED: Advice(
        N_("the program that sends it was stopped; what was on its way was finished first"),
        N_("It goes on by itself when that is started again, or when you say so here."),
    ),
    PauseReason.CAP_REACHED: Advice(
        N_("as many messages have gone out today as the limit of a day allows"),
        N_("Wait until tomorrow."),
    ),
    PauseReason.NEW_CAP_REACHED: Advice(
        N_(
            "as many new people were written to today as the limit allows, and only new ones are left"
        ),
        N_("Wait until tomorrow."),
    ),
    "restored": Advice(
        N_(
            "the record of batches is a copy that was brought back; what waited in it is in doubt, "
            "because it may have gone out since"
        ),
        N_("Decide on those rows first."),
    ),
    Reason.TOO_MANY_REQUESTS: Advice(
        N_("the server asked to slow down"),
        N_("Wait a few minutes; choose a slower pace for the next batch."),
    ),
}
"""Where the words that every door uses name a command or a flag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyStill:
    """Why a batch stands still, and what to do first; that may be nothing."""

    why: str
    remedy: str


def why_still(batch: BatchRecord) -> WhyStill | None:
    """Say why a paused batch stands still; None where nobody knows."""
    code = batch.paused_because
    if code is None:
        return None
    if batch.waits is not None:
        told = sentences.as_sentence(sentences.describe_wait(batch.waits))
        return WhyStill(why=told, remedy=_("Wait until then."))
    here = _HERE.get(code)
    why = sentences.why_paused(code, batch.paused_about) if here is None else _(here.meaning)
    remedy = sentences.remedy_for(code) if here is None else here.remedy and _(here.remedy)
    if batch.stopped:
        told = _("{why} (connection {names})")
        why = told.format(why=why, names=", ".join(each.name for each in batch.stopped))
    return WhyStill(why=sentences.as_sentence(why), remedy=remedy)
