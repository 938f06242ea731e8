"""Render a chunk of rows: each row judged by itself, with the lint warnings of its message."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from batch_sender.compose.lint import LintWarning, message_warnings
from batch_sender.judge.rendered import RenderedChunk
from batch_sender.judge.row import RowJudge
from batch_sender.models import Contact, JudgedMessage
from batch_sender.models.table_rows import table_row

Chunk = Sequence[Contact]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """What is wanted of a row besides: the lint warnings of its message, and the message itself."""

    warnings: bool
    messages: bool


def render(judge: RowJudge, chunk: Chunk, *, options: RenderOptions) -> RenderedChunk:
    """Judge rows by themselves; nothing hangs on the rows before them."""
    messages = list(map(judge.judge, chunk))
    found = RenderedChunk(
        rows=list(map(table_row, messages)),
        messages=messages if options.messages else [],
        repairs=Counter([repair.rule for message in messages for repair in message.repairs]),
        further=Counter([problem.code for message in messages for problem in message.further]),
    )
    if options.warnings:
        found.warnings.update(_warnings(messages))
    return found


def _warnings(messages: Sequence[JudgedMessage]) -> Iterator[tuple[int, tuple[LintWarning, ...]]]:
    for message in messages:
        if message.problem is None and (warnings := tuple(message_warnings(message.text or ""))):
            yield message.row, warnings
