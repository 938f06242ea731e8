"""A journal that was brought back from a copy: nothing leaves from it before a person has said so."""

from collections.abc import Sequence
from dataclasses import dataclass

from batch_sender.journal import CopyKind, Journal
from batch_sender.operations.questions import NONE, AfterRestore, Answer, AnswerNeeded, answer_to


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyAccepted:
    """The copy is the journal from here on; so many rows that waited in it are unknown now.

    `is_another`: it is no copy, but another journal in the place of a lost one.
    """

    unknown: int
    is_another: bool


def settle_restored(
    journal: Journal, *, accepted: bool, who: str, answers: Sequence[Answer] = NONE
) -> AnswerNeeded | CopyAccepted | None:
    """Take a copy for the journal if a person said so; None where it is no copy.

    `accepted`: it was said beforehand.

    Raises:
        BatchBusy: a process judges or sends one of its batches.
    """
    copy = journal.maintenance.restored()
    if copy is None:
        return None
    question = AfterRestore(
        since=copy.since,
        location=journal.location,
        is_backup=copy.is_backup,
        moved_to=copy.to,
    )
    answer = answer_to(question, answers)
    if not (accepted or (answer is not None and answer.yes)):
        return AnswerNeeded(question=question)
    unknown = journal.maintenance.accept_restored(copy, who=who)
    return CopyAccepted(unknown=unknown, is_another=copy.kind is CopyKind.ANOTHER)
