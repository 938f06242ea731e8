"""A chunk of rendered rows, in a form that is cheap to hand from one process to another."""

from collections import Counter
from dataclasses import dataclass, field

from batch_sender.compose.lint import LintWarning
from batch_sender.models import JudgedMessage
from batch_sender.models.table_rows import TableRow


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedChunk:
    """Rendered rows; how often each repair rule was used and each further problem was found in them.

    `messages`: what the rows were made of, row by row, where it was asked for; else there are none.
    `warnings`: by row, the lint warnings of its message.
    """

    rows: list[TableRow]
    messages: list[JudgedMessage] = field(default_factory=list)
    repairs: Counter[str] = field(default_factory=Counter)
    further: Counter[str] = field(default_factory=Counter)
    warnings: dict[int, tuple[LintWarning, ...]] = field(default_factory=dict)
