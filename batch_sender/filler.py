"""A chunk of a list's rows goes in; the rows come out, each judged by itself and filled."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from batch_sender.filled import Filled, FilledChunk
from batch_sender.journal import table_row
from batch_sender.judge import Judge
from batch_sender.lint import Slip, slips_in
from batch_sender.models import Contact, JudgedMessage

Chunk = Sequence[Contact]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is wanted of a row besides: its slips, and the message itself."""

    slips: bool
    messages: bool


def fill(judge: Judge, chunk: Chunk, *, wishes: Wishes) -> FilledChunk:
    """Fill rows; nothing hangs on the rows before them."""
    messages = list(map(judge.fill, chunk))
    found = FilledChunk(
        rows=[_handed_on(message, wishes) for message in messages],
        repairs=Counter([repair.rule for message in messages for repair in message.repairs]),
        further=Counter([problem.code for message in messages for problem in message.further]),
    )
    for message in messages:
        if wishes.slips and (slips := _slips(message)):
            found.slips[message.row] = slips
    return found


def _slips(message: JudgedMessage) -> tuple[Slip, ...]:
    return () if message.problem else tuple(slips_in(message.text or ""))


def _handed_on(message: JudgedMessage, wishes: Wishes) -> Filled:
    return Filled(
        message.row,
        message.person,
        message.said,
        message.said_too,
        table_row(message),
        message if wishes.messages else None,
    )
