"""Durations, moments and cells, in the words of the language in force."""

import re
from collections.abc import Iterator
from typing import Final

from batch_sender.language import _
from batch_sender.models import MessageRecord
from batch_sender.sentences.moments import day, duration, moment, moment_there, near
from batch_sender.timing.greeting import as_it_leaves

__all__ = ["day", "duration", "message", "moment", "moment_there", "near", "one_line", "printable"]

_MOST_OF_A_CELL: Final = 80
_NOT_FOR_TERMINALS: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
"""What would steer the terminal, or turn the direction of a line, instead of being read."""


def printable(text: str) -> str:
    """Return a text of the list as a terminal may show it: nothing in it acts."""
    return _NOT_FOR_TERMINALS.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Return a cell as a line can hold it: one line, not too long."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= _MOST_OF_A_CELL else line[: _MOST_OF_A_CELL - 1] + "…"


def message(record: MessageRecord, greeting: str) -> Iterator[str]:
    """Return what would be read now, line by line, set off from what is around it."""
    for line in as_it_leaves(record.text, record.greetings, greeting).split("\n"):
        yield f"    {printable(line)}".rstrip()
    if record.payment_line:
        yield "    " + _("── behind it, as a message of its own:")
        yield f"    {printable(record.payment_line)}"
