"""What looks like a slip in a batch's texts, and in the messages that they make."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from batch_sender.compose import lint
from batch_sender.compose.lint import LintFindings
from batch_sender.journal import Journal
from batch_sender.language import _
from batch_sender.models import BatchRecord

_TYPED: Final = "--text"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextWarnings:
    """Slips in texts, each with where its text is from; slips in messages, by code, with their rows."""

    in_texts: tuple[tuple[str, lint.LintWarning], ...]
    in_messages: Mapping[lint.WarningCode, lint.Warnings]

    @property
    def counts(self) -> dict[str, int]:
        """Count them by code: those of the texts, and the rows of those in messages."""
        found: Counter[str] = Counter(slip.code for _origin, slip in self.in_texts)
        return {**found, **{code: each.count for code, each in self.in_messages.items()}}


def text_warnings(journal: Journal, batch: BatchRecord, found: LintFindings | None) -> TextWarnings:
    """Look for slips. `found`: those of the messages, where they were looked at already."""
    judged = journal.batches.judged(batch.id)
    in_texts = tuple(_in_texts(batch, judged))
    messages = LintFindings.of(journal.messages.texts(batch.id)) if found is None else found
    in_cells = LintFindings.from_told(judged.get("cells") or {})
    known = {slip.code for _origin, slip in in_texts}
    return TextWarnings(
        in_texts=in_texts, in_messages={**messages.besides(known), **in_cells.besides(())}
    )


def _in_texts(
    batch: BatchRecord, judged: Mapping[str, Any]
) -> Iterator[tuple[str, lint.LintWarning]]:
    origin = judged.get("origin") or _("the message text")
    texts = [(each.origin, each.text) for each in batch.variants] or [(origin, batch.template)]
    for where, text in texts:
        for slip in lint.source_warnings(text, batch.header, typed=where == _TYPED):
            yield where, slip
