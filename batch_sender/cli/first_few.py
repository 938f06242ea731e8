"""`--canary` on the terminal: that not all leave at once, and what came of the first ones."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from batch_sender import sentences
from batch_sender.cli import layout, next_steps, output, wording
from batch_sender.language import _, ngettext
from batch_sender.operations.questions import FirstAnswer, GoOnAfterFirstFew
from batch_sender.phones import spelled

_MOST_SHOWN: Final = 50
_LONGEST_ANSWER: Final = 100  # columns
LONGEST_NAME: Final = 40  # columns


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
        command = next_steps.command("report", str(stopped.batch))
        output.tell(_("  … and more: {command}").format(command=command))
    output.tell()


def as_json(stopped: GoOnAfterFirstFew) -> list[dict[str, Any]]:
    """Return what came of each message that has left, for programs."""
    return [
        {"row": each.row, "state": each.state, "reason": each.reason, "answer": each.answer}
        for each in stopped.answers
    ]


def _lines(answers: Iterable[FirstAnswer]) -> Iterator[str]:
    for each in answers:
        row = _("row {row}").format(row=each.row)
        name = layout.clipped(wording.printable(each.name), LONGEST_NAME)
        number = spelled(each.number) if each.number else ""
        yield "  " + " · ".join(part for part in (row, name, number) if part)
        why = sentences.describe_reason(each.reason) if each.reason else ""
        answer = f"“{layout.clipped(each.answer, _LONGEST_ANSWER)}”" if each.answer else ""
        state = sentences.state_name(each.state)
        yield "      " + " · ".join(part for part in (state, why, answer) if part)
