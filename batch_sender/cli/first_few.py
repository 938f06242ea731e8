"""`--canary` on the terminal: that not all leave at once, and what came of the first ones."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from batch_sender import sentences
from batch_sender.cli import output
from batch_sender.language import _, ngettext
from batch_sender.models import MessageState
from batch_sender.operations.questions import FirstAnswer, GoOnAfterFirstFew

_MOST_SHOWN: Final = 50
_LONGEST_ANSWER: Final = 100  # characters
_ENDS: Final = (MessageState.ACCEPTED, MessageState.REJECTED, MessageState.UNKNOWN)


def announced(few: int) -> str:
    """Say that not all leave at once."""
    return ngettext(
        "First {n} message leaves; then it stops and shows what came of it.",
        "First {n} messages leave; then it stops and shows what came of them.",
        few,
    ).format(n=few)


def show(stopped: GoOnAfterFirstFew) -> None:
    """Tell what came of each message that has left."""
    output.tell()
    output.tell(_("The first messages, and what CleverChat answered:"))
    for line in _lines(stopped.answers[:_MOST_SHOWN]):
        output.tell(line)
    if len(stopped.answers) > _MOST_SHOWN:
        output.tell(_("  … and more: batch-sender report {batch}").format(batch=stopped.batch))
    output.tell()


def as_json(stopped: GoOnAfterFirstFew) -> list[dict[str, Any]]:
    """Return what came of each message that has left, for programs."""
    return [
        {"row": each.row, "state": each.state, "reason": each.reason, "answer": each.answer}
        for each in stopped.answers
    ]


def _lines(answers: Iterable[FirstAnswer]) -> Iterator[str]:
    width = max(len(sentences.state_name(state)) for state in _ENDS)
    for each in answers:
        state = f"{sentences.state_name(each.state):<{width}}"
        why = sentences.describe_reason(each.reason) if each.reason else ""
        answer = f"“{each.answer[:_LONGEST_ANSWER]}”" if each.answer else ""
        said = " · ".join(part for part in (why, answer) if part)
        yield f"  {each.row:>7}  {each.number or '–'}  {state}  {said}".rstrip()
