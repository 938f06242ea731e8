"""First few, then all (`--canary`): how many leave first, what came of them, whether the others follow."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from batch_sender.config.batch_settings import settings_of
from batch_sender.deliver.health import PauseReason
from batch_sender.deliver.run import first_few_left
from batch_sender.journal import Journal
from batch_sender.models import BatchRecord, MessageRecord
from batch_sender.operations.names import name_in
from batch_sender.operations.options import SendOptions
from batch_sender.operations.questions import Answer, FirstAnswer, GoOnAfterFirstFew, answer_to

_BEGINNINGS: Final = frozenset({"started", "resumed"})


def first_few_limit(journal: Journal, batch_id: int, options: SendOptions) -> int | None:
    """Return how many messages may leave before a person is asked; None: all.

    What was asked for just now holds; otherwise what is left of the batch's own canary, if it was
    interrupted. Once it has stopped, whoever resumes the batch has given their word.
    """
    asked = options.canary
    return first_few_left(journal, batch_id) if asked is None else asked


def first_few_left_behind(journal: Journal, batch_id: int, options: SendOptions) -> int | None:
    """Return how many may leave when a batch goes on behind a look: of its own canary what is left of it."""
    own = settings_of(journal.batches, batch_id).canary
    if own is not None and own == options.canary:
        return first_few_left(journal, batch_id)
    return first_few_limit(journal, batch_id, options)


def beginnings(journal: Journal, batch_id: int) -> list[datetime]:
    """Return when the batch was begun, and each time that it went on."""
    return [event.at for event in journal.batches.events(batch_id) if event.kind in _BEGINNINGS]


def first_few_question(journal: Journal, batch: BatchRecord) -> GoOnAfterFirstFew | None:
    """Ask whether the others follow; None unless the batch stands still because its first are out."""
    began = beginnings(journal, batch.id)
    if batch.paused_because != PauseReason.CANARY or not began:
        return None
    rows = journal.messages.rows_answered(batch.id, since=began[-1], most=batch.counts.read)
    return GoOnAfterFirstFew(
        batch=batch.id,
        answers=tuple(_answer_of(row, batch) for row in rows),
        waiting=batch.counts.pending,
        start=len(began),
    )


def go_on_after_first_few(
    journal: Journal, batch_id: int, answers: Sequence[Answer], *, who: str
) -> bool | None:
    """Say whether the others follow, and write it down; None where nobody has answered that.

    Each answer counts once: the batch goes on, or a new one is asked for at its next stop.
    """
    question = first_few_question(journal, journal.batches.one(batch_id))
    answer = None if question is None else answer_to(question, answers)
    if question is None or answer is None:
        return None
    kind = "canary_approved" if answer.yes else "canary_declined"
    journal.batches.note(batch_id, kind, who=who, detail={"pending": question.waiting})
    return answer.yes


def _answer_of(message: MessageRecord, batch: BatchRecord) -> FirstAnswer:
    return FirstAnswer(
        row=message.row,
        name=name_in(message.cells, batch.header),
        number=message.number,
        state=message.state,
        reason=message.reason,
        answer=message.answer,
    )
