"""`--canary`: how many may leave first, what came of them, and whether the others follow."""

from datetime import datetime
from typing import Any, Final

from batch_sender import sentences
from batch_sender.cli import gather, talk
from batch_sender.deliver import first_few_left
from batch_sender.health import PauseReason
from batch_sender.journal import Journal
from batch_sender.language import _, ngettext
from batch_sender.models import MessageRecord, MessageState
from batch_sender.phones import mask

_MOST_SHOWN: Final = 50
_LONGEST_ANSWER: Final = 100  # characters
_ENDS: Final = (MessageState.ACCEPTED, MessageState.REJECTED, MessageState.UNKNOWN)


def most(book: Journal, batch_id: int, *, asked: int | None) -> int | None:
    """Return how many messages may leave before a person is asked; None: all.

    `asked`: what this command was given. Otherwise what is left of the batch's own canary, if it
    was interrupted; once it has stopped, whoever resumes the batch has given their word.
    """
    return first_few_left(book, batch_id) if asked is None else asked


def announced(few: int) -> str:
    """Say that not all leave at once."""
    return ngettext(
        "First {n} message leaves; then it stops and shows what came of it.",
        "First {n} messages leave; then it stops and shows what came of them.",
        few,
    ).format(n=few)


def stopped(book: Journal, batch_id: int) -> bool:
    """Say whether a batch stands still because its first few are out."""
    return book.batch(batch_id).paused_because == PauseReason.CANARY


def show(book: Journal, batch_id: int, *, since: datetime) -> None:
    """Tell what came of each message that left since then."""
    rows = book.rows_answered(batch_id, since=since, most=_MOST_SHOWN + 1)
    talk.tell()
    talk.tell(_("The first messages, and what CleverChat answered:"))
    width = max(len(sentences.state_name(state)) for state in _ENDS)
    for message in rows[:_MOST_SHOWN]:
        talk.tell(_line(message, width))
    if len(rows) > _MOST_SHOWN:
        talk.tell(_("  … and more: batch-sender report {batch}").format(batch=batch_id))
    talk.tell()


def as_json(book: Journal, batch_id: int, *, since: datetime) -> list[dict[str, Any]]:
    """Return what came of each message that left since then, for programs."""
    left = book.counts(batch_id).read
    return [
        {
            "row": message.row,
            "state": message.state,
            "reason": message.reason,
            "answer": message.answer,
        }
        for message in book.rows_answered(batch_id, since=since, most=left)
    ]


def go_on(book: Journal, batch_id: int, *, ask: bool) -> bool:
    """Ask whether the others may follow, where somebody can be asked; an event of the batch."""
    waiting = book.counts(batch_id).pending
    if not ask or not talk.on_terminal():
        return False
    question = ngettext("Go on with the other {n}?", "Go on with the other {n}?", waiting)
    yes = talk.ask(question.format(n=waiting))
    kind = "canary_approved" if yes else "canary_declined"
    book.note(batch_id, kind, who=gather.who(), detail={"pending": waiting})
    return yes


def _line(message: MessageRecord, width: int) -> str:
    number = mask(message.number) if message.number else "–"
    state = f"{sentences.state_name(message.state):<{width}}"
    why = sentences.describe_reason(message.reason) if message.reason else ""
    answer = f"“{message.answer[:_LONGEST_ANSWER]}”" if message.answer else ""
    said = " · ".join(part for part in (why, answer) if part)
    return f"  {message.row:>7}  {number}  {state}  {said}".rstrip()
