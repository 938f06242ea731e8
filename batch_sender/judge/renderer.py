"""Render a chunk of rows: each row judged by itself, with the lint warnings of its message."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from batch_sender.compose.lint import LintWarning, slips_in
from batch_sender.judge.rendered import RenderedChunk
from batch_sender.judge.rows import Judge
from batch_sender.models import Contact, JudgedMessage
from batch_sender.models.table_rows import table_row

Chunk = Sequence[Contact]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """What is wanted of a row besides: its slips, and the message itself."""

    slips: bool
    messages: bool


def fill(judge: Judge, chunk: Chunk, *, wishes: RenderOptions) -> RenderedChunk:
    """Fill rows; nothing hangs on the rows before them."""
    messages = list(map(judge.fill, chunk))
    found = RenderedChunk(
        rows=list(map(table_row, messages)),
        messages=messages if wishes.messages else [],
        repairs=Counter([repair.rule for message in messages for repair in message.repairs]),
        further=Counter([problem.code for message in messages for problem in message.further]),
    )
    if wishes.slips:
        found.slips.update(_slips(messages))
    return found


def _slips(messages: Sequence[JudgedMessage]) -> Iterator[tuple[int, tuple[LintWarning, ...]]]:
    for message in messages:
        if message.problem is None and (slips := tuple(slips_in(message.text or ""))):
            yield message.row, slips
