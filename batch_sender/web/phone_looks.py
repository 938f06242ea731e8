"""A look at the phone as a batch's page asks for it: whose chats, what may be seen, and what follows."""

from typing import Any

from starlette.datastructures import FormData

from batch_sender import phones
from batch_sender.deliver.health import PauseReason
from batch_sender.journal import Journal
from batch_sender.language import _
from batch_sender.models import BatchRecord, BatchState, SeenOnPhone
from batch_sender.operations.look import (
    Looked,
    answer_look,
    open_look,
    refuse_nothing_seen,
    seen_of,
)
from batch_sender.sentences.looks import SEEN, estimate_of, why_look
from batch_sender.web.errors import AlreadyDecided
from batch_sender.web.forms import text, whole_number


def shown(journal: Journal, batch: BatchRecord) -> dict[str, Any] | None:
    """Return the open look as the page shows it; None where nobody is asked."""
    question = open_look(journal, batch)
    if question is None:
        return None
    return {
        "id": question.look,
        "accepted": question.accepted,
        "why": why_look(question.connection),
        "chats": [
            (each.row, each.name, phones.spelled(each.number) if each.number else "")
            for each in question.chats
        ],
        "choices": [(code.value, _(words)) for code, words in SEEN.items()],
        "otherwise": SeenOnPhone.NOT_LOOKED.value,
        "waits": waits(batch),
    }


def estimated(batch: BatchRecord) -> str | None:
    """Say what earlier looks tell of the new people; None where nobody has looked."""
    return estimate_of(batch) if batch.sighted else None


def waits(batch: BatchRecord) -> bool:
    """Say whether a batch stands still for its look."""
    return batch.state is BatchState.PAUSED and batch.paused_because == PauseReason.LOOK


def may_go_on(batch: BatchRecord) -> bool:
    """Say whether a batch stood still for its look alone, and waits no more."""
    return batch.state is BatchState.PAUSED and batch.paused_because == PauseReason.LOOK_DONE


def answered(journal: Journal, batch_id: int, form: FormData, *, who: str) -> Looked:
    """Keep what a form says of the very look that was shown.

    Raises:
        AlreadyDecided: that look is answered, or another one came since.
        BadLookAnswer, NothingSeen: the form says nothing that can be meant.
    """
    question = open_look(journal, journal.batches.one(batch_id))
    if question is None or question.look != whole_number(text(form, "look")):
        raise AlreadyDecided(batch=batch_id)
    seen: dict[int, SeenOnPhone] = {}
    if text(form, "reply") != "skip":
        rows = [each.row for each in question.chats]
        given = ((row, text(form, f"seen-{row}")) for row in rows)
        seen = seen_of((f"{row}={code}" for row, code in given if code), rows)
        refuse_nothing_seen(seen)
    return answer_look(journal, batch_id, seen, who=who, look_id=question.look)
