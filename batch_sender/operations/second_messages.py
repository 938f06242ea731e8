"""Rows that hold a second, different message to one person: left out, unless somebody lets them in."""

from collections.abc import Sequence
from typing import Final

from batch_sender.config.batch_settings import settings_of
from batch_sender.journal import Journal
from batch_sender.models import BatchState, ProblemCode
from batch_sender.operations.options import SendOptions
from batch_sender.operations.questions import Answer, AnswerNeeded, SecondMessages, answer_to

_MOST_ROWS_NAMED: Final = 8
_ADMITTED: Final = "second_messages_admitted"
_DECLINED: Final = "second_messages_declined"


def settle_second_messages(
    journal: Journal, batch_id: int, options: SendOptions, answers: Sequence[Answer], *, who: str
) -> AnswerNeeded | None:
    """Let second messages in, or leave them out, as a person says.

    Nobody is asked who said it already: with `duplicates`, with `yes`, or of this batch before.
    """
    settings = settings_of(journal.batches, batch_id)
    waiting = journal.decisions.second_messages(batch_id)
    said = settings.duplicates is not None or options.yes or _was_asked(journal, batch_id)
    # Once a batch was begun nobody is let in any more.
    if said or not waiting or journal.batches.state(batch_id) is not BatchState.CHECKED:
        return None
    question = _question(journal, batch_id, waiting)
    answer = answer_to(question, answers)
    if answer is None:
        return AnswerNeeded(question=question)
    if answer.yes:
        pending = journal.batches.counts(batch_id).pending
        room = None if settings.limit is None else max(0, settings.limit - pending)
        journal.decisions.admit_second_messages(batch_id, most=room, who=who)
    else:
        journal.batches.note(batch_id, _DECLINED, who=who, detail={"rows": waiting})
    return None


def _was_asked(journal: Journal, batch_id: int) -> bool:
    return any(event.kind in {_ADMITTED, _DECLINED} for event in journal.batches.events(batch_id))


def _question(journal: Journal, batch_id: int, waiting: int) -> SecondMessages:
    some = journal.messages.rows_skipped_for(
        batch_id, ProblemCode.DUPLICATE_OTHER_MESSAGE, most=_MOST_ROWS_NAMED
    )
    return SecondMessages(
        batch=batch_id, rows=tuple(message.row for message in some), waiting=waiting
    )
